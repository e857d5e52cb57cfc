import type { Spread } from "../model/result";
import { meanInterval } from "./interval";
import { mean } from "./moments";
import { median, quantile } from "./quantile";
import { isNonEmpty, sort } from "./sample";

/** What repeated measurements of one thing that is never negative tell of it; nothing for fewer than two. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (!isNonEmpty(values)) return undefined;
  const interval = meanInterval(values);
  if (interval === undefined) return undefined;
  const sorted = sort(values);
  return {
    median: median(sorted),
    least: sorted[0],
    most: quantile(sorted, 1),
    mean: mean(values),
    ciLow: Math.max(0, interval.low),
    ciHigh: interval.high,
  };
}
