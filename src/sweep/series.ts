import { mean } from "../stats/moments";
import { median } from "../stats/quantile";
import { type NonEmpty, isNonEmpty, sort } from "../stats/sample";
import type { Quantity } from "./quantity";

/** One completed run of a sweep: the value that was measured at a size, in the unit of the quantity. */
export interface Point {
  readonly size: number;
  readonly value: number;
}

/** All runs of one size. */
export interface SizeGroup {
  readonly size: number;
  /** Stands for the size: the summary that the quantity asks for, of the runs that were kept. */
  readonly value: number;
  readonly all: NonEmpty;
  /** Without runs that are far outside of the others. */
  readonly kept: NonEmpty;
}

/** How repeats of one size vary: the variance of a value `v` is `scale * (absolute² + (share * v)²)`. */
export interface Noise {
  readonly absolute: number;
  readonly share: number;
  readonly scale: number;
  /** How many degrees of freedom `scale` rests on. */
  readonly degrees: number;
}

/** What the laws are fitted to: the sizes in ascending order, each once, and the noise that their repeats tell of. */
export interface Series {
  readonly groups: readonly SizeGroup[];
  readonly noise: Noise;
  /** Of what each size needs, up to so much may not be in its value. */
  readonly unseen: number;
}

/** Of what may be unseen: a value that is smaller may be what is left of one many times as large. */
const SHARE_UNTOLD = 0.1;
/** With fewer sizes that tell more, small values are all that there is. */
const LEAST_TOLD = 4;
/** What the guessed noise of a quantity is worth, in degrees of freedom, beside that of the repeats. */
const PRIOR_DEGREES = 4;
/** A repeat that is this many deviations away from the middle one is an outlier. */
const OUTLIER_DEVIATIONS = 7;
/** The pooled deviation that outliers are told by never shrinks below this share of the guess, as few repeats are equal by chance. */
const LEAST_POOLED = 0.4;

/** Runs in any order, size by size. */
export function seriesOf(points: readonly Point[], quantity: Quantity): Series {
  const bySize = [...valuesBySize(points)].sort(([a], [b]) => a - b);
  const deviations = pooledDeviations(bySize, quantity);
  const groups = bySize.map(([size, all]): SizeGroup => {
    const kept = withoutOutliers(all, OUTLIER_DEVIATIONS * deviations, quantity);
    return { size, value: summaryOf(kept, quantity), all, kept };
  });
  const series = { groups, noise: noiseOf(groups, quantity), unseen: quantity.unseen };
  return toldGroups(series).length >= LEAST_TOLD ? series : { ...series, unseen: 0 };
}

/** A value below this tells only that what its size needs is hardly seen. */
export function leastTold({ unseen }: Pick<Series, "unseen">): number {
  return SHARE_UNTOLD * unseen;
}

/** The sizes whose values tell more. */
export function toldGroups(series: Pick<Series, "groups" | "unseen">): readonly SizeGroup[] {
  return series.groups.filter(({ value }) => value >= leastTold(series));
}

/** The variance of one run's value. */
export function noiseVariance({ absolute, share, scale }: Noise, value: number): number {
  return scale * (absolute ** 2 + (share * value) ** 2);
}

/** The values measured at each size, in the order in which the sizes first appear. */
export function valuesBySize(points: readonly Point[]): ReadonlyMap<number, NonEmpty> {
  const bySize = new Map<number, [number, ...number[]]>();
  for (const { size, value } of points) {
    const values = bySize.get(size);
    if (values) values.push(value);
    else bySize.set(size, [value]);
  }
  return bySize;
}

/** Half of the repeats lie within this many guessed deviations of the middle one of their size: robust against outliers. */
function pooledDeviations(bySize: readonly (readonly [number, NonEmpty])[], quantity: Quantity): number {
  const distances = bySize.flatMap(([, values]) => (values.length > 2 ? distancesOf(values, quantity) : []));
  return isNonEmpty(distances) ? Math.max(LEAST_POOLED, median(sort(distances))) : 1;
}

/** From the middle value to each other, in guessed deviations. */
function distancesOf(values: NonEmpty, quantity: Quantity): number[] {
  const middle = median(sort(values));
  return values.filter((value) => value !== middle).map((value) => Math.abs(value - middle) / guessedDeviation(middle, quantity));
}

/** Of two values nobody can say which one is the outlier. */
function withoutOutliers(values: NonEmpty, deviations: number, quantity: Quantity): NonEmpty {
  const middle = median(sort(values));
  const kept = values.filter((value) => Math.abs(value - middle) <= deviations * guessedDeviation(middle, quantity));
  return values.length > 2 && isNonEmpty(kept) ? kept : values;
}

function guessedDeviation(value: number, { absoluteNoise, relativeNoise }: Quantity): number {
  return Math.hypot(absoluteNoise, relativeNoise * value);
}

function summaryOf(values: NonEmpty, { summary }: Quantity): number {
  switch (summary) {
    case "mean":
      return mean(values);
    case "median":
      return median(sort(values));
    case "minimum":
      return sort(values)[0];
  }
}

/** The repeats of all sizes together, and the guess, which counts as much as {@link PRIOR_DEGREES} of them. */
function noiseOf(groups: readonly SizeGroup[], quantity: Quantity): Noise {
  let degrees = PRIOR_DEGREES;
  let squares = PRIOR_DEGREES;
  for (const { kept } of groups) {
    const center = mean(kept);
    degrees += kept.length - 1;
    for (const value of kept) squares += ((value - center) / guessedDeviation(center, quantity)) ** 2;
  }
  return { absolute: quantity.absoluteNoise, share: quantity.relativeNoise, scale: squares / degrees, degrees };
}
