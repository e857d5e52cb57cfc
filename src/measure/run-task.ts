import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import { assertNever } from "../model/outcome";
import type { Program, Scope } from "../model/program";
import type { RunRequest, Task } from "../model/task";
import type { RunHooks } from "./hooks";
import type { TimedBody } from "./loop";
import { measureCell, warmUp } from "./measure-cell";
import { type Cell, prepareProgram } from "./program";
import { isThenable, settle } from "./settle";
import { describeThrown } from "./thrown";
import type { TimingLog } from "./time-loop";

/**
 * What a child does: runs the program's setup, warms the measuring path up, and measures its body. Sends `started` at the baseline and
 * `repeat-done` after each repeat of a timed loop; `ready` and `measured` are the engine's. Never rejects for what the program does: if its
 * setup fails, the measurement has an outcome only. Use a process once: the notebook's state is not what it was afterwards.
 */
export async function runTask(request: RunRequest, scope: Scope, port: ChildPort, hooks: RunHooks = {}): Promise<Measurement> {
  const { task, program } = request;
  if (program === undefined) {
    if (task.kind !== "heap") throw new Error(`A ${task.kind} task has nothing to run: only heap works without a program.`);
    return loadHeap().measureNotebookHeap(port, hooks);
  }
  let measure: Measure;
  try {
    measure = await prepare(task, program, scope);
  } catch (error) {
    return { outcome: describeThrown(error), notes: [] };
  }
  await warmUp();
  return measure(port, hooks);
}

type Measure = (port: ChildPort, hooks: RunHooks) => Promise<Measurement>;

/** Compiles everything, runs the setup, and returns what is left to do: the measuring. */
async function prepare(task: Task, program: Program, scope: Scope): Promise<Measure> {
  const { setup, body } = prepareProgram(program, scope);
  if (setup) await runUnmeasured(setup);
  switch (task.kind) {
    case "memit":
      return (port, hooks) => measureCell(body, { port, hooks });
    case "heap": {
      const { measureCellHeap } = loadHeap();
      return (port, hooks) => measureCellHeap(body, port, hooks);
    }
    case "timeit": {
      const { loopOverCode, loopOverFunction } = loadLoop();
      const timed = program.kind === "function" ? loopOverFunction(program.body) : loopOverCode(program.body, scope);
      return (port, hooks) => measureLoop(timed, task, port, hooks);
    }
    default:
      return assertNever(task);
  }
}

async function runUnmeasured(cell: Cell): Promise<void> {
  const returned = cell.run();
  cell.takeValue(isThenable(returned) ? await settle(returned) : returned);
}

async function measureLoop(
  body: TimedBody,
  task: Task & { readonly kind: "timeit" },
  port: ChildPort,
  hooks: RunHooks,
): Promise<Measurement> {
  const log: TimingLog = { notes: [] };
  const { timeLoop } = loadTimeLoop();
  const cell: Cell = { run: () => timeLoop(body, task, port, log), takeValue: () => undefined };
  const measurement = await measureCell(cell, { port, hooks, isTimed: true });
  return { ...measurement, ...(log.timing && { timing: log.timing }), notes: [...measurement.notes, ...log.notes] };
}

// Loaded only for a task that needs it: in a new process, five MiB that would count in the baseline of all others.
const loadHeap = (): typeof import("./measure-heap") => require("./measure-heap") as typeof import("./measure-heap");
const loadLoop = (): typeof import("./loop") => require("./loop") as typeof import("./loop");
const loadTimeLoop = (): typeof import("./time-loop") => require("./time-loop") as typeof import("./time-loop");

/** Loads what any task may need: in the process of which others are made as copies. */
export function loadTasks(): void {
  loadHeap();
  loadLoop();
  loadTimeLoop();
}
