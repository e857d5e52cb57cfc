import type { Fit } from "./fit";
import { CONFIDENCE, riskAt } from "./predict";
import type { Quantity } from "./quantity";
import type { Point } from "./series";

/** What has been learnt of a sweep's sizes so far. */
export interface Known {
  /** Completed runs, in the order in which they were made. */
  readonly points: readonly Point[];
  /** Sizes of runs that died of memory or ran out of their time. They bound what can be reached, and are never fitted. */
  readonly died: readonly number[];
  readonly quantity: Quantity;
  /** What no run may exceed, in the quantity's unit: what the machine has left, or what there is time for. */
  readonly cap?: number;
  /** The laws of the points, where there are enough. A fit takes 20 ms, and not every step needs one. */
  readonly fit: () => Fit | undefined;
}

/** A size on the way to a target, or why there is none. */
export type Reached = { readonly kind: "size"; readonly size: number } | Refusal;

/** `over-cap`: a run of this size could exceed the cap. `died`: one has died, and those measured below it are close enough. */
export interface Refusal {
  readonly kind: "over-cap" | "died";
  readonly size: number;
}

/**
 * The next size on the way up to a target above all measured ones, at most `mostRatio` times the largest of them: the target itself, or one
 * before it, so that it is known beforehand what the next step may cost. The first size of all is the target.
 */
export function sizeTowards(target: number, mostRatio: number, known: Known): Reached {
  const top = largestOf(known.points);
  const died = Math.min(...known.died);
  if (top === 0) return died <= target ? { kind: "died", size: died } : { kind: "size", size: target };
  if (died <= target && died / top < LEAST_RATIO ** 2) return { kind: "died", size: died };
  const wanted = Math.min(mostRatio, target / top, died <= target ? Math.sqrt(died / top) : Infinity);
  for (let ratio = wanted; ratio > LEAST_RATIO || ratio === wanted; ratio = 1 + (ratio - 1) * SHRINK) {
    const size = target / (top * ratio) < CLOSE ? target : Math.max(top + 1, Math.round(top * ratio));
    if (size < died && isSafe(size, known)) return { kind: "size", size };
  }
  return { kind: "over-cap", size: Math.max(top + 1, Math.min(target, Math.round(top * LEAST_RATIO))) };
}

/** The largest size of which a run has completed, 0 for none. */
export function largestOf(points: readonly Point[]): number {
  return points.reduce((most, { size }) => Math.max(most, size), 0);
}

/** Two sizes whose ratio is smaller tell the same. */
const LEAST_RATIO = 1.1;
/** A target this close is the next step. */
const CLOSE = 1.05;
const SHRINK = 0.7;
/** The bound that is used while no law is known: steeper than n², and half as much again. */
const BOUND_EXPONENT = 2.2;
const BOUND_FACTOR = 1.5;
/** Growth that is smaller, in multiples of the quantity's noise, may not have been seen. */
const UNSEEN = 5;
/** A law is trusted up to this multiple of the largest size measured. */
const TRUSTED_RATIO = 2;

/** Whether the cap holds for a larger size than any that was measured. */
function isSafe(size: number, known: Known): boolean {
  const { points, cap } = known;
  if (cap === undefined || boundAt(size, known) <= cap) return true;
  const fit = known.fit();
  return fit !== undefined && size <= TRUSTED_RATIO * largestOf(points) && riskAt(fit, size, cap) <= 1 - CONFIDENCE;
}

function boundAt(size: number, { points, quantity }: Known): number {
  const top = largestOf(points);
  const highest = Math.max(...points.filter((point) => point.size === top).map(({ value }) => value));
  const floor = Math.min(...points.map(({ value }) => value));
  const growth = Math.max(highest - floor, UNSEEN * quantity.absoluteNoise);
  return floor + BOUND_FACTOR * growth * (size / top) ** BOUND_EXPONENT;
}
