import type { PerLoop } from "../model/result";
import { meanInterval } from "./interval";
import { mean, populationDeviation } from "./moments";
import { median, quantile } from "./quantile";
import { type NonEmpty, sort } from "./sample";

/**
 * Statistics of one loop from the wall times of whole repeats, each of `loops` loops. The spread is that between repeats: what varies
 * inside a repeat is averaged out and cannot be known.
 */
export function perLoopStatistics(allRunsNs: NonEmpty, loops: number): PerLoop {
  const [first, ...rest] = allRunsNs;
  const perLoopNs: NonEmpty = [first / loops, ...rest.map((wallNs) => wallNs / loops)];
  const sorted = sort(perLoopNs);
  return {
    meanNs: mean(perLoopNs),
    stdevNs: populationDeviation(perLoopNs),
    bestNs: sorted[0],
    worstNs: quantile(sorted, 1),
    medianNs: median(sorted),
    p75Ns: quantile(sorted, 0.75),
    p99Ns: quantile(sorted, 0.99),
    ...confidenceInterval(perLoopNs),
  };
}

/** The mean of durations is never below 0. */
function confidenceInterval(values: NonEmpty): Pick<PerLoop, "ciLowNs" | "ciHighNs"> {
  const interval = meanInterval(values);
  return interval === undefined ? {} : { ciLowNs: Math.max(0, interval.low), ciHighNs: interval.high };
}
