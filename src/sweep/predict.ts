import type { Interval } from "../stats/interval";
import { type Part, mixtureInterval, mixtureQuantile, shareBelow } from "../stats/mixture";
import type { Fit } from "./fit";
import { termsAt } from "./form";
import type { Candidate, LawFit } from "./law-fit";
import { sizeVariance } from "./ripple";
import type { Noise } from "./series";
import type { Solution } from "./solution";

/** What is said of a run that has not been made holds for this share of such runs. */
export const CONFIDENCE = 0.95;

/** The law's value at a size, by its most probable form; 0 where all that the size needs is unseen. */
export function valueAt({ candidates }: LawFit, size: number): number {
  return Math.max(0, solvedValue(candidates[0].solution, scaledTerms(candidates[0].solution, size)));
}

/** Where one new run of a size lies in 95 % of cases, under whichever of the plausible laws. */
export function bandAt(fit: Fit, size: number): Interval {
  const intervals = newRunParts(fit, size).map((parts) => mixtureInterval(parts, CONFIDENCE));
  return { low: Math.max(0, Math.min(...intervals.map(({ low }) => low))), high: Math.max(0, ...intervals.map(({ high }) => high)) };
}

/** What one new run of a size stays under in 95 % of cases, under whichever of the plausible laws. */
export function upperBoundAt(fit: Fit, size: number): number {
  return Math.max(...newRunParts(fit, size).map((parts) => mixtureQuantile(parts, CONFIDENCE)));
}

/** How probable it is that one new run of a size is over the limit, under the plausible law that fears it most. */
export function riskAt(fit: Fit, size: number, limit: number): number {
  return Math.max(...newRunParts(fit, size).map((parts) => 1 - shareBelow(parts, limit)));
}

/** The largest whole size between two of which a new run stays within the limit in 95 % of cases; undefined where not even the smaller one does. */
export function largestWithin(fit: Fit, limit: number, { from, to }: { readonly from: number; readonly to: number }): number | undefined {
  const isWithin = (size: number): boolean => riskAt(fit, size, limit) <= 1 - CONFIDENCE;
  if (!isWithin(from)) return undefined;
  if (isWithin(to)) return to;
  let [low, high] = [from, to];
  while (high - low > Math.max(1, low * PRECISION)) {
    const middle = Math.round(Math.sqrt(low * high));
    const between = middle > low && middle < high ? middle : Math.floor((low + high) / 2);
    if (isWithin(between)) low = between;
    else high = between;
  }
  return low;
}

/** The mean of `count` runs of a size, as a law predicts it. */
export function predictionParts({ candidates }: LawFit, noise: Noise, size: number, count: number): readonly Part[] {
  return candidates.map((candidate) => predictionPart(candidate, noise, size, count));
}

/** Sizes closer than this share of each other are the same for all purposes. */
const PRECISION = 1e-4;

function newRunParts({ plausible, series }: Fit, size: number): readonly (readonly Part[])[] {
  return plausible.map((law) => predictionParts(law, series.noise, size, 1));
}

function predictionPart({ solution, weight }: Candidate, noise: Noise, size: number, count: number): Part {
  const { ripple, covariance, scale, degrees } = solution;
  const terms = scaledTerms(solution, size);
  const center = solvedValue(solution, terms);
  const ofLaw = terms.reduce(
    (sum, left, i) => sum + terms.reduce((row, right, j) => row + left * right * covariance[i * terms.length + j]!, 0),
    0,
  );
  return { weight, center, deviation: Math.sqrt(scale * (ofLaw + sizeVariance(noise, ripple, center, count))), degrees };
}

function scaledTerms({ form, divisors }: Solution, size: number): readonly number[] {
  return termsAt(form, size).map((term, index) => term / divisors[index]!);
}

function solvedValue({ coefficients }: Solution, terms: readonly number[]): number {
  return terms.reduce((sum, term, index) => sum + term * coefficients[index]!, 0);
}
