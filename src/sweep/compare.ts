import type { SweepComparison, SweepRatio } from "../model/sweep";
import { pairedRatio } from "../stats/ratio";
import { isNonEmpty } from "../stats/sample";
import type { Quantity } from "./quantity";
import { type Point, valuesBySize } from "./series";

/**
 * How many times as much the first implementation takes as the second, at each size that both were run at, and over all of them. Runs of a size
 * are paired in their order, so that what slowed both down in a round cancels out. Left out are sizes at which one of them took less than ten times
 * what any reading varies by: ratios of next to nothing say nothing.
 */
export function compareSweeps(
  first: readonly Point[],
  second: readonly Point[],
  { absoluteNoise }: Pick<Quantity, "absoluteNoise">,
): SweepComparison {
  const isTold = ({ value }: Point): boolean => value >= TOLD * absoluteNoise;
  const others = valuesBySize(second.filter(isTold));
  const sizes = [...valuesBySize(first.filter(isTold))]
    .sort(([a], [b]) => a - b)
    .flatMap(([size, values]) => {
      const other = others.get(size);
      const ratio = other && pairedRatio(values, other);
      return ratio ? [{ size, ...ratio }] : [];
    });
  const overall = overallOf(sizes.map(({ value }) => value));
  return { sizes, ...(overall && { overall }) };
}

const TOLD = 10;

function overallOf(ratios: readonly number[]): SweepRatio | undefined {
  return isNonEmpty(ratios) ? pairedRatio(ratios, ratios.map(() => 1) as [number, ...number[]]) : undefined;
}
