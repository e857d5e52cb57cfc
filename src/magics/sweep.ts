import type { Outcome } from "../model/outcome";
import { completed } from "../model/outcome";
import type { Program } from "../model/program";
import type { MemitResult, Note, TimeitResult } from "../model/result";
import type { RunRecord } from "../model/run-record";
import type { SweepExpectation, SweepGrowth, SweepPoint, SweepResult, SweepSlice } from "../model/sweep-result";
import type { Task } from "../model/task";
import { bestSize } from "../sweep/best";
import { lawCurve } from "../sweep/curve";
import { departureFrom } from "../sweep/expected";
import { type Arithmetic, ExpressionError, readArithmetic } from "../sweep/expression";
import { memoryLawOf, timeLawOf } from "../sweep/law";
import type { Point } from "../sweep/series";
import { workOf } from "../sweep/work";
import type { MagicCall, Session } from "./magic";
import { type CommonOptions, requestOf, withoutDoubles } from "./measuring";
import type { SweepAxis } from "./sweep-axis";
import { type Budget, checkAxes, type CourseEnd, type CourseOptions, nextStep, plannedRuns } from "./sweep-course";
import type { SweepOptions } from "./sweep-options";
import { axisPoints, diedSizes, increments, peaks, type Readings } from "./sweep-readings";
import { runSweep, type SweptRun } from "./sweep-runs";
import { UsageError } from "./usage-error";

/** What a magic measures at each size. */
export interface SweepSubject {
  readonly of: "memit" | "timeit";
  readonly task: Task;
  /** Of which a law is fitted first. */
  readonly main: "memory" | "time";
  readonly times: Readings;
  /** The result of one size. */
  resultOf(records: readonly [RunRecord, ...RunRecord[]], session: Session): MemitResult | TimeitResult;
}

export type SweepCallOptions = CommonOptions & SweepOptions & { readonly repeat?: number };

/**
 * Measures the code at several sizes, fits the laws by which memory and time grow, and finds what was asked for: the largest size within a budget, the best
 * one. A run that dies of memory bounds the sizes; one that throws ends the sweep, which keeps what was measured.
 *
 * @throws UsageError for options that do not go together.
 */
export async function measureSweep(call: MagicCall<SweepCallOptions>, session: Session, subject: SweepSubject): Promise<SweepResult> {
  const sweep = new Sweep(call, session, subject);
  const {
    runs,
    end,
    session: used,
    notes,
  } = await runSweep(
    {
      request: { ...requestOf(call, subject.task), program: sweep.program },
      planned: plannedRuns(sweep.course),
      isFresh: call.options.fresh,
      next: (made) => nextStep(sweep.course, made),
      soFar: (made) => (made.length > 0 ? sweep.result(made as [SweptRun, ...SweptRun[]], session, undefined, []) : undefined),
    },
    session,
  );
  return sweep.result(runs, used, end, notes);
}

/** A call of a sweep: what its options mean, and what runs tell. */
class Sweep {
  readonly course: CourseOptions;
  readonly program: Program;
  readonly #call: MagicCall<SweepCallOptions>;
  readonly #subject: SweepSubject;
  readonly #expected: { readonly text: string; readonly arithmetic: Arithmetic } | undefined;

  constructor(call: MagicCall<SweepCallOptions>, session: Session, subject: SweepSubject) {
    const { sweep, repeat, keep, expect } = call.options;
    checkAxes(sweep);
    const [first, ...others] = sweep;
    if (!first || !call.program) throw new UsageError("--sweep needs code to run.");
    if (keep)
      throw new UsageError(
        "--keep runs the code in the notebook, where the variable of a sweep has no value: measure one size with --keep.",
      );
    const budget = budgetOf(call.options, subject, session);
    if (others.length > 0 && (budget || expect !== undefined))
      throw new UsageError("--budget and --expect are of a sweep of one variable.");
    this.#call = call;
    this.#subject = subject;
    this.program = call.program;
    this.#expected = expect === undefined ? undefined : { text: expect, arithmetic: arithmeticOf(expect, first) };
    const cap = capOf(call.options, subject, session);
    this.course = {
      axes: [first, ...others],
      repeats: repeat,
      main: this.#main,
      ...(cap !== undefined && { cap }),
      ...(budget && { budget }),
    };
  }

