/**
 * What a cell can import: `import { memit, timeit, heap } from "tslab-magics"`. The functions do what the magics of their names do, with the
 * same options under their long names; they show the result and return it. In a stock tslab kernel, importing the package also brings the
 * magics to it.
 */
import { notebookApi } from "./kernel/notebook-api";
import { attachToStockKernel } from "./kernel/stock/attach";
import {
  axesOf,
  type HeapOptions,
  type MemitOptions,
  type SweepOptions,
  type SweepSizes,
  type TimedSweepOptions,
  type TimeitOptions,
} from "./magics/api";
import type { HeapResult, MemitResult, TimeitResult } from "./model/result";
import type { MemorySweepResult, TimeSweepResult } from "./model/sweep-result";

export type { HeapOptions, MemitOptions, SweepOptions, SweepSizes, TimedSweepOptions, TimeitOptions } from "./magics/api";
export type {
  BestSize,
  Departure,
  Expectation,
  LargestFound,
  LawKind,
  MemoryLaw,
  MemorySlope,
  NoneFound,
  SizeCost,
  SweepComparison,
  SweepJump,
  SweepLargest,
  SweepRatio,
  TimeLaw,
  TimeSlope,
} from "./model/sweep";
export type {
  LawCurve,
  MemorySweepResult,
  SweepEnd,
  SweepExpectation,
  SweepGrowth,
  SweepPoint,
  SweepResult,
  SweepSlice,
  SweptComparison,
  TimeSweepResult,
} from "./model/sweep-result";
export type { Metric } from "./model/metric";
export type { Outcome } from "./model/outcome";
export type {
  Assertion,
  AtPeak,
  By,
  Comparison,
  Curve,
  GcActivity,
  HeapResult,
  Instrument,
  Judgement,
  MemitResult,
  Note,
  Partition,
  PartitionProof,
  PartitionRow,
  PerLoop,
  Run,
  RssFigures,
  RunsSpread,
  Spread,
  TimeitResult,
  TimeResult,
  V8Counters,
} from "./model/result";

attachToStockKernel();

/**
 * Peak memory of a call of `fn`, in a child process. Resolves also when `fn` fails there: look at `outcome`. With `assertPeak` or
 * `assertIncrement` it resolves only if they hold; the error that it rejects with otherwise is named AssertionFailed, and has the `result`.
 */
export async function memit(fn: () => unknown, options: MemitOptions = {}): Promise<MemitResult> {
  return (await notebookApi().measure("memit", fn, options)) as MemitResult;
}

/** Time of a call of `fn`, in many loops in a child process. */
export async function timeit(fn: () => unknown, options: TimeitOptions = {}): Promise<TimeitResult> {
  return (await notebookApi().measure("timeit", fn, options)) as TimeitResult;
}

/**
 * Calls `fn` with several values of its arguments, each in a child process of its own, and says how memory and time grow with them:
 * `sweep((chunk) => load(path, chunk), { chunk: "1e3..1e6" }, { budget: "512MiB" })`. Look at `law`, `largest` and `best`.
 */
export async function sweep(
  fn: (...values: number[]) => unknown,
  sizes: SweepSizes,
  options: SweepOptions = {},
): Promise<MemorySweepResult> {
  return (await notebookApi().measure("memit", fn, { ...options, sweep: axesOf(sizes) })) as MemorySweepResult;
}

/** The same with times of many loops, as `timeit()` measures them. */
export async function timedSweep(
  fn: (...values: number[]) => unknown,
  sizes: SweepSizes,
  options: TimedSweepOptions = {},
): Promise<TimeSweepResult> {
  return (await notebookApi().measure("timeit", fn, { ...options, sweep: axesOf(sizes) })) as TimeSweepResult;
}

/** What a call of `fn` leaves alive, its value included; without `fn`, what the notebook holds. */
export async function heap(fn?: () => unknown, options: HeapOptions = {}): Promise<HeapResult> {
  return (await notebookApi().measure("heap", fn, options)) as HeapResult;
}

/** Asks the user for a line of text in the front end. Rejects where the front end takes no input. */
export function prompt(text = "", options: { readonly password?: boolean } = {}): Promise<string> {
  return notebookApi().prompt(text, { password: options.password ?? false });
}
