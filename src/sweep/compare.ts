import type { SweepComparison, SweepRatio } from "../model/sweep";
import { pairedRatio } from "../stats/ratio";
import { isNonEmpty } from "../stats/sample";
import { type Point, valuesBySize } from "./series";

/**
 * How many times as much the first implementation takes as the second, at each size that both were run at, and over all of them. Runs of a size
 * are paired in their order, so that what slowed both down in a round cancels out. Sizes at which something took nothing are left out.
 */
export function compareSweeps(first: readonly Point[], second: readonly Point[]): SweepComparison {
  const others = valuesBySize(second);
  const sizes = [...valuesBySize(first)]
    .sort(([a], [b]) => a - b)
    .flatMap(([size, values]) => {
      const other = others.get(size);
      const ratio = other && pairedRatio(values, other);
      return ratio ? [{ size, ...ratio }] : [];
    });
  const overall = overallOf(sizes.map(({ value }) => value));
  return { sizes, ...(overall && { overall }) };
}

function overallOf(ratios: readonly number[]): SweepRatio | undefined {
  return isNonEmpty(ratios) ? pairedRatio(ratios, ratios.map(() => 1) as [number, ...number[]]) : undefined;
}
