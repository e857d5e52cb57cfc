import { writeSync } from "node:fs";
import { inspect } from "node:util";
import type { RunHooks } from "../../measure/hooks";
import { describeThrown } from "../../measure/thrown";
import { type ChildPort, PROTOCOL_VERSION } from "../../model/child";
import type { Measurement } from "../../model/measurement";
import type { Scope } from "../../model/program";
import type { RunRequest } from "../../model/task";
import { openChildPort } from "../child-port";
import { becomeChild, type ChildContext } from "./enter-child";
import { withHeapLimit } from "../heap-limit";
import { MemoryLimits } from "../memory-limits";
import { CopyOnWrite } from "./copy-on-write";
import { mapCode, type MemoryRange } from "./resident-code";
import { sharedHandles } from "./shared-handles";

/** Runs a request in a child; never rejects for what the cell does. */
export type RunTask = (request: RunRequest, scope: Scope, port: ChildPort, hooks: RunHooks) => Promise<Measurement>;

export interface ChildWork extends Omit<ChildContext, "port" | "fail"> {
  readonly request: RunRequest;
  readonly scope: Scope;
  /** Of Node's code what the kernel has mapped. */
  readonly code: readonly MemoryRange[];
  readonly runTask: RunTask;
  /** See {@link RunHooks.releaseKernel}. */
  readonly releaseKernel: () => void;
  /** See {@link RunHooks.translateStack}. */
  readonly translateStack: (stack: string) => string;
}

/** `EX_SOFTWARE` of sysexits.h: the child could not be made. */
const EXIT_INTERNAL = 70;

/** The whole life of a forked child. Returns to the event loop, and ends the process when the run has ended. */
export function runChild(work: ChildWork): void {
  const { native, writeEnds, request, scope } = work;
  const port = openChildPort(writeEnds.frames);
  const end = (measurement: Measurement): void => {
    try {
      port.send({ type: "measured", measurement });
    } finally {
      native.libc._exit(0);
    }
  };
  const fail = (thrown: unknown): void => end({ outcome: describeThrown(thrown), notes: [] });
  enter({ ...work, port, fail });
  mapCode(native, work.code);
  port.send({ type: "ready", protocolVersion: PROTOCOL_VERSION, pid: process.pid });
  const limits = new MemoryLimits(native, request.limits);
  void Promise.resolve(work.runTask(request, scope, withHeapLimit(port, limits), hooksOf(work, limits))).then(end, fail);
}

function enter(context: ChildContext): void {
  try {
    becomeChild(context);
  } catch (error) {
    try {
      writeSync(2, inspect(error));
    } finally {
      context.native.libc._exit(EXIT_INTERNAL);
    }
  }
}

function hooksOf({ native, scope, descriptors, releaseKernel, translateStack }: ChildWork, limits: MemoryLimits): RunHooks {
  let copies: CopyOnWrite | undefined;
  return {
    beforeCell: () => {
      copies = new CopyOnWrite();
      return [...sharedHandles(descriptors), ...limits.apply()];
    },
    afterCell: () => limits.lift(),
    notesOn: (ended) => copies?.noteOf(ended) ?? [],
    releaseKernel,
    translateStack,
    trimNative: () => void native.libc.malloc_trim(0),
    releaseNotebook: () => {
      for (const name of Object.keys(scope.variables)) Reflect.deleteProperty(scope.variables, name);
    },
  };
}
