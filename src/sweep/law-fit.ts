import type { LawKind } from "../model/sweep";
import { exponentsFor } from "./exponents";
import { type WeightedForm, formsOf } from "./forms";
import { type Ripple, ripplesFor } from "./ripple";
import { type Series, toldGroups } from "./series";
import { type Solution, solutionsOf } from "./solution";

/** One of the ways in which a law can explain a series, and how probable it is among them. */
export interface Candidate {
  readonly solution: Solution;
  readonly weight: number;
}

/** A law fitted to a series: not one solution but all that are worth mention, so that what they do not agree on widens every interval. */
export interface LawFit {
  readonly kind: LawKind;
  /** In descending order of their weights, which sum up to 1. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  /**
   * Logarithm of how probable the series is under the law, all forms and amounts of ripple weighed by their priors, and a price of log(K) / 2
   * for each coefficient, K the number of sizes (Schwarz, "Estimating the dimension of a model", 1978).
   */
  readonly evidence: number;
}

/** What a solution adds to evidence, before its coefficients' price. */
interface Weighed {
  readonly solution: Solution;
  readonly logPrior: number;
}

/** Less probable ones are left out. */
const LEAST_WEIGHT = 1e-4;

/** Fits one law; undefined where it cannot be told from a constant, or has more to fit than there are sizes. */
export function fitLaw(kind: LawKind, series: Series): LawFit | undefined {
  const sizes = toldGroups(series).map(({ size }) => size);
  const ripples = ripplesFor(Math.max(...series.groups.map(({ value }) => value)), series.noise);
  const forms = kind === "power" ? exponentsFor((form) => evidenceOf(weigh([form], ripples, series), 0)) : formsOf(kind, sizes);
  return lawFitOf(kind, weigh(forms, ripples, series), sizes.length);
}

/** Fits one form of a law only. */
export function fitForm(form: WeightedForm, series: Series): LawFit | undefined {
  const ripples = ripplesFor(Math.max(...series.groups.map(({ value }) => value)), series.noise);
  return lawFitOf(form.form.kind, weigh([form], ripples, series), toldGroups(series).length);
}

function lawFitOf(kind: LawKind, weighed: readonly Weighed[], sizes: number): LawFit | undefined {
  const [first] = weighed;
  if (!first) return undefined;
  const candidates = candidatesOf(weighed);
  return { kind, candidates, evidence: evidenceOf(weighed, (first.solution.coefficients.length / 2) * Math.log(sizes)) };
}

/** Without those that do not grow: another law says the same with less. */
function weigh(forms: readonly WeightedForm[], ripples: readonly Ripple[], series: Series): readonly Weighed[] {
  return forms.flatMap(({ form, prior }) =>
    solutionsOf(form, ripples, series)
      .filter(({ coefficients }) => form.kind === "constant" || coefficients.at(-1)! > 0)
      .map((solution) => ({ solution, logPrior: Math.log(prior * solution.ripple.prior) })),
  );
}

function evidenceOf(weighed: readonly Weighed[], price: number): number {
  return logSum(weighed.map(({ solution, logPrior }) => logPrior + solution.logLikelihood)) - price;
}

function candidatesOf(weighed: readonly Weighed[]): readonly [Candidate, ...Candidate[]] {
  const logs = weighed.map(({ solution, logPrior }) => logPrior + solution.logRestricted);
  const most = Math.max(...logs);
  const all = weighed.map(({ solution }, index) => ({ solution, weight: Math.exp(logs[index]! - most) }));
  const kept = all.filter(({ weight }) => weight >= LEAST_WEIGHT).sort((a, b) => b.weight - a.weight);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map(({ solution, weight }) => ({ solution, weight: weight / total })) as unknown as readonly [Candidate, ...Candidate[]];
}

/** Logarithm of the sum of numbers that are given by their logarithms. */
function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - most), 0));
}
