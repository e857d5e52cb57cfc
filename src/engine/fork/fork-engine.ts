import { closeSync } from "node:fs";
import { setTimeout } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import { loadTasks, runTask as measure } from "../../measure/run-task";
import type { ChildPort } from "../../model/child";
import type { Scope } from "../../model/program";
import type { RunRequest } from "../../model/task";
import { type Child, type ChildListener, type Engine, EngineError, type StartOptions } from "../engine";
import { openPipe, surveyDescriptors } from "./descriptors";
import { EventLoop } from "./event-loop";
import { ForkableMemory, checkFlags, fork } from "./fork";
import { ForkedChild, type PipeEnds } from "./forked-child";
import { type Native, loadNative } from "../native";
import { residentCode } from "./resident-code";
import { type RunTask, runChild } from "./run-child";
import { watchForStuck } from "./stuck";
import { type TimerQueues, findTimerQueues } from "./timer-queues";

const QUIET_WITHIN_MS = 200;
const ATTEMPTS = 2;

export interface ForkEngineOptions {
  readonly scope: Scope;
  /** The flags with which the kernel was started; `process.execArgv` may have been cleared since. */
  readonly flags: readonly string[];
  /** What a child does with its request; another one in tests. */
  readonly runTask?: RunTask;
  /** Called in the kernel before each fork: the moment to close the heap's holes. */
  beforeFork(): Promise<void>;
  /** Called in each child: makes the kernel's display, prompt and console speak to `port`, and to nothing else. */
  enterChild(port: ChildPort): void;
  /** Called in a child that counts what is alive: lets go of what only the kernel needs. */
  releaseKernel?(): void;
  /** Turns V8's positions, in the text of a stack, into those of the cells as typed. */
  translateStack?(stack: string): string;
  /** Descriptors of connections that are the kernel's own, so that nothing is said of them. */
  ownConnections?(): readonly number[];
}

interface Tools {
  readonly native: Native;
  readonly loop: EventLoop;
  readonly timers: TimerQueues;
  readonly memory: ForkableMemory;
}

/** Children that are copies of the kernel, made by fork(2): they hold the notebook's state as it is. */
export class ForkEngine implements Engine {
  readonly name = "fork";
  readonly flags: readonly string[];
  readonly #options: ForkEngineOptions;
  readonly #children = new Set<ForkedChild>();
  #tools: Tools | undefined;

  constructor(options: ForkEngineOptions) {
    this.#options = options;
    this.flags = options.flags;
  }

  /** Looks for everything that the engine needs. Throws {@link EngineError} if something is missing; does nothing the second time. */
  load(): Native {
    this.#tools ??= loadTools(this.flags);
    return this.#tools.native;
  }

  async start(request: RunRequest, listener: ChildListener, { signal }: StartOptions = {}): Promise<Child> {
    this.load();
    let lastWords = "";
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      signal?.throwIfAborted();
      const child = await this.#fork(request, listener);
      if (await isReadyInTime(child, signal)) return child;
      child.kill("SIGKILL");
      await child.exited;
      lastWords = child.lastWords;
    }
    signal?.throwIfAborted();
    throw new EngineError(
      `A copy of the kernel did not come to life in ${ATTEMPTS} attempts${lastWords && ` (it said: ${lastWords})`}: run the cell again, or restart the kernel if that does not help.`,
    );
  }

  close(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }

  async #fork(request: RunRequest, listener: ChildListener): Promise<ForkedChild> {
    const tools = this.#tools ?? loadTools(this.flags);
    await this.#options.beforeFork();
    await becomeQuiet(tools.loop);
    const child = await forkInTimer(tools, this.#options, request, listener);
    this.#children.add(child);
    void child.exited.then(() => this.#children.delete(child));
    return child;
  }
}

function loadTools(flags: readonly string[]): Tools {
  const native = loadNative();
  loadTasks();
  checkFlags(flags);
  return { native, loop: new EventLoop(native), timers: findTimerQueues(), memory: new ForkableMemory(native) };
}

/** Requests of the notebook in flight would be lost in the child, so give them a moment to end. Some never do. */
async function becomeQuiet(loop: EventLoop): Promise<void> {
  const deadlineMs = performance.now() + QUIET_WITHIN_MS;
  while (loop.activeRequests > 0 && performance.now() < deadlineMs) await delay(1);
}

/**
 * fork() returns twice, and what follows runs in both processes. In a timer's callback, as its last act, nothing follows: no promise of the
 * kernel is settled in the child, and no callback of the notebook is due before the child's own.
 */
function forkInTimer(tools: Tools, options: ForkEngineOptions, request: RunRequest, listener: ChildListener): Promise<ForkedChild> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        const child = forkNow(tools, options, request, listener);
        if (child !== undefined) resolve(child);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }, 0);
  });
}

/** Undefined in the child, whose whole work has been started by then. */
function forkNow(tools: Tools, options: ForkEngineOptions, request: RunRequest, listener: ChildListener): ForkedChild | undefined {
  const { native, memory, loop } = tools;
  const { scope, runTask = measure } = options;
  const enterChild = (port: ChildPort): void => options.enterChild(port);
  const parentPid = process.pid;
  const code = residentCode();
  const descriptors = surveyDescriptors(native, loop, options.ownConnections?.() ?? []);
  const { readEnds, writeEnds } = openPipes(native);
  let pid;
  try {
    memory.prepare();
    pid = fork(native);
  } finally {
    if (pid === undefined) close(readEnds);
    if (pid !== 0) close(writeEnds);
  }
  if (pid !== 0) return new ForkedChild(native, pid, readEnds, listener);
  const releaseKernel = (): void => options.releaseKernel?.();
  const translateStack = (stack: string): string => options.translateStack?.(stack) ?? stack;
  runChild({
    ...tools,
    parentPid,
    code,
    descriptors,
    readEnds,
    writeEnds,
    request,
    scope,
    runTask,
    enterChild,
    releaseKernel,
    translateStack,
  });
  return undefined;
}

function openPipes(native: Native): { readonly readEnds: PipeEnds; readonly writeEnds: PipeEnds } {
  const [frames, stdout, stderr] = [openPipe(native), openPipe(native), openPipe(native)];
  return {
    readEnds: { frames: frames.readEnd, stdout: stdout.readEnd, stderr: stderr.readEnd },
    writeEnds: { frames: frames.writeEnd, stdout: stdout.writeEnd, stderr: stderr.writeEnd },
  };
}

function close(ends: PipeEnds): void {
  for (const fd of [ends.frames, ends.stdout, ends.stderr]) closeSync(fd);
}

async function isReadyInTime(child: ForkedChild, signal: AbortSignal | undefined): Promise<boolean> {
  const kill = (): void => child.kill("SIGKILL");
  const stopWatching = watchForStuck(child.pid, kill);
  signal?.addEventListener("abort", kill);
  if (signal?.aborted) kill();
  const isReady = await child.ready;
  signal?.removeEventListener("abort", kill);
  stopWatching();
  return isReady;
}
