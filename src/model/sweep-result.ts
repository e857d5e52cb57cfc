import type { Bindings } from "./program";
import type { EngineName, Instrument, MemitResult, ResultBase, TimeitResult } from "./result";
import type { BestSize, Departure, MemoryLaw, MemorySlope, SweepComparison, SweepLargest, TimeLaw, TimeSlope } from "./sweep";

/** What was measured at one value of the variable, or one pair of values. */
export interface SweepPoint {
  /** Of the first variable. */
  readonly value: number;
  /** Of all variables by their names, where there are two. */
  readonly values?: Bindings;
  /** The runs of all rounds; its own figures are of the one with the highest peak, its outcome is of the last one. */
  readonly result: MemitResult | TimeitResult;
}

/** A law as a line, with the band in which a further run lies in 95 % of cases. The four lists have equal lengths. */
export interface LawCurve {
  readonly sizes: readonly number[];
  readonly values: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** How memory grew, in bytes, and time, in nanoseconds. What could not be told is absent. */
export interface SweepGrowth {
  readonly memoryLaw?: MemoryLaw | MemorySlope;
  readonly memoryCurve?: LawCurve;
  readonly timeLaw?: TimeLaw | TimeSlope;
  readonly timeCurve?: LawCurve;
}

/** Why a sweep of sizes ended. `stopped`: a run ended it, as the outcome says, or a note. */
export type SweepEnd = "listed" | "settled" | "narrow" | "most-sizes" | "no-sizes-left" | "stopped";

/** What was expected, by `--expect`. */
export interface SweepExpectation {
  readonly text: string;
  readonly departure: Departure;
}

/** The growth at one value of the second variable. */
export interface SweepSlice extends SweepGrowth {
  readonly at: number;
}

/** The same code at several values of a variable. */
export interface SweepResult extends ResultBase, SweepGrowth {
  readonly kind: "sweep";
  /** The magic that measured: `memit` fits memory first, `timeit` time. */
  readonly of: "memit" | "timeit";
  readonly engine: EngineName;
  readonly instrument: Instrument;
  readonly variable: string;
  /** The second variable of a grid. */
  readonly secondVariable?: string;
  /** In ascending order. */
  readonly points: readonly SweepPoint[];
  readonly end: SweepEnd;
  /** The law of what the magic measures: of memory or of time. Of a grid there is one for each value of the second variable. */
  readonly law?: MemoryLaw | MemorySlope | TimeLaw | TimeSlope;
  readonly slices?: readonly SweepSlice[];
  /** With `--budget`: the limit, and the largest value within it; that is absent where there is none, or the search was stopped. */
  readonly budgetBytes?: number;
  readonly budgetNs?: number;
  readonly largest?: number;
  /** How sure that is. */
  readonly budget?: SweepLargest;
  readonly best?: BestSize;
  readonly expected?: SweepExpectation;
  /** With `--compare`: the variable that holds the other sweep, and the ratios of both. */
  readonly comparison?: SweptComparison;
}

/** A sweep of `%memit`: its law is one of memory. */
export interface MemorySweepResult extends SweepResult {
  readonly of: "memit";
  readonly law?: MemoryLaw | MemorySlope;
}

/** A sweep of `%timeit`: its law is one of time. */
export interface TimeSweepResult extends SweepResult {
  readonly of: "timeit";
  readonly law?: TimeLaw | TimeSlope;
}

/** A sweep beside another one. A ratio above 1: this one takes more. */
export interface SweptComparison {
  readonly variable?: string;
  readonly memory?: SweepComparison;
  readonly time?: SweepComparison;
  /** The other one, as far as a picture of both needs it. */
  readonly other: Pick<SweepResult, "points" | "memoryLaw" | "memoryCurve" | "timeLaw" | "timeCurve">;
}
