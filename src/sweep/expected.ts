import type { Departure, Expectation } from "../model/sweep";
import type { Quantity } from "./quantity";
import { type Noise, type Point, type SizeGroup, noiseVariance, seriesOf } from "./series";

/** So many deviations of its mean, a size may be away from what was expected. */
const DEVIATIONS = 3;

/** Measures an expectation, a function of the size, by what was measured. Undefined where nothing was. */
export function departureFrom(expected: (size: number) => number, points: readonly Point[], quantity: Quantity): Departure | undefined {
  const { groups, noise } = seriesOf(points, quantity);
  const sizes = groups.map((group) => expectationOf(group, expected(group.size), quantity, noise));
  const last = sizes.at(-1);
  if (!last) return undefined;
  const from = sizes[sizes.findLastIndex(({ verdict }) => verdict !== last.verdict) + 1]!.value;
  return { sizes, ...(last.verdict !== "as-expected" && { from }), ratioAtEnd: last.measured / last.expected };
}

function expectationOf({ size, value, kept }: SizeGroup, expected: number, { agreement }: Quantity, noise: Noise): Expectation {
  const tolerance =
    Math.max(agreement.absolute, agreement.share * Math.abs(expected)) + DEVIATIONS * Math.sqrt(noiseVariance(noise, value) / kept.length);
  const verdict = Math.abs(value - expected) <= tolerance ? "as-expected" : value > expected ? "more" : "less";
  return { value: size, measured: value, expected, verdict };
}
