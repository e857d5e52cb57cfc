import { type Column, type NonNegativeFit, nonNegativeFit } from "../stats/non-negative-fit";
import { logStudent } from "../stats/log-student";
import { type Form, termsAt } from "./form";
import { type Ripple, hasRipple, sizeVariance } from "./ripple";
import { leastTold, type Series } from "./series";

/** A form with an amount of ripple, fitted to a series. */
export interface Solution {
  readonly form: Form;
  readonly ripple: Ripple;
  /** One for each of the form's terms, of which each is divided by its largest value, as squares of large ones would lose all digits. */
  readonly coefficients: readonly number[];
  /** Of the coefficients, square, row by row; times {@link scale} it is their variance. */
  readonly covariance: readonly number[];
  /** What the terms are divided by. */
  readonly divisors: readonly number[];
  /** How the residuals compare with the variances assumed, 1 where they agree, and the degrees of freedom that this rests on. */
  readonly scale: number;
  readonly degrees: number;
  /** Logarithm of the likelihood, at the coefficients. */
  readonly logLikelihood: number;
  /** The same with the coefficients integrated out, so that it tells amounts of ripple apart without bias (REML: Patterson and Thompson, 1971). */
  readonly logRestricted: number;
}

/** A form's terms at the sizes of a series, each column divided by its largest value. */
interface Design {
  readonly columns: readonly Column[];
  readonly divisors: readonly number[];
  readonly values: Column;
  /** Of any other size it is only known that its value is less than {@link leastTold}. */
  readonly isTold: readonly boolean[];
  readonly leastTold: number;
}

/** A variance depends on the fitted value, which depends on the variances: from the measured values it takes some passes. */
const PASSES = 3;
/** From a neighbour's fitted values on, one is enough. */
const FURTHER_PASSES = 1;
/** How sure one is of an amount of ripple that was assumed, in degrees of freedom: they are tried at steps of about 2.5. */
const RIPPLE_DEGREES = 4;

/** Fits one form with each of several amounts of ripple. Gives nothing for those with which the sizes cannot tell the terms apart. */
export function solutionsOf(form: Form, ripples: readonly Ripple[], series: Series): readonly Solution[] {
  const design = designOf(form, series);
  const fitted = design.values.slice();
  const solutions: Solution[] = [];
  for (const ripple of ripples) {
    const passes = solutions.length === 0 ? PASSES : FURTHER_PASSES;
    const variances = new Float64Array(fitted.length);
    const fit = reweighted(passes, { design, fitted, variances, ripple, series });
    if (!fit) continue;
    const { scale, degrees, logLikelihood, logRestricted } = goodnessOf(fit, { design, fitted, variances, ripple, series });
    const { coefficients, covariance } = fit;
    const [floor, ...others] = coefficients;
    const seen = [floor! - series.unseen, ...others];
    solutions.push({
      form,
      ripple,
      coefficients: seen,
      covariance,
      divisors: design.divisors,
      scale,
      degrees,
      logLikelihood,
      logRestricted,
    });
  }
  return solutions;
}

function designOf(form: Form, { groups, unseen }: Series): Design {
  const terms = groups.map(({ size }) => termsAt(form, size));
  const divisors = terms[0]!.map((_, index) => Math.max(...terms.map((row) => row[index]!)));
  return {
    columns: divisors.map((divisor, index) => Float64Array.from(terms, (row) => row[index]! / divisor)),
    divisors,
    // With what may be unseen of it: the floor, which is what may be missing of all sizes, is found as a coefficient of 0 or more.
    values: Float64Array.from(groups, ({ value }) => value + unseen),
    isTold: groups.map(({ value }) => value >= leastTold({ unseen })),
    leastTold: leastTold({ unseen }) + unseen,
  };
}

/** One attempt; `fitted` and `variances` are written to by it, and so carried from pass to pass. */
interface Attempt {
  readonly design: Design;
  readonly fitted: Float64Array;
  readonly variances: Float64Array;
  readonly ripple: Ripple;
  readonly series: Series;
}

/** Least squares again and again, each with the variances that follow from the one before. */
function reweighted(
  passes: number,
  { design, fitted, variances, ripple, series: { groups, noise, unseen } }: Attempt,
): NonNegativeFit | undefined {
  const weights = new Float64Array(fitted.length);
  const values = design.values.slice();
  let fit: NonNegativeFit | undefined;
  for (let pass = 0; pass < passes; pass++) {
    for (let row = 0; row < fitted.length; row++) {
      variances[row] = sizeVariance(noise, ripple, Math.max(0, fitted[row]! - unseen), groups[row]!.kept.length);
      values[row] = valueFor(row, fitted[row]!, design);
      // What is fitted as small as it is known to be says nothing of the coefficients.
      weights[row] = design.isTold[row] || fitted[row]! > design.leastTold ? 1 / variances[row]! : 0;
    }
    fit = nonNegativeFit(design.columns, values, weights);
    if (fit) multiply(design.columns, fit.coefficients, fitted);
  }
  return fit;
}

/** What a fitted value is to be: what was measured; where that tells only that it is small, small. */
function valueFor(row: number, fitted: number, design: Design): number {
  return design.isTold[row] ? design.values[row]! : Math.min(fitted, design.leastTold);
}

function multiply(columns: readonly Column[], coefficients: readonly number[], into: Float64Array): void {
  into.fill(0);
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index]!;
    for (let row = 0; row < into.length; row++) into[row]! += column[row]! * coefficients[index]!;
  }
}

type Goodness = Pick<Solution, "scale" | "degrees" | "logLikelihood" | "logRestricted">;

/** All variances share one unknown factor, of which some degrees of freedom say beforehand that it is 1: the likelihood is Student's. */
function goodnessOf({ logDeterminant }: NonNegativeFit, { design, fitted, variances, ripple, series }: Attempt): Goodness {
  const prior = hasRipple(ripple) ? RIPPLE_DEGREES : series.noise.degrees;
  const count = design.isTold.filter((isTold) => isTold).length;
  const left = count - design.columns.length;
  let [squares, logVariances] = [0, 0];
  for (let row = 0; row < fitted.length; row++) {
    squares += (valueFor(row, fitted[row]!, design) - fitted[row]!) ** 2 / variances[row]!;
    if (design.isTold[row]) logVariances += Math.log(variances[row]!);
  }
  return {
    scale: (prior + squares) / (prior + left),
    degrees: prior + left,
    logLikelihood: logStudent(squares, count, prior) - logVariances / 2,
    logRestricted: logStudent(squares, left, prior) - (logVariances + logDeterminant) / 2,
  };
}
