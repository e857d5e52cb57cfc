import { meanInterval } from "./interval";
import { mean } from "./moments";
import type { NonEmpty } from "./sample";

/** How many times as large one thing is as another. */
export interface Ratio {
  readonly value: number;
  /** 95 % interval; absent with a single pair. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * The ratio of paired measurements that were made in turns: the geometric mean of the ratios of the pairs, so that what slowed both halves of a
 * pair down cancels out, with its interval by Student's t on the logarithms. Undefined where a value is not above 0.
 */
export function pairedRatio(numerators: NonEmpty, denominators: NonEmpty): Ratio | undefined {
  const pairs = Math.min(numerators.length, denominators.length);
  const logs = Array.from({ length: pairs }, (_, index) => Math.log(numerators[index]! / denominators[index]!)) as unknown as NonEmpty;
  if (!logs.every(Number.isFinite)) return undefined;
  const interval = meanInterval(logs);
  return { value: Math.exp(mean(logs)), ...(interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) }) };
}
