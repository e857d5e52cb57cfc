import { mean, sampleDeviation } from "./moments";
import type { NonEmpty } from "./sample";
import { studentT } from "./student-t";

/** A range that holds the true value with a stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;

/** 95 % interval of the mean by Student's t; undefined for a single value, whose spread is unknown. */
export function meanInterval(values: NonEmpty): Interval | undefined {
  const deviation = sampleDeviation(values);
  if (deviation === undefined) return undefined;
  const halfWidth = (studentT(values.length - 1, CONFIDENCE) * deviation) / Math.sqrt(values.length);
  return { low: mean(values) - halfWidth, high: mean(values) + halfWidth };
}

/** Half the width of {@link meanInterval} as a share of the mean; undefined where there is no interval, or nothing to take a share of. */
export function relativeHalfWidth(values: NonEmpty): number | undefined {
  const interval = meanInterval(values);
  const center = mean(values);
  return interval === undefined || center === 0 ? undefined : (interval.high - interval.low) / 2 / Math.abs(center);
}
