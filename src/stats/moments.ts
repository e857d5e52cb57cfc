import type { NonEmpty } from "./sample";

/** Arithmetic mean. */
export function mean(values: NonEmpty): number {
  return sum(values) / values.length;
}

/** Standard deviation of the values themselves (divided by n), as `%timeit` of IPython shows it. 0 for one value. */
export function populationDeviation(values: NonEmpty): number {
  return Math.sqrt(squaredDeviations(values) / values.length);
}

/** Estimate of the deviation of what the values were drawn from (divided by n - 1). Undefined for one value. */
export function sampleDeviation(values: NonEmpty): number | undefined {
  return values.length < 2 ? undefined : Math.sqrt(squaredDeviations(values) / (values.length - 1));
}

/** Two passes: the textbook's one-pass form loses every digit when the deviation is small beside the mean. */
function squaredDeviations(values: NonEmpty): number {
  const center = mean(values);
  return sum(values.map((value) => (value - center) ** 2));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