  get #main(): Readings {
    return this.#subject.main === "memory" ? increments : this.#subject.times;
  }

  result(runs: readonly [SweptRun, ...SweptRun[]], session: Session, end: CourseEnd | undefined, notes: readonly Note[]): SweepResult {
    const { axes, budget } = this.course;
    const [first, second] = axes;
    const { of, main } = this.#subject;
    const growth = second ? {} : this.#growth(runs, first);
    const law = main === "memory" ? growth.memoryLaw : growth.timeLaw;
    const largest = end?.largest;
    const best = second ? undefined : this.#best(runs, first, largest?.kind === "found" ? largest.value : undefined);
    const expected = second ? undefined : this.#expectation(runs, first);
    const points = this.#points(runs, session);
    return {
      version: 1,
      kind: "sweep",
      of,
      code: this.#call.code,
      engine: session.engine,
      outcome: outcomeOf(runs),
      variable: first.name,
      ...(second && { secondVariable: second.name, slices: this.#slices(runs, first, second) }),
      points,
      end: end?.end ?? "stopped",
      ...(law && { law }),
      ...growth,
      ...(budget && { [budget.readings.quantity.unit === "bytes" ? "budgetBytes" : "budgetNs"]: budget.limit }),
      ...(largest?.kind === "found" && { largest: largest.value }),
      ...(largest && { budget: largest }),
      ...(best && { best }),
      ...(expected && { expected }),
      instrument: runs[0].record.instrument,
      notes: withoutDoubles([...notes, ...notesOn(runs, first, end)]),
    };
  }

  #growth(runs: readonly SweptRun[], axis: SweepAxis): SweepGrowth {
    const range = shownRange(runs, axis);
    const memory = axisPoints(runs, axis.name, increments);
    const time = axisPoints(runs, axis.name, this.#subject.times);
    const { quantity: timeQuantity } = this.#subject.times;
    const memoryLaw = memoryLawOf(memory, increments.quantity);
    const timeLaw = timeLawOf(time, timeQuantity);
    const memoryCurve = lawCurve(memory, increments.quantity, range);
    const timeCurve = lawCurve(time, timeQuantity, range);
    return {
      ...(memoryLaw && { memoryLaw }),
      ...(memoryCurve && { memoryCurve }),
      ...(timeLaw && { timeLaw }),
      ...(timeCurve && { timeCurve }),
    };
  }

  #slices(runs: readonly SweptRun[], first: SweepAxis, second: SweepAxis): readonly SweepSlice[] {
    const values = [...new Set(runs.map((run) => run.values[second.name]!))].sort((a, b) => a - b);
    return values.map((at) => ({
      at,
      ...this.#growth(
        runs.filter((run) => run.values[second.name] === at),
        first,
      ),
    }));
  }

  #best(runs: readonly SweptRun[], { name }: SweepAxis, largest: number | undefined): SweepResult["best"] {
    const times: readonly Point[] = axisPoints(runs, name, this.#subject.times);
    return bestSize({ times, peaks: axisPoints(runs, name, increments), work: workOf(times), ...(largest !== undefined && { largest }) });
  }

  #expectation(runs: readonly SweptRun[], { name }: SweepAxis): SweepExpectation | undefined {
    if (!this.#expected) return undefined;
    const { text, arithmetic } = this.#expected;
    const expected = (size: number): number => Number(arithmetic.evaluate(() => size));
    const departure = departureFrom(expected, axisPoints(runs, name, this.#main), this.#main.quantity);
    return departure && { text, departure };
  }

  #points(runs: readonly SweptRun[], session: Session): readonly SweepPoint[] {
    const bySize = new Map<string, [SweptRun, ...SweptRun[]]>();
    for (const run of runs) {
      const key = JSON.stringify(Object.values(run.values));
      const others = bySize.get(key);
      if (others) others.push(run);
      else bySize.set(key, [run]);
    }
    const { axes } = this.course;
    return [...bySize.values()]
      .map(([run, ...others]): SweepPoint => {
        const records = [run, ...others].map(({ record }) => record) as [RunRecord, ...RunRecord[]];
        const result = withoutCurves(this.#subject.resultOf(records, session));
        return { value: run.values[axes[0].name]!, ...(axes.length > 1 && { values: run.values }), result };
      })
      .sort((a, b) => a.value - b.value || compareSeconds(a, b, axes));
  }
}

function compareSeconds(a: SweepPoint, b: SweepPoint, axes: readonly SweepAxis[]): number {
  const name = axes[1]?.name;
  return name === undefined ? 0 : (a.values?.[name] ?? 0) - (b.values?.[name] ?? 0);
}

/** The picture of a sweep is of sizes: what happened within a run would make it a hundred times as large. */
function withoutCurves<Result extends MemitResult | TimeitResult>(result: Result): Result {
  return { ...result, runs: result.runs.map(({ curve, ...run }) => (void curve, run)) };
}

/** From the smallest to the largest size that completed. */
function shownRange(runs: readonly SweptRun[], { name }: SweepAxis): { readonly from: number; readonly to: number } {
  const sizes = runs.filter(({ how }) => how === "completed").map(({ values }) => values[name]!);
  return { from: Math.min(...sizes), to: Math.max(...sizes) };
}

/** A sweep has completed if a run did and none ended it. */
function outcomeOf(runs: readonly [SweptRun, ...SweptRun[]]): Outcome {
  const last = runs.at(-1)!;
  if (last.how === "stopped" || runs.every(({ how }) => how === "died")) return last.record.outcome;
  return completed;
}

function budgetOf({ budget, budgetPeak, force }: SweepOptions, { times }: SweepSubject, { spareBytes }: Session): Budget | undefined {
  if (budget && budgetPeak !== undefined) throw new UsageError("--budget and --budget-peak are two limits: give one.");
  const cap = force || spareBytes === undefined ? {} : { cap: spareBytes };
  if (budgetPeak !== undefined) return { readings: peaks, limit: budgetPeak, ...cap };
  if (budget === undefined) return undefined;
  return budget.kind === "time" ? { readings: times, limit: budget.ns } : { readings: increments, limit: budget.bytes, ...cap };
}

/** A run of a sweep goes beyond a budget by so much at most: far enough to know the law around it. */
const BEYOND_BUDGET = 2;
/** Of what a child may take at most: the rest is for what a bound does not foresee. */
const SHARE_OF_SPARE = 0.75;

/** What no run of the sizes may exceed, in the unit of what the magic measures. */
function capOf({ budget, budgetPeak, force }: SweepOptions, { main }: SweepSubject, { spareBytes }: Session): number | undefined {
  if (force) return undefined;
  if (main === "time") return budget?.kind === "time" ? BEYOND_BUDGET * budget.ns : undefined;
  const limit = budgetPeak ?? (budget?.kind === "memory" ? budget.bytes : undefined);
  const caps = [
    ...(limit === undefined ? [] : [BEYOND_BUDGET * limit]),
    ...(spareBytes === undefined ? [] : [SHARE_OF_SPARE * spareBytes]),
  ];
  return caps.length === 0 ? undefined : Math.min(...caps);
}

function arithmeticOf(text: string, { name }: SweepAxis): Arithmetic {
  try {
    const arithmetic = readArithmetic(text);
    const other = arithmetic.names.find((each) => each !== name);
    if (other === undefined) return arithmetic;
    throw new UsageError(`--expect ${text} asks for ${other}, and the sweep varies ${name}.`);
  } catch (error) {
    throw error instanceof ExpressionError ? new UsageError(`--expect ${error.message}.`) : error;
  }
}

function notesOn(runs: readonly SweptRun[], { name }: SweepAxis, end: CourseEnd | undefined): readonly Note[] {
  const died = diedSizes(runs, name);
  const refused = end?.refused;
  return [
    ...(died.length === 0
      ? []
      : [
          {
            reason: "sizes-died",
            text: `Runs with ${name} = ${died.map((size) => size.toLocaleString("en-US")).join(", ")} ran out of memory or time: these sizes bound the sweep, and no law is fitted to them.`,
          },
        ]),
    ...(refused?.why === "over-cap"
      ? [
          {
            reason: "sizes-refused",
            text: `Sizes from ${refused.size.toLocaleString("en-US")} on were not run, because they may exceed the budget or what the machine has. --force runs them.`,
          },
        ]
      : []),
  ];
}
