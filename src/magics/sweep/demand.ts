import type { Program } from "../../model/program";
import type { SweepResult } from "../../model/sweep-result";
import { type Arithmetic, ExpressionError, readArithmetic } from "../../sweep/expression";
import { findResult, nameOf } from "../kept-result";
import type { MagicCall, Session } from "../magic";
import type { KeptResult } from "../options";
import { UsageError } from "../usage-error";
import type { SweepAxis } from "./axis";
import type { Budget, CourseOptions } from "./course";
import type { SweepOptions } from "./options";
import { increments, peaks } from "./readings";
import type { SweepCallOptions, SweepSubject } from "./subject";

/** What the options of a call ask of a sweep. */
export interface Demand {
  readonly program: Program;
  readonly course: CourseOptions;
  readonly expected?: Expected;
  readonly other?: OtherSweep;
}

/** What the user expects, as a function of the size. */
export interface Expected {
  readonly text: string;
  readonly arithmetic: Arithmetic;
}

/** A sweep to compare with, and the variable that holds it. */
export interface OtherSweep {
  readonly result: SweepResult;
  readonly variable?: string;
}

/** Reads the options, before anything runs. Throws {@link UsageError} for those that do not go together. */
export function readDemand({ options, program }: MagicCall<SweepCallOptions>, session: Session, subject: SweepSubject): Demand {
  const { sweep, keep, expect } = options;
  const [first, second] = checkedAxes(sweep);
  if (!program) throw new UsageError("--sweep needs code to run.");
  if (keep)
    throw new UsageError("--keep runs the code in the notebook, where the variable of a sweep has no value: measure one size with --keep.");
  const { spareBytes } = session;
  const budget = budgetOf(options, subject, spareBytes);
  const cap = capOf(options, subject, spareBytes);
  if (second && (budget || expect !== undefined || subject.other)) throw new UsageError(ONE_VARIABLE);
  const other = subject.other && findOther(subject.other, subject, session);
  return {
    program,
    course: {
      axes: [other ? withSizesOf(other.result, first) : first, ...(second ? [second] : [])],
      repeats: subject.repeats,
      main: subject.main,
      ...(cap !== undefined && { cap }),
      ...(budget && { budget }),
    },
    ...(expect !== undefined && { expected: { text: expect, arithmetic: arithmeticOf(expect, first) } }),
    ...(other && { other }),
  };
}

const ONE_VARIABLE = "--budget, --expect and --compare are of a sweep of one variable.";

function checkedAxes(axes: readonly SweepAxis[]): readonly [SweepAxis, SweepAxis?] {
  const [first, second, ...more] = axes;
  if (!first || more.length > 0) throw new UsageError("--sweep varies one variable, or two as a grid.");
  if (first.name === second?.name) throw new UsageError(`--sweep varies ${first.name} twice.`);
  return second ? [first, second] : [first];
}

function budgetOf(
  { budget, budgetPeak, force }: SweepOptions,
  { times }: SweepSubject,
  spareBytes: number | undefined,
): Budget | undefined {
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
function capOf({ budget, budgetPeak, force }: SweepOptions, { main }: SweepSubject, spareBytes: number | undefined): number | undefined {
  if (force) return undefined;
  if (main.quantity.unit === "ns") return budget?.kind === "time" ? BEYOND_BUDGET * budget.ns : undefined;
  const limit = budgetPeak ?? (budget?.kind === "memory" ? budget.bytes : undefined);
  const caps = [limit === undefined ? Infinity : BEYOND_BUDGET * limit, spareBytes === undefined ? Infinity : SHARE_OF_SPARE * spareBytes];
  return Math.min(...caps) === Infinity ? undefined : Math.min(...caps);
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

function findOther(kept: KeptResult, { of }: SweepSubject, session: Session): OtherSweep {
  const result = findResult("sweep", kept, session);
  if (result.of !== of) throw new UsageError(`${nameOf(kept)} is a sweep of %${result.of}, and this one is of %${of}: sweep both alike.`);
  if (result.secondVariable !== undefined) throw new UsageError(ONE_VARIABLE);
  return { result, ...("variable" in kept && { variable: kept.variable }) };
}

/** Where the sizes are left to the sweep, they are those of the other one, so that both can be laid beside each other. */
function withSizesOf({ points }: SweepResult, axis: SweepAxis): SweepAxis {
  if (axis.sizes.kind === "list" || axis.sizes.range.count !== undefined) return axis;
  const { from, to } = axis.sizes.range;
  const values = points.map(({ value }) => value).filter((value) => value >= from && value <= to);
  return values.length === 0 ? axis : { ...axis, sizes: { kind: "list", values } };
}
