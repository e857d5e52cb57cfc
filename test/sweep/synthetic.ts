// Series whose law is known, as an exam for the fit. Two generators that share nothing but their output: `ours`, and `gaussian`.
import type { LawKind } from "../../src/model/sweep";
import type { Point } from "../../src/sweep/series";
import { logSizes } from "../../src/sweep/sizes";
import { seeded } from "../../src/stats/seeded";

const MIB = 2 ** 20;

/** What makes a series hard. */
export interface Condition {
  readonly sizes?: number;
  readonly repeats?: number;
  /** The share of series in which one run is far off. */
  readonly outliers?: number;
  /** The law's first MiB or so is not seen, as it is held by what a process has free, and there is no floor. */
  readonly isUnseen?: boolean;
  /** What sizes differ from their law by, at most, as a share. */
  readonly ripple?: number;
  /** Repeats vary by about this share around their median, to the slow side, as times do; values are nanoseconds. */
  readonly slowness?: number;
}

/** A series and what is true of it. */
export interface Synthetic {
  readonly kind: LawKind;
  readonly points: readonly Point[];
  /** The coefficient of its main term, of a power law the exponent, of a constant the constant. */
  readonly truth: number;
  /** The value of a new run of a size. */
  readonly measure: (size: number) => number;
  /** Without noise and ripple. */
  readonly valueAt: (size: number) => number;
  readonly from: number;
  readonly to: number;
}

export type Generator = (seed: number, condition: Condition) => Synthetic;

const KINDS: readonly LawKind[] = ["constant", "linear", "warm-up", "n-log-n", "quadratic", "power", "staircase"];
/** Those of which there is less at small sizes. */
const GROWING_KINDS: readonly LawKind[] = KINDS.filter((kind) => kind !== "constant" && kind !== "power");

/**
 * Noise with heavy tails and to one side, as heaps have it, rounded to pages; ripple of a normal distribution that is cut off at two deviations; sizes
 * as the product chooses them; seven laws.
 */
export function ours(seed: number, { sizes, repeats = 3, outliers = 0, ripple = 0, slowness, isUnseen }: Condition): Synthetic {
  const chance = chanceOf(seed);
  const kind = isUnseen ? GROWING_KINDS[seed % GROWING_KINDS.length]! : KINDS[seed % KINDS.length]!;
  const from = Math.round(chance.log(10, 1e5));
  const to = Math.round(from * chance.log(100, 5000));
  const floor = chance.log(0.2, 40) * MIB;
  const growth = floor * chance.log(3, 150);
  const law = lawOf(kind, {
    from,
    to,
    floor: isUnseen ? -chance.between(0.3, 1.5) * MIB : floor,
    growth: growth * (isUnseen ? 5 : 1),
    chance,
  });
  const share = slowness ?? chance.log(0.001, 0.01);
  const ripples = memoized(() => Math.exp((ripple / 2) * Math.max(-2, Math.min(2, chance.normal()))));
  const measure = (size: number): number => {
    const value = law.valueAt(size) * ripples(size);
    if (slowness !== undefined) return value * Math.exp(share * (chance.exponential() - Math.LN2)) + 100 * chance.exponential();
    const noisy = value * Math.exp(share * chance.heavyTailed()) + 0.04 * MIB * (chance.exponential() - 1);
    return Math.max(isUnseen ? 0 : 1, Math.round(noisy / 4096)) * 4096;
  };
  const chosen = logSizes(from, to, sizes ?? 9 + (seed % 5), seed);
  const far = (value: number): number => value * (chance.below(0.7) ? chance.between(1.2, 2.5) : chance.between(0.5, 0.85));
  return { kind, from, to, ...law, measure, points: pointsOf(chosen, repeats, measure, outliers, far, chance) };
}

