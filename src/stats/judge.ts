import type { Judgement } from "../model/result";
import { meanInterval } from "./interval";
import { median } from "./quantile";
import { type NonEmpty, sort } from "./sample";

/** How far two equal things may differ: the larger of a share of the reference and what the instrument cannot tell apart, and the shift. */
export interface Tolerance {
  readonly share: number;
  /** In the unit of the values. */
  readonly noise?: number;
  /** What is known to have changed of what both values contain, in their unit. */
  readonly shift?: number;
}

/**
 * Compares two sets of measurements, of one or more values each, of something of which less is better; as `judge` of Julia's BenchmarkTools,
 * by their medians. The tolerance is widened by the spread, where there are repeats: by the 95 % confidence intervals of both means, which
 * are independent, so that their half-widths add like the sides of a right angle.
 */
export function judge(actual: NonEmpty, reference: NonEmpty, { share, noise = 0, shift = 0 }: Tolerance): Judgement {
  const [here, there] = [median(sort(actual)), median(sort(reference))];
  const spread = Math.hypot(halfWidthOf(actual), halfWidthOf(reference));
  const tolerance = Math.max(share * Math.abs(there), noise) + shift + spread;
  return {
    actual: here,
    reference: there,
    ...(there > 0 && { ratio: here / there }),
    tolerance,
    verdict: Math.abs(here - there) <= tolerance ? "invariant" : here < there ? "better" : "worse",
  };
}

/** Half of the 95 % interval of the mean. What a single value may be off by is not known. */
function halfWidthOf(values: NonEmpty): number {
  const interval = meanInterval(values);
  return interval === undefined ? 0 : (interval.high - interval.low) / 2;
}
