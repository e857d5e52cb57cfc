import { seeded } from "../stats/seeded";

/**
 * `count` whole sizes from one to another, both included, about evenly spaced on a logarithmic scale. No two neighbours have a ratio of about 2
 * or 1.5, as far as whole numbers allow: containers grow by these factors, and a staircase that is looked at once per step looks like a
 * straight line. Fewer sizes where there are not so many. The same seed gives the same sizes.
 *
 * @throws RangeError unless `1 <= from <= to`, both whole numbers, and `count` is at least 2, or 1 where they are equal.
 */
export function logSizes(from: number, to: number, count: number, seed = 1): readonly number[] {
  checkRange(from, to, count);
  if (from === to) return [from];
  const random = seeded(seed);
  const sizes = [from];
  for (let index = 1; index < count - 1; index++) {
    const place = (shift: number): number => Math.round(from * (to / from) ** ((index + shift) / (count - 1)));
    const shifts = Array.from({ length: TRIES }, () => (random() - 0.5) * 2 * MOST_SHIFT);
    sizes.push(leastAliased(shifts.map(place), sizes.at(-1)!, index === count - 2 ? to : undefined));
  }
  return [...new Set([...sizes, to])].sort((a, b) => a - b);
}

/** Every size of the first variable with every size of the second, the first one varying fastest. */
export function gridSizes(first: readonly number[], second: readonly number[]): readonly (readonly [number, number])[] {
  return second.flatMap((two) => first.map((one): readonly [number, number] => [one, two]));
}

/** The runs of a sweep in the order in which they are made: rounds over all sizes in ascending order, so that repeats are not back to back. */
export function roundsOver(sizes: readonly number[], repeats: number): readonly number[] {
  const ascending = [...new Set(sizes)].sort((a, b) => a - b);
  return Array.from({ length: repeats }, () => ascending).flat();
}

/** How far the ratio of two sizes is from those at which containers grow, 0 to 1: 1 is far enough. */
export function distanceFromAlias(ratio: number): number {
  return Math.min(1, ...ALIASES.map((alias) => Math.abs(Math.log(ratio / alias)) / FAR));
}

const ALIASES = [2, 1.5];
/** In logarithms: 5 %. */
const FAR = 0.05;
/** As a share of the distance to the next size. */
const MOST_SHIFT = 0.2;
const TRIES = 16;

/** The first of the sizes that is far from an alias of its neighbours, else the farthest. */
function leastAliased(sizes: readonly number[], before: number, after: number | undefined): number {
  const distanceOf = (size: number): number => Math.min(distanceFromAlias(size / before), after ? distanceFromAlias(after / size) : 1);
  const farthest = Math.max(...sizes.map(distanceOf));
  return sizes.find((size) => distanceOf(size) === farthest)!;
}

function checkRange(from: number, to: number, count: number): void {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to < from) {
    throw new RangeError(`Sizes go from a whole number of at least 1 to one that is not smaller, not from ${from} to ${to}.`);
  }
  if (!Number.isInteger(count) || count < (from === to ? 1 : 2)) throw new RangeError(`A range has at least 2 sizes, not ${count}.`);
}
