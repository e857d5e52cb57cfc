import type { Program } from "../../model/program";
import { assertNever, type Outcome } from "../../model/outcome";
import type { Note } from "../../model/result";
import type { RunRecord } from "../../model/run-record";
import type { SweepResult } from "../../model/sweep-result";
import type { RunRequest } from "../../model/task";
import { StateError } from "../../state/state-error";
import type { Session } from "../magic";
import type { CourseEnd, CourseStep } from "./course";
import type { SweptRun } from "./swept-run";

/** What all runs of a sweep have in common. */
export interface SweepTask {
  readonly request: RunRequest & { readonly program: Program };
  /** Runs of the sizes, as far as they are known beforehand. */
  readonly planned: number;
  /** Whether only new processes will do. */
  readonly isFresh: boolean;
  /** Whether a completed run tells what the sweep is about. */
  isRead(record: RunRecord): boolean;
  next(runs: readonly SweptRun[]): CourseStep;
  /** What is known after some runs. */
  soFar(runs: readonly SweptRun[], session: Session): SweepResult;
}

/** What became of a sweep. */
export interface SweptRuns {
  readonly runs: readonly [SweptRun, ...SweptRun[]];
  /** Absent where a run ended it. */
  readonly end?: CourseEnd;
  /** In which the runs were made. */
  readonly session: Session;
  readonly notes: readonly Note[];
}

/** A state that takes longer to be carried into each new process makes these more of a burden than of use. */
const MOST_CARRY_NS = 3e9;

/**
 * Runs a sweep. Its runs are in new processes where the notebook's state can be carried into them, as what cells have done to the notebook's heap then does
 * not matter; else in copies of the notebook. A run that throws, exits or is interrupted ends it.
 *
 * @throws StateError where only new processes will do, and the state cannot be carried.
 */
export async function runSweep(task: SweepTask, session: Session): Promise<SweptRuns> {
  const first = task.next([]);
  if (first.kind === "done") throw new Error("A sweep has one run at least.");
  const begun = await begin(task, session, first);
  const runs: [SweptRun, ...SweptRun[]] = [begun.run];
  for (;;) {
    if (runs.at(-1)!.how === "stopped" || runs.at(-1)!.how === "unread") return { ...begun, runs };
    const step = task.next(runs);
    if (step.kind === "done") return { ...begun, runs, end: step };
    runs.push(await runStep(task, begun.session, step, runs));
  }
}

type RunStep = Extract<CourseStep, { kind: "run" }>;

/** The first run, and with it the engine of all. */
async function begin(
  task: SweepTask,
  session: Session,
  step: RunStep,
): Promise<{ readonly run: SweptRun; readonly session: Session; readonly notes: readonly Note[] }> {
  const fresh = task.isFresh ? undefined : session.inNewProcesses();
  if (!fresh) return { run: await runStep(task, session, step, []), session, notes: [] };
  try {
    const run = await runStep(task, fresh, step, []);
    const isSlow = (run.record.state?.carryNs ?? 0) >= MOST_CARRY_NS;
    if (run.how === "stopped" || !isSlow) return { run, session: fresh, notes: [] };
    // What the cell prints has been shown.
    const again = await runStep(task, session, step, [], false);
    return { run: again, session, notes: [inCopies("takes too long to be carried into a new process for each")] };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const run = await runStep(task, session, step, []);
    return { run, session, notes: [inCopies(`cannot be carried into new processes (${error.message})`)] };
  }
}

function inCopies(why: string): Note {
  return { reason: "sweep-in-copies", text: `The runs were made in copies of the notebook, because its state ${why}.` };
}

async function runStep(
  task: SweepTask,
  session: Session,
  { values, phase }: RunStep,
  before: readonly SweptRun[],
  showOutput = before.length === 0,
): Promise<SweptRun> {
  const result = before.length > 0 ? task.soFar(before, session) : undefined;
  const left = leftNs(task.planned, before);
  const startNs = process.hrtime.bigint();
  const record = await session.run(
    { ...task.request, program: { ...task.request.program, bindings: values } },
    {
      showOutput,
      run: before.length + 1,
      runs: Math.max(task.planned, before.length + 1),
      sweep: { values, phase, ...(result && { result }), ...(left !== undefined && { leftNs: left }) },
    },
  );
  const how = howOf(record.outcome);
  const isUnread = how === "completed" && !task.isRead(record);
  return { values, phase, how: isUnread ? "unread" : how, record, elapsedNs: Number(process.hrtime.bigint() - startNs) };
}

/** By the mean of the runs so far; nothing before the first round, whose last runs take longest. */
function leftNs(planned: number, runs: readonly SweptRun[]): number | undefined {
  const isFirstRound = new Set(runs.map(({ values }) => JSON.stringify(values))).size === runs.length;
  if (runs.length === 0 || isFirstRound || runs.length >= planned) return undefined;
  return (runs.reduce((sum, { elapsedNs }) => sum + elapsedNs, 0) / runs.length) * (planned - runs.length);
}

/** A cell that is killed has crashed, or has killed itself: that says nothing of sizes. */
function howOf({ kind }: Outcome): SweptRun["how"] {
  switch (kind) {
    case "completed":
      return "completed";
    case "out-of-memory":
    case "timed-out":
      return "died";
    case "threw":
    case "exited":
    case "killed":
    case "interrupted":
      return "stopped";
    default:
      return assertNever(kind);
  }
}
