import type { Part } from "../stats/mixture";
import { type Form, termsAt } from "./form";
import type { Candidate, LawFit } from "./law-fit";

export function predictedValue({ form, coefficients }: { form: Form; coefficients: Float64Array }, size: number): number {
  return termsAt(form, size).reduce((sum, term, index) => sum + term * coefficients[index]!, 0);
}
function stepDeviation(form: Form, main: number): number {
  return form.kind === "staircase" ? (main * Math.log(form.factor) * form.step) / Math.sqrt(12) : 0;
}
export function coefficientParts({ candidates }: LawFit, index: number): readonly Part[] {
  return candidates.map(({ solution: { form, coefficients, covariance, scale, degrees }, weight }: Candidate) => ({
    weight,
    center: coefficients.at(index)!,
    deviation: Math.hypot(Math.sqrt(scale * covariance.at(index < 0 ? -1 : index * (coefficients.length + 1))!), stepDeviation(form, coefficients.at(index)!)),
    degrees,
  }));
}
