import type { Fit } from "./fit";
import type { Known } from "./guard";
import { valueAt } from "./predict";
import { sizeVariance } from "./ripple";
import { distanceFromAlias } from "./sizes";
import { valuesBySize } from "./series";

/** Where in the gap between two neighbours sizes are tried, on a logarithmic scale. */
const PLACES = [0.5, 0.37, 0.63];
/** What a wide gap is worth beside laws that differ by one deviation. */
const WORTH_OF_GAP = 1.5;

interface Choice {
  readonly size: number;
  readonly score: number;
}

/**
 * The size between those measured that would tell most: where the plausible laws are farthest apart, and where the gap is wide, more so among the
 * larger sizes, which the law's main term is known by. Undefined where no size is left.
 */
export function mostTellingSize({ points, died, fit }: Known): number | undefined {
  const sizes = [...valuesBySize(points).keys()].sort((a, b) => a - b);
  const choices = sizes.slice(1).flatMap((upper, index) => choicesIn(sizes[index]!, upper, (index + 1) / sizes.length, fit()));
  const [best] = choices.filter(({ size }) => !died.includes(size)).sort((a, b) => b.score - a.score);
  return best?.size;
}

/** `rank`: where among the gaps this one is, 0 to 1. */
function choicesIn(lower: number, upper: number, rank: number, fit: Fit | undefined): readonly Choice[] {
  return PLACES.map((place) => Math.round(lower * (upper / lower) ** place))
    .filter((size) => size > lower && size < upper)
    .map((size) => {
      const gap = WORTH_OF_GAP * Math.log(upper / lower) * (0.5 + rank);
      const distance = Math.min(distanceFromAlias(size / lower), distanceFromAlias(upper / size));
      return { size, score: (fit ? disagreementAt(fit, size) : 0) + gap * (0.75 + 0.25 * distance) };
    });
}

/** How far apart the plausible laws are, in deviations of one run. */
function disagreementAt({ plausible, best, series }: Fit, size: number): number {
  const values = plausible.map((law) => valueAt(law, size));
  const variance = sizeVariance(series.noise, best.candidates[0].solution.ripple, valueAt(best, size), 1);
  return (Math.max(...values) - Math.min(...values)) / Math.sqrt(variance);
}
