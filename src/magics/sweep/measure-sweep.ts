import { completed, type Outcome } from "../../model/outcome";
import type { Note } from "../../model/result";
import type { RunRecord } from "../../model/run-record";
import type { SweepResult } from "../../model/sweep-result";
import type { MagicCall, Session } from "../magic";
import { requestOf, withoutDoubles } from "../measuring";
import type { SweepAxis } from "./axis";
import { type Budget, type CourseEnd, type CourseOptions, nextStep, plannedRuns } from "./course";
import { type Demand, readDemand } from "./demand";
import { bestOf, comparisonOf, expectationOf, growthOf, slicesOf } from "./findings";
import { pointsOf } from "./points";
import { boundSizes, diedSizes, type Readings } from "./readings";
import { runSweep } from "./runs";
import type { SweepCallOptions, SweepSubject } from "./subject";
import type { SweptRun } from "./swept-run";

/**
 * Measures the code at several sizes, fits the laws by which memory and time grow, and finds what was asked for: the largest size within a budget, the
 * best one. A run that dies of memory bounds the sizes; one that throws ends the sweep, which keeps what was measured.
 *
 * @throws UsageError for options that do not go together.
 */
export async function measureSweep(call: MagicCall<SweepCallOptions>, session: Session, subject: SweepSubject): Promise<SweepResult> {
  const demand = readDemand(call, session, subject);
  const { course, program } = demand;
  const swept = await runSweep(
    {
      request: { ...requestOf(call, subject.task), program },
      planned: plannedRuns(course),
      isFresh: call.options.fresh,
      isRead: (record) => isRead(record, course),
      next: (runs) => nextStep(course, runs),
      soFar: seldom((runs: readonly SweptRun[], used: Session) => resultOf({ runs, session: used, notes: [] }, demand, subject, call.code)),
    },
    session,
  );
  return resultOf(swept, demand, subject, call.code);
}

/** The quantity that the law is of, and that of the budget. */
function isRead(record: RunRecord, { main, budget }: CourseOptions): boolean {
  return main.read(record) !== undefined && (budget === undefined || budget.readings.read(record) !== undefined);
}

/** What is found on the way is found anew when twenty times as long has passed as that took: the measuring is to be what a sweep takes. */
function seldom<Given extends unknown[], Result>(find: (...given: Given) => Result): (...given: Given) => Result {
  let last: { readonly result: Result; readonly againAtMs: number } | undefined;
  return (...given) => {
    const startMs = performance.now();
    if (last && startMs < last.againAtMs) return last.result;
    const result = find(...given);
    const endMs = performance.now();
    last = { result, againAtMs: endMs + SHARE_OF_MEASURING * (endMs - startMs) };
    return result;
  };
}

const SHARE_OF_MEASURING = 20;

/** What there is to tell, in the end or on the way. */
interface Swept {
  readonly runs: readonly SweptRun[];
  readonly end?: CourseEnd;
  readonly session: Session;
  readonly notes: readonly Note[];
}

function resultOf(
  { runs, end, session, notes }: Swept,
  { course, expected, other }: Demand,
  subject: SweepSubject,
  code: string,
): SweepResult {
  const { axes, budget } = course;
  const [first, second] = axes;
  const { of, main, times } = subject;
  const points = pointsOf(runs, axes, subject, session);
  const found = end?.largest?.kind === "found" ? end.largest.value : undefined;
  const growth = second ? {} : growthOf(runs, first, times);
  const law = main === times ? growth.timeLaw : growth.memoryLaw;
  const anyBest = second ? undefined : bestOf(runs, first, times, found);
  // Pieces take about as long for each one from some size on, and nobody asked which of these is best.
  const best = anyBest?.work === "piece" && !budget ? undefined : anyBest;
  const expectation = expected && expectationOf(runs, first, main, expected);
  return {
    version: 1,
    kind: "sweep",
    of,
    code,
    engine: session.engine,
    outcome: outcomeOf(runs),
    variable: first.name,
    ...(second && { secondVariable: second.name, slices: slicesOf(runs, first, second, times) }),
    points,
    end: end?.end ?? "stopped",
    ...(law && { law }),
    ...growth,
    ...(budget && limitOf(budget)),
    ...(found !== undefined && { largest: found }),
    ...(end?.largest && { budget: end.largest }),
    ...(best && { best }),
    ...(expectation && { expected: expectation }),
    ...(other && { comparison: comparisonOf(points, other, times) }),
    instrument: runs[0]!.record.instrument,
    notes: withoutDoubles([...notes, ...notesOn(runs, first, times, end)]),
  };
}

/** A sweep has completed if a run did and none ended it. */
function outcomeOf(runs: readonly SweptRun[]): Outcome {
  const last = runs.at(-1)!;
  return last.how === "stopped" || runs.every(({ how }) => how === "died") ? last.record.outcome : completed;
}

function limitOf({ readings, limit }: Budget): Pick<SweepResult, "budgetBytes" | "budgetNs"> {
  return readings.quantity.unit === "bytes" ? { budgetBytes: limit } : { budgetNs: limit };
}

function notesOn(runs: readonly SweptRun[], { name }: SweepAxis, times: Readings, end: CourseEnd | undefined): readonly Note[] {
  const died = diedSizes(runs, name);
  const bounds = [...new Set(boundSizes(runs, name, times))];
  const refused = end?.refused;
  return [
    ...(runs.at(-1)?.how === "unread" ? [UNREAD] : []),
    ...(bounds.length > 0 ? [{ reason: "sweep-bounds", text: boundText(name, bounds) }] : []),
    ...(died.length > 0 ? [{ reason: "sizes-died", text: diedText(name, died) }] : []),
    // What is beyond a budget that has its answer is of no interest.
    ...(refused?.why === "over-cap" && end?.largest?.kind !== "found"
      ? [{ reason: "sizes-refused", text: refusedText(name, refused.size) }]
      : []),
  ];
}

const UNREAD: Note = {
  reason: "sweep-unread",
  text: "The sweep was ended, because a run completed of which its memory or its time, as it was asked for, is not known: see its notes.",
};

function boundText(name: string, sizes: readonly number[]): string {
  return `With ${name} = ${listed(sizes)} a loop cannot be told from an empty one: what is known of its time is a bound.`;
}

function listed(sizes: readonly number[]): string {
  return sizes.map((size) => size.toLocaleString("en-US")).join(", ");
}

function diedText(name: string, sizes: readonly number[]): string {
  return `Runs with ${name} = ${listed(sizes)} ran out of memory or time: that bounds the sizes, and no law is fitted to these.`;
}

function refusedText(name: string, size: number): string {
  return `From ${name} = ${size.toLocaleString("en-US")} on nothing was run, because it may exceed the budget or what the machine has; --force runs it.`;
}
