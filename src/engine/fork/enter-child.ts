import { closeSync, openSync } from "node:fs";
import type { ChildPort } from "../../model/child";
import { offerToOomKiller, reportUncaught } from "../child-guards";
import { redirectStandardStreams } from "../standard-streams";
import { type SharedDescriptors, reopenFiles, replaceEventCounters, replaceSockets, takeOver } from "./descriptors";
import type { EventLoop } from "./event-loop";
import { stopHandle } from "./handles";
import type { PipeEnds } from "./forked-child";
import type { Native } from "../native";
import { dieWithParent, exitAtOnce, forbidCoreFiles, removeListeners, renewPid, reportIdleLoop, resetSignals } from "./process-guards";
import type { TimerQueues } from "./timer-queues";

/** What the entries work on. Everything was made in the kernel, before the fork. */
export interface ChildContext {
  readonly native: Native;
  readonly loop: EventLoop;
  readonly timers: TimerQueues;
  readonly parentPid: number;
  readonly descriptors: SharedDescriptors;
  /** The child's ends of its pipes, and the kernel's ends of them. */
  readonly writeEnds: PipeEnds;
  readonly readEnds: PipeEnds;
  readonly port: ChildPort;
  /** Ends the child with what was thrown as its outcome. */
  fail(thrown: unknown): void;
  /** The kernel's own part: its display, its prompt, its console. */
  enterChild(port: ChildPort): void;
}

/** One thing of the kernel that must not go on, or must not be shared, in a child. */
export interface Entry {
  readonly name: string;
  /** What goes wrong without it. */
  readonly why: string;
  apply(context: ChildContext): void;
}

/**
 * Everything that is stopped, closed, re-opened, reset or guarded in a forked child, in the order in which it must happen. Whatever is wrong in
 * a child is an entry missing here. What must happen before the fork is in fork.ts.
 */
export const entries: readonly Entry[] = [
  {
    name: "parent-death",
    why: "a killed kernel runs no clean-up: the child would live on",
    apply: ({ native, parentPid }) => dieWithParent(native, parentPid),
  },
  {
    name: "process-group",
    why: "a signal to the kernel's group is for the kernel, and the child's grandchildren must be reachable by one signal",
    apply: ({ native }) => void native.libc.setpgid(0, 0),
  },
  {
    name: "core-file",
    why: "a crash would write the notebook's whole memory to a file",
    apply: ({ native }) => forbidCoreFiles(native),
  },
  {
    name: "oom-score",
    why: "a machine that runs out of memory must end the child, not the kernel",
    apply: offerToOomKiller,
  },
  {
    name: "pid",
    why: "Node caches it: process.kill(process.pid) would kill the kernel",
    apply: ({ native }) => renewPid(native),
  },
  {
    name: "read-ends",
    why: "the kernel's ends of the pipes: with them open here, a write to a dead kernel would wait instead of failing",
    apply: ({ readEnds }) => [readEnds.frames, readEnds.stdout, readEnds.stderr].forEach((fd) => closeSync(fd)),
  },
  {
    name: "raw-output",
    why: "what native code and grandchildren write belongs to the cell, not to the kernel's own output",
    apply: ({ native, writeEnds }) => {
      takeOver(native, writeEnds.stdout, 1);
      takeOver(native, writeEnds.stderr, 2);
    },
  },
  {
    name: "stdin",
    why: "the kernel's input is not the cell's",
    apply: ({ native }) => takeOver(native, openSync("/dev/null", "r"), 0),
  },
  {
    name: "sockets",
    why: "a child that holds the kernel's ports blocks a restart; one that writes to a connection of the notebook garbles it",
    apply: ({ native, descriptors }) => replaceSockets(native, descriptors),
  },
  {
    name: "event-counters",
    why: "they wake threads of the kernel",
    apply: ({ native, descriptors }) => replaceEventCounters(native, descriptors),
  },
  {
    name: "files",
    why: "kernel and child would share one position in each open file",
    apply: ({ native, descriptors }) => reopenFiles(native, descriptors),
  },
  {
    name: "event-loop",
    why: "kernel and child would share one epoll, and take each other's events",
    apply: ({ loop }) => loop.renew(),
  },
  {
    name: "watched-descriptors",
    why: "the notebook's servers would accept, and its streams would read, in the child",
    apply: ({ loop }) => loop.stopWatching(),
  },
  {
    name: "handles",
    why: "the notebook's file watchers and native timers would call back in the child, and keep its loop alive",
    apply: ({ native, loop }) => loop.forEachHandle((handle, type) => stopHandle(native, handle, type)),
  },
  {
    name: "requests",
    why: "answers to requests in flight at the fork never come, and would keep the loop alive",
    apply: ({ loop }) => loop.forgetRequests(),
  },
  {
    name: "timers",
    why: "the notebook's timers, intervals and immediates would fire in the child",
    apply: ({ timers }) => timers.clear(),
  },
  {
    name: "listeners",
    why: "the notebook's exit and signal listeners delete its temporary files",
    apply: removeListeners,
  },
  {
    name: "signals",
    why: "the child would survive a Stop: the kernel handles SIGINT",
    apply: ({ native }) => resetSignals(native),
  },
  {
    name: "exit",
    why: "a normal exit joins threads that do not exist in the child, and crashes",
    apply: ({ native }) => exitAtOnce(native),
  },
  {
    name: "output",
    why: "console output and display must reach the notebook in one order",
    apply: ({ port }) => redirectStandardStreams((name, text) => port.send({ type: "stream", name, text })),
  },
  {
    name: "uncaught-errors",
    why: "Node's own way to die of an uncaught error crashes in the child",
    apply: ({ fail }) => reportUncaught(fail),
  },
  {
    name: "idle-loop",
    why: "a cell that awaits something of the notebook would wait for ever: it does not go on in the child",
    apply: ({ loop, timers, fail }) => reportIdleLoop(loop, timers, fail),
  },
  {
    name: "kernel",
    why: "what only the kernel knows: tslab's display, prompt and console.clear speak to the front end",
    apply: ({ enterChild, port }) => enterChild(port),
  },
];

/** Turns the copy of the kernel that fork() made into a child. Throws an error that names the entry that failed. */
export function becomeChild(context: ChildContext): void {
  for (const { name, apply } of entries) {
    try {
      apply(context);
    } catch (error) {
      throw new Error(`The entry "${name}" failed in a forked child.`, { cause: error });
    }
  }
}
