import type { Interval } from "../stats/interval";
import { type Part, mixtureInterval, mixtureQuantile } from "../stats/mixture";
import type { Fit } from "./fit";
import { type Form, familyOf } from "./form";
import type { Candidate } from "./law-fit";

/** A figure of a law with its 95 % interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/**
 * What the law costs per unit: the coefficient of the term that it is named after, in the quantity's unit; of a constant, the constant. All
 * plausible laws of the family have a say, each by its probability, as has each amount of ripple that is possible.
 */
export function mainCoefficient(fit: Fit): Estimate {
  return estimateOf(familyParts(fit, mainPart));
}

/** The value that is there whatever the size, in the quantity's unit. */
export function floorOf(fit: Fit): Estimate {
  return estimateOf(familyParts(fit, floorPart));
}

/** Of a power law; undefined for others, whose exponents are in their names. */
export function exponentOf(fit: Fit): Estimate | undefined {
  return fit.best.kind === "power" ? estimateOf(familyParts(fit, exponentPart)) : undefined;
}

function estimateOf(parts: readonly Part[]): Estimate {
  const { low, high } = mixtureInterval(parts);
  return { value: Math.max(0, mixtureQuantile(parts, 0.5)), low: Math.max(0, low), high };
}

function familyParts({ best, plausible }: Fit, partOf: (candidate: Candidate) => Part): readonly Part[] {
  const family = plausible.filter(({ kind }) => familyOf(kind) === familyOf(best.kind));
  const total = family.reduce((sum, { probability }) => sum + probability, 0);
  return family.flatMap(({ candidates, probability }) =>
    candidates.map((candidate) => ({ ...partOf(candidate), weight: (candidate.weight * probability) / total })),
  );
}

function mainPart(candidate: Candidate): Part {
  const part = coefficientPart(candidate, candidate.solution.coefficients.length - 1);
  return { ...part, deviation: Math.hypot(part.deviation, part.center * shareUntold(candidate.solution.form)) };
}

function floorPart(candidate: Candidate): Part {
  return coefficientPart(candidate, 0);
}

function coefficientPart({ weight, solution }: Candidate, index: number): Part {
  const { coefficients, covariance, divisors, scale, degrees } = solution;
  const variance = scale * covariance[index * (coefficients.length + 1)]!;
  return { weight, center: coefficients[index]! / divisors[index]!, deviation: Math.sqrt(variance) / divisors[index]!, degrees };
}

function exponentPart({ weight, solution: { form, degrees } }: Candidate): Part {
  return form.kind === "power"
    ? { weight, center: form.exponent, deviation: evenDeviation(form.step), degrees }
    : { weight, center: 1, deviation: 0, degrees };
}

/** As a share of the coefficient: a staircase whose steps lie elsewhere, with a coefficient that fits, explains the same values. */
function shareUntold(form: Form): number {
  return form.kind === "staircase" ? Math.log(form.factor) * evenDeviation(form.step) : 0;
}

/** The standard deviation of what can lie anywhere in a range of this width. */
function evenDeviation(width: number): number {
  return width / Math.sqrt(12);
}
