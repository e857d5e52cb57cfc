import { fitLaws } from "./fit";
import { bandAt, valueAt } from "./predict";
import type { Quantity } from "./quantity";
import type { Point } from "./series";
import type { LawCurve } from "../model/sweep-result";

/** Enough for a smooth line on paper. */
const POINTS = 60;

/** The law of the points, drawn from one size to another; undefined where there are too few for a law. Values are in the quantity's unit. */
export function lawCurve(
  points: readonly Point[],
  quantity: Quantity,
  { from, to }: { readonly from: number; readonly to: number },
): LawCurve | undefined {
  const fit = fitLaws(points, quantity);
  if (!fit || !(from > 0 && to > from)) return undefined;
  const sizes = Array.from({ length: POINTS }, (_, index) => from * (to / from) ** (index / (POINTS - 1)));
  const bands = sizes.map((size) => bandAt(fit, size));
  return {
    sizes,
    values: sizes.map((size) => valueAt(fit.best, size)),
    low: bands.map(({ low }) => low),
    high: bands.map(({ high }) => high),
  };
}
