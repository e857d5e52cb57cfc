import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import { assertNever } from "../model/outcome";
import type { Program, Scope } from "../model/program";
import type { RunRequest, Task, TimeitTask } from "../model/task";
import { clocks } from "./clock";
import type { RunHooks } from "./hooks";
import type { TimedBody } from "./loop";
import { type How, measureCell, warmUp } from "./measure-cell";
import { type Cell, boundTo, prepareProgram, runToEnd } from "./program";
import { isThenable } from "./settle";
import { describeThrown } from "./thrown";

/**
 * What a child does: runs the program's setup, warms the measuring path up, and measures its body. Sends `started` at the baseline and
 * `repeats-done` after repeats of a timed loop; `ready` and `measured` are the engine's. Never rejects for what the program does: if its
 * setup fails, the measurement has an outcome only. Use a process once: the notebook's state is not what it was afterwards.
 */
export async function runTask(request: RunRequest, scope: Scope, port: ChildPort, hooks: RunHooks = {}): Promise<Measurement> {
  const { task, program, sampling } = request;
  const how = { withChildren: sampling?.withChildren ?? false, ...(task.kind === "memit" && task.metric && { metric: task.metric }) };
  if (program === undefined) {
    if (task.kind !== "heap") throw new Error(`A ${task.kind} task has nothing to run: only heap works without a program.`);
    if (task.question) return loadGraph().measureNotebookGraph({ question: task.question, variables: scope.variables, port, hooks });
    return loadHeap().measureNotebookHeap(task.by ?? "class", port, hooks);
  }
  let measure: Measure;
  try {
    measure = await prepare(task, program, scope, how);
  } catch (error) {
    return { outcome: describeThrown(error), notes: [] };
  }
  await warmUp(how);
  return measure(port, hooks);
}

type Measure = (port: ChildPort, hooks: RunHooks) => Promise<Measurement>;

/** Compiles everything, runs the setup, and returns what is left to do: the measuring. */
async function prepare(task: Task, program: Program, scope: Scope, how: How): Promise<Measure> {
  const { setup, body } = prepareProgram(program, scope);
  if (setup && !(task.kind === "timeit" && task.setupEach)) await runToEnd(setup);
  switch (task.kind) {
    case "memit":
      return (port, hooks) => measureCell(body, { port, hooks, ...how });
    case "heap": {
      const { question } = task;
      const growth = question?.views.find(({ kind }) => kind === "growth");
      if (question && growth?.kind === "growth") {
        const { measureCellGrowth } = loadGrowth();
        return (port, hooks) => measureCellGrowth(body, growth.runs, { question, variables: scope.variables, port, hooks });
      }
      if (question) {
        const { measureCellGraph } = loadGraph();
        return (port, hooks) => measureCellGraph(body, { question, variables: scope.variables, port, hooks });
      }
      if (task.sites) {
        const { measureCellSites } = loadSites();
        return (port, hooks) => measureCellSites(body, port, hooks);
      }
      const { measureCellHeap } = loadHeap();
      return (port, hooks) => measureCellHeap(body, task.by ?? "class", port, hooks);
    }
    case "timeit": {
      const bodies = timedBodies(program, task, setup, scope);
      return (port, hooks) => measureLoops(bodies, task, port, hooks);
    }
    default:
      return assertNever(task);
  }
}

function timedBodies(program: Program, task: TimeitTask, setup: Cell | undefined, scope: Scope): readonly TimedBody[] {
  const { loopOverCode, loopOverFunction } = loadLoop();
  const clock = clocks[task.clock];
  if (program.kind === "function") {
    const { bindings } = program;
    const each = task.setupEach && program.setup ? { setup: { run: boundTo(bindings, program.setup), isAsync: true } } : {};
    return [loopOverFunction(boundTo(bindings, program.body), { clock, ...each })];
  }
  const each = task.setupEach && setup ? { setup: { run: () => setupAgain(setup), isAsync: program.setup?.isAsync === true } } : {};
  return [program.body, ...(program.rivals ?? [])].map((body) => loopOverCode(body, scope, { clock, ...each }));
}

function setupAgain(setup: Cell): unknown {
  const returned = setup.run();
  return isThenable(returned) ? returned.then((value) => setup.takeValue(value)) : setup.takeValue(returned);
}

async function measureLoops(bodies: readonly TimedBody[], task: TimeitTask, port: ChildPort, hooks: RunHooks): Promise<Measurement> {
  const { TimingLog, timeLoops } = loadTimeLoop();
  const log = new TimingLog();
  const cell: Cell = { run: () => timeLoops(bodies, task, port, log), takeValue: () => undefined };
  const { timedGc, ...measurement } = await measureCell(cell, { port, hooks, timedSpans: log.spans });
  const timings = log.timings.map((timing, body) => ({ ...timing, ...(timedGc?.[body] && { gc: timedGc[body] }) }));
  return { ...measurement, ...(timings.length > 0 && { timings }), notes: [...measurement.notes, ...log.notes] };
}

// Loaded only for a task that needs it: in a new process, five MiB that would count in the baseline of all others.
const loadHeap = (): typeof import("./measure-heap") => require("./measure-heap") as typeof import("./measure-heap");
const loadSites = (): typeof import("./measure-sites") => require("./measure-sites") as typeof import("./measure-sites");
const loadGraph = (): typeof import("./measure-graph") => require("./measure-graph") as typeof import("./measure-graph");
const loadGrowth = (): typeof import("./measure-growth") => require("./measure-growth") as typeof import("./measure-growth");
const loadLoop = (): typeof import("./loop") => require("./loop") as typeof import("./loop");
const loadTimeLoop = (): typeof import("./time-loop") => require("./time-loop") as typeof import("./time-loop");

/** Loads what any task may need: in the process of which others are made as copies. */
export function loadTasks(): void {
  loadHeap();
  loadSites();
  loadGraph();
  loadGrowth();
  loadLoop();
  loadTimeLoop();
}
