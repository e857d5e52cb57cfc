// What others name the law of the same points, as their sources say, to be shown beside ours. Neither has an interval, nor names more than one law.
import type { LawKind } from "../../src/model/sweep";
import { type Point, seriesOf } from "../../src/sweep/series";
import { MEMORY } from "../../src/sweep/quantity";

/** A law of theirs; those that we have no name for have none. */
interface Curve {
  readonly kind?: LawKind;
  readonly at: (size: number) => number;
}

const CONSTANT: Curve = { kind: "constant", at: () => 1 };
const LINEAR: Curve = { kind: "linear", at: (size) => size };
const LINEARITHMIC: Curve = { kind: "n-log-n", at: (size) => size * Math.log2(size) };
const QUADRATIC: Curve = { kind: "quadratic", at: (size) => size ** 2 };
const CUBIC: Curve = { at: (size) => size ** 3 };
const LOGARITHMIC: Curve = { at: (size) => Math.log2(size) };

/** The laws that both they and we have. */
export const SHARED_KINDS: readonly LawKind[] = ["constant", "linear", "n-log-n", "quadratic"];

/** google-benchmark, `MinimalLeastSq` with `oAuto`: one coefficient and no floor, the least root mean square of all runs. */
export function googleBenchmark(points: readonly Point[]): LawKind | undefined {
  const curves = [CONSTANT, LOGARITHMIC, LINEAR, LINEARITHMIC, QUADRATIC, CUBIC];
  return leastOf(curves, (curve) => squaresLeft(points, curve, false), 0)?.kind;
}

/**
 * big_O 0.11, `infer_big_o_class`: a floor and one coefficient, of any sign; the least sum of squares, 1e-6 in favour of what comes first, here in MiB. Its
 * laws that are fitted to logarithms are left out, since their sums of squares cannot be compared with the others.
 */
export function bigO(points: readonly Point[]): LawKind | undefined {
  const perSize = seriesOf(points, MEMORY).groups.map(({ size, all }) => ({ size, value: Math.min(...all) / 2 ** 20 }));
  const curves = [CONSTANT, LINEAR, QUADRATIC, CUBIC, LOGARITHMIC, LINEARITHMIC];
  return leastOf(curves, (curve) => squaresLeft(perSize, curve, curve !== CONSTANT), 1e-6)?.kind;
}

function leastOf(curves: readonly Curve[], measure: (curve: Curve) => number, bias: number): Curve | undefined {
  let best: { readonly curve: Curve; readonly left: number } | undefined;
  for (const curve of curves) {
    const left = measure(curve);
    if (!best || left < best.left - bias) best = { curve, left };
  }
  return best?.curve;
}

/** What ordinary least squares leave. */
function squaresLeft(points: readonly Point[], { at }: Curve, hasFloor: boolean): number {
  const middle = (valueOf: (point: Point) => number): number =>
    hasFloor ? points.reduce((sum, point) => sum + valueOf(point), 0) / points.length : 0;
  const [x0, y0] = [middle(({ size }) => at(size)), middle(({ value }) => value)];
  const products = points.reduce((sum, { size, value }) => sum + (at(size) - x0) * (value - y0), 0);
  const slope = products / points.reduce((sum, { size }) => sum + (at(size) - x0) ** 2, 0);
  return points.reduce((sum, { size, value }) => sum + (value - y0 - slope * (at(size) - x0)) ** 2, 0);
}
