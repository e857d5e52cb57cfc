import type { Stage } from "./child";
import type { Bindings } from "./program";
import type { ResultKind } from "./result";
import type { SweepResult } from "./sweep-result";

/** A sweep that goes on. */
export interface SweepSoFar {
  /** Absent before the first run has ended. */
  readonly result?: SweepResult;
  /** What the run that goes on was given. */
  readonly values: Bindings;
  /** What it is for: to find the law, or to find and confirm the largest value within the budget. */
  readonly phase: "sizes" | "budget";
  /** What is left of it, as far as that can be told. */
  readonly leftNs?: number;
}

/** The state of a measurement that is still running, for the live view. */
export interface LiveState {
  readonly kind: ResultKind;
  /** Which run of how many; a `%timeit` has one. */
  readonly run: number;
  readonly runs: number;
  readonly phase: "starting" | "setup" | "cell" | Stage | "finishing";
  readonly elapsedNs: number;
  readonly rssBytes?: number;
  readonly peakBytes?: number;
  readonly baselineBytes?: number;
  /** Of a sweep: what has been measured of it. */
  readonly sweep?: SweepSoFar;
  /** At most 60 points of RSS over time, for a small curve. */
  readonly curve: { readonly tNs: readonly number[]; readonly rssBytes: readonly number[] };
}
