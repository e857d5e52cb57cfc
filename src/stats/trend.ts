import { mean } from "./moments";
import { type NonEmpty, isNonEmpty } from "./sample";

/** How values in the order of time drift. */
export interface Trend {
  /** The mean of the last third beside that of the first: 0.9 where the values have fallen by a tenth. */
  readonly ratio: number;
  /** How many standard deviations the number of falling pairs is from what chance gives; below 0 where the values fall. */
  readonly z: number;
}

/**
 * Whether values fall or rise with time, by the test of Mann and Kendall, which asks of each pair only which is larger, so that one outlier
 * changes little. Undefined for fewer than six values, which show no trend.
 */
export function trendOf(all: readonly number[]): Trend | undefined {
  const values = inBlocks(all);
  const third = Math.floor(values.length / 3);
  const first = values.slice(0, third);
  const last = values.slice(-third);
  if (third < 2 || !isNonEmpty(first) || !isNonEmpty(last)) return undefined;
  return { ratio: ratioOf(last, first), z: mannKendall(values) };
}

/** The test compares each with each: of very many values, it is given means of neighbours. */
function inBlocks(values: readonly number[]): readonly number[] {
  const size = Math.ceil(values.length / MAX_COMPARED);
  if (size <= 1) return values;
  return Array.from({ length: Math.floor(values.length / size) }, (_, index) =>
    mean(values.slice(index * size, (index + 1) * size) as unknown as NonEmpty),
  );
}

const MAX_COMPARED = 300;

function ratioOf(last: NonEmpty, first: NonEmpty): number {
  return mean(first) === 0 ? 1 : mean(last) / mean(first);
}

/** Mann, "Nonparametric tests against trend", Econometrica 13 (1945); Kendall, "Rank Correlation Methods" (1948). Without its correction for ties, which only makes it more cautious. */
function mannKendall(values: readonly number[]): number {
  const n = values.length;
  let rising = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) rising += Math.sign(values[j]! - values[i]!);
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return rising === 0 ? 0 : (rising - Math.sign(rising)) / deviation;
}
