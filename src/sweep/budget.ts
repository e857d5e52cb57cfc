import type { SweepLargest } from "../model/sweep";
import { type Bracket, bracketOf } from "./bracket";
import { nextCandidate, reachOf } from "./candidate";
import { type Fit, fitLaws } from "./fit";
import { jumpAbove } from "./jump";
import { largestOf } from "./guard";
import { riskAt } from "./predict";
import type { Quantity } from "./quantity";
import { type Noise, type Point, noiseVariance, seriesOf } from "./series";

/** A search for the largest size within a budget. All amounts are in the quantity's unit. */
export interface BudgetSearch {
  readonly quantity: Quantity;
  readonly limit: number;
  /** What no run may exceed on this machine, however large the budget. */
  readonly cap?: number;
  /** The largest value that has a meaning, such as the rows that there are. */
  readonly most?: number;
  /** The sweep's runs, and after them those that this search has asked for, in their order. */
  readonly swept: readonly Point[];
  readonly verified: readonly Point[];
  /** Sizes of runs that died of memory or ran out of their time. */
  readonly died: readonly number[];
}

/** What the search does next. */
export type BudgetStep = { readonly kind: "run"; readonly size: number } | { readonly kind: "done"; readonly largest: SweepLargest };

/** Runs of a size before the search goes on to another one: heaps have moods, and one run shows one of them. */
const RUNS_TO_PASS = 3;
/** Runs of the answer. */
const RUNS_TO_CONFIRM = 5;
const MOST_CANDIDATES = 7;
/** An answer that uses this share of the budget is good, as is one that is this close to a size that is too large. */
const GOOD_FILL = 0.86;
const GOOD_RATIO = 1.05;
/** So many deviations of one run below the limit is where runs are to stay, as a later one may be higher. */
const MARGIN_DEVIATIONS = 1.7;
/** Noise that is larger shows in the runs themselves. */
const MOST_NOISE_SCALE = 4;

/**
 * The next run of the search, or its end: the same for the same runs. The law proposes a size, runs of it decide; where the law was too shy or
 * too bold, the bracket of sizes within and over the limit is narrowed; at last the answer is confirmed by further runs, and gives way to a
 * smaller one if any of them is over.
 */
export function nextBudgetRun(search: BudgetSearch): BudgetStep {
  const state = stateOf(search);
  const { bracket, limit } = state;
  const underTest = sizeUnderTest(search, limit);
  if (underTest !== undefined) return { kind: "run", size: underTest };
  const candidate = isGoodEnough(state, search) ? undefined : candidateOf(state, search);
  if (candidate !== undefined) return { kind: "run", size: candidate };
  if (bracket.within && bracket.within.values.length < RUNS_TO_CONFIRM) return { kind: "run", size: bracket.within.size };
  return { kind: "done", largest: largestOfSearch(state, search) };
}

interface State {
  readonly points: readonly Point[];
  readonly bracket: Bracket;
  readonly fit: Fit | undefined;
  /** What is to be kept, with its margin. */
  readonly limit: number;
  readonly most: number;
}

function stateOf({ quantity, limit, cap = Infinity, most = Infinity, swept, verified, died }: BudgetSearch): State {
  const points = [...swept, ...verified];
  const kept = Math.min(limit, cap);
  const within = kept - marginAt(kept, seriesOf(points, quantity).noise);
  return {
    points,
    bracket: bracketOf(points, died, within),
    fit: fitLaws(points, quantity),
    limit: within,
    most: Math.min(most, reachOf(swept)),
  };
}

function marginAt(limit: number, noise: Noise): number {
  return MARGIN_DEVIATIONS * Math.sqrt(noiseVariance({ ...noise, scale: Math.min(MOST_NOISE_SCALE, noise.scale) }, limit));
}

/** The size that was run last, as long as it passes and has not passed. */
function sizeUnderTest({ verified, died }: BudgetSearch, limit: number): number | undefined {
  const size = verified.at(-1)?.size;
  if (size === undefined || died.includes(size)) return undefined;
  const values = verified.filter((point) => point.size === size).map(({ value }) => value);
  return values.length < RUNS_TO_PASS && values.every((value) => value <= limit) ? size : undefined;
}

function isGoodEnough({ bracket: { within, over }, most }: State, { limit, verified, died }: BudgetSearch): boolean {
  const candidates = new Set([...verified.map(({ size }) => size), ...died]).size;
  if (candidates >= MOST_CANDIDATES) return true;
  if (!within) return over?.size === 1;
  const isFilled = verified.length > 0 && within.highest >= GOOD_FILL * limit;
  return isFilled || within.size >= most || (over !== undefined && over.size / within.size < GOOD_RATIO);
}

function candidateOf({ points, bracket, fit, limit, most }: State, { verified }: BudgetSearch): number | undefined {
  return nextCandidate({ points, bracket, fit, limit, most, hasBegun: verified.length > 0 });
}

function largestOfSearch(state: State, { quantity: { unit }, limit, cap, most, swept }: BudgetSearch): SweepLargest {
  const { within, over } = state.bracket;
  const overWith = over && { value: over.size, ...(over.tried && { amount: over.tried.highest }) };
  if (!within) return { kind: "none", unit, limit, over: overWith! };
  const { size, highest, values } = within;
  const jump = jumpAbove(state.bracket, state.fit);
  const extrapolation = size / largestOf(swept);
  const endedBy =
    size >= (most ?? Infinity) ? "range" : size >= reachOf(swept) ? "reach" : cap !== undefined && cap < limit ? "cap" : undefined;
  return {
    kind: "found",
    unit,
    limit,
    value: size,
    runs: values.length,
    highest,
    fill: highest / limit,
    ...(state.fit && { confidence: 1 - riskAt(state.fit, size, limit) }),
    ...(overWith && { over: overWith }),
    ...(jump && { jump }),
    ...(extrapolation > 1 && { extrapolation }),
    ...(endedBy && { endedBy }),
  };
}
