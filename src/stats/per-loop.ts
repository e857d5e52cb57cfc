import type { PerLoop } from "../model/result";
import { mean, populationDeviation, sampleDeviation } from "./moments";
import { median, quantile } from "./quantile";
import { type NonEmpty, sort } from "./sample";
import { studentT } from "./student-t";

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

/** 95 % interval of the mean by Student's t; nothing for a single value, whose spread is unknown. The mean of durations is never below 0. */
function confidenceInterval(values: NonEmpty): Pick<PerLoop, "ciLowNs" | "ciHighNs"> {
  const deviation = sampleDeviation(values);
  if (deviation === undefined) return {};
  const halfWidth = (studentT(values.length - 1, 0.95) * deviation) / Math.sqrt(values.length);
  return { ciLowNs: Math.max(0, mean(values) - halfWidth), ciHighNs: mean(values) + halfWidth };
}
