import type { Bracket } from "./bracket";
import type { Fit } from "./fit";
import { largestOf } from "./guard";
import { largestWithin } from "./predict";
import type { Point } from "./series";

/** What the next size to verify follows from. */
export interface Search {
  readonly points: readonly Point[];
  readonly bracket: Bracket;
  readonly fit: Fit | undefined;
  /** What runs are to stay within. */
  readonly limit: number;
  /** No larger size is tried. */
  readonly most: number;
  /** Whether a size has been verified already: if so, the law has had its say, and was too shy. */
  readonly hasBegun: boolean;
}

/** What a size should take, as a share of the limit, when it is guessed from its neighbours. */
const AIM = 0.95;
/** How much of the way that a straight line suggests is gone. */
const CAUTION = 0.9;
const MOST_STEP = 2;
const LEAST_STEP = 1.3;
/** Nothing is within the limit yet. */
const STEP_DOWN = 0.6;
/** A size that was within the limit at first is only just too large. */
const SMALL_STEP_DOWN = 0.96;

/** The next size to verify, strictly inside the bracket; undefined where there is none. */
export function nextCandidate(search: Search): number | undefined {
  const { bracket, most } = search;
  const [low, high] = [bracket.within?.size ?? 0, bracket.over?.size ?? Infinity];
  const size = Math.floor(Math.min(most, insideOf(low, high, wantedSize(search))));
  return size > low && size < high ? size : undefined;
}

function wantedSize(search: Search): number {
  const { bracket, limit, hasBegun } = search;
  const { within, over } = bracket;
  if (over?.tried?.values.some((value) => value <= limit)) return over.size * SMALL_STEP_DOWN;
  const byLaw = sizeByLaw(search);
  return within && (hasBegun || byLaw <= within.size) ? Math.max(byLaw, sizeByLine(search, within)) : byLaw;
}

/** 0 where no size is safe by the law, or there is none. */
function sizeByLaw({ fit, limit, most, points }: Search): number {
  const from = Math.min(...points.map(({ size }) => size));
  return (fit && largestWithin(fit, limit, { from: Math.min(from, most), to: most })) ?? 0;
}

/** Along the straight line from the lowest value through that of the largest size within the limit. */
function sizeByLine({ points, limit }: Search, { size, highest }: { readonly size: number; readonly highest: number }): number {
  const growth = highest - Math.min(...points.map(({ value }) => value));
  const steps = growth > 0.01 * highest ? 1 + (CAUTION * (AIM * limit - highest)) / growth : MOST_STEP;
  return size * Math.min(steps, MOST_STEP);
}

/** A size that is at or outside of the bracket's ends gives way to one between them. */
function insideOf(low: number, high: number, wanted: number): number {
  if (low === 0) return wanted > 0 && wanted < high * 0.99 ? wanted : high * STEP_DOWN;
  const middle = Math.sqrt(low * high);
  if (wanted <= low * 1.01) return high === Infinity ? low * LEAST_STEP : middle;
  return wanted >= high * 0.99 ? middle : wanted;
}

/** How far beyond the sweep's largest size the search may go. */
export function reachOf(swept: readonly Point[]): number {
  return REACH * largestOf(swept);
}

const REACH = 4;