/** Normal noise, even ripple, sizes on a wavy grid, six laws: the generator that the method was first tried with. */
export function gaussian(seed: number, { sizes, repeats = 3, outliers = 0, ripple = 0 }: Condition): Synthetic {
  const chance = chanceOf(seed * 7919 + 13);
  const kinds = KINDS.filter((each) => each !== "warm-up");
  const kind = kinds[seed % kinds.length]!;
  const from = Math.round(chance.log(100, 5000));
  const to = from * 1000;
  const floor = chance.log(0.5, 20) * MIB;
  const law = lawOf(kind, { from, to, floor, growth: floor * chance.log(3, 100), chance });
  const share = chance.between(0.001, 0.01);
  const amount = ripple === 0 ? 0 : chance.between(Math.min(0.02, ripple), ripple);
  const ripples = memoized(() => 1 + amount * (2 * chance.next() - 1));
  const measure = (size: number): number => {
    const value = law.valueAt(size) * ripples(size);
    return Math.max(4096, Math.round((value + 0.05 * MIB * chance.normal() + share * value * chance.normal()) / 4096) * 4096);
  };
  const count = sizes ?? 9 + (seed % 5);
  const placeOf = (index: number): number => (index === 0 || index === count - 1 ? index : index + 0.45 * Math.sin(2.4 * index + 1));
  const chosen = Array.from({ length: count }, (_, index) => Math.round(from * (to / from) ** (placeOf(index) / (count - 1))));
  const far = (value: number): number => value * chance.between(1.2, 2.5);
  return { kind, from, to, ...law, measure, points: pointsOf(chosen, repeats, measure, outliers, far, chance) };
}

interface Frame {
  readonly from: number;
  readonly to: number;
  readonly floor: number;
  /** From the smallest size to the largest, about. */
  readonly growth: number;
  readonly chance: Chance;
}

type Law = Pick<Synthetic, "truth" | "valueAt">;

function lawOf(kind: LawKind, { from, to, floor, growth, chance }: Frame): Law {
  const scaled = (term: (size: number) => number): Law => {
    const truth = growth / term(to);
    return { truth, valueAt: (size) => floor + truth * term(size) };
  };
  switch (kind) {
    case "constant":
      return { truth: floor, valueAt: () => floor };
    case "linear":
      return scaled((size) => size);
    case "n-log-n":
      return scaled((size) => size * Math.log2(size));
    case "quadratic":
      return scaled((size) => size ** 2);
    case "warm-up": {
      const until = from * (to / from) ** chance.between(0.35, 0.65);
      const bounded = growth * chance.between(0.1, 0.3);
      const { truth, valueAt } = scaled((size) => size);
      return { truth, valueAt: (size) => valueAt(size) + bounded * Math.min(1, size / until) };
    }
    case "power": {
      const exponent = chance.below(0.5) ? chance.between(0.35, 0.8) : chance.between(1.3, 1.75);
      return { ...scaled((size) => size ** exponent), truth: exponent };
    }
    case "staircase": {
      const [factor, phase] = [chance.below(0.5) ? 2 : 1.5, chance.next()];
      return scaled((size) => factor ** (Math.ceil(Math.log(size) / Math.log(factor) - phase - 1e-9) + phase));
    }
  }
}

/** In rounds; one of the runs may be far off. */
function pointsOf(
  sizes: readonly number[],
  repeats: number,
  measure: (size: number) => number,
  outliers: number,
  far: (value: number) => number,
  chance: Chance,
): readonly Point[] {
  const points = Array.from({ length: repeats }, () => sizes.map((size) => ({ size, value: measure(size) }))).flat();
  if (!chance.below(outliers)) return points;
  const odd = Math.floor(chance.next() * points.length);
  return points.map((point, index) => (index === odd ? { ...point, value: far(point.value) } : point));
}

interface Chance {
  next(): number;
  below(probability: number): boolean;
  between(low: number, high: number): number;
  /** Evenly on a logarithmic scale. */
  log(low: number, high: number): number;
  normal(): number;
  exponential(): number;
  /** Student's distribution with 5 degrees of freedom, scaled to a variance of 1. */
  heavyTailed(): number;
}

function chanceOf(seed: number): Chance {
  const next = seeded(seed);
  const exponential = (): number => -Math.log(1 - next());
  const normal = (): number => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * next());
  const squares = (count: number): number => Array.from({ length: count }, () => normal() ** 2).reduce((sum, each) => sum + each, 0);
  return {
    next,
    below: (probability) => next() < probability,
    between: (low, high) => low + (high - low) * next(),
    log: (low, high) => low * (high / low) ** next(),
    normal,
    exponential,
    heavyTailed: () => (normal() / Math.sqrt(squares(5) / 5)) * Math.sqrt(3 / 5),
  };
}

/** The same answer for the same size. */
function memoized(make: () => number): (size: number) => number {
  const known = new Map<number, number>();
  return (size) => {
    const found = known.get(size) ?? make();
    known.set(size, found);
    return found;
  };
}
