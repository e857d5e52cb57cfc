import type { Stage } from "./child";
import type { ResultKind } from "./result";

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
  /** At most 60 points of RSS over time, for a small curve. */
  readonly curve: { readonly tNs: readonly number[]; readonly rssBytes: readonly number[] };
}
