import type { LawCurve } from "../model/sweep-result";
import type { Fit } from "./fit";
import { bandAt, valueAt } from "./predict";

/** Enough for a smooth line on paper. */
const POINTS = 60;

/** The law over the measured range; undefined where that is of one size, or reaches down to 0. Values are in the quantity's unit. */
export function lawCurve(fit: Fit): LawCurve | undefined {
  const { groups } = fit.series;
  const [from, to] = [groups[0]!.size, groups.at(-1)!.size];
  if (!(from > 0 && to > from)) return undefined;
  const sizes = Array.from({ length: POINTS }, (_, index) => from * (to / from) ** (index / (POINTS - 1)));
  const bands = sizes.map((size) => bandAt(fit, size));
  return {
    sizes,
    values: sizes.map((size) => valueAt(fit.best, size)),
    low: bands.map(({ low }) => low),
    high: bands.map(({ high }) => high),
  };
}
