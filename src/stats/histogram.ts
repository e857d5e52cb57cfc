import { quantile } from "./quantile";
import type { Sorted } from "./sample";

/** How many values lie in each of several ranges of one width. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/**
 * A histogram with as many ranges as the rule of Freedman and Diaconis gives, `most` at most. Undefined for values that are all equal, which have
 * no spread to show.
 */
export function histogramOf(values: Sorted, most: number): Histogram | undefined {
  const low = values[0];
  const high = values.at(-1)!;
  if (high <= low) return undefined;
  const bins = Math.max(2, Math.min(most, Math.ceil((high - low) / widthOf(values))));
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]!++;
  return { low, high, counts };
}

/** Freedman and Diaconis, "On the histogram as a density estimator", 1981: twice the distance of the quartiles over the cube root of the number of values. */
function widthOf(values: Sorted): number {
  const spread = quantile(values, 0.75) - quantile(values, 0.25);
  return spread > 0 ? (2 * spread) / Math.cbrt(values.length) : (values.at(-1)! - values[0]) / Math.sqrt(values.length);
}
