import type { Sorted } from "./sample";

/**
 * The value below which a share `p` (0 to 1) of the sample lies, interpolated linearly: type 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages" (1996), the default of R and NumPy.
 */
export function quantile(sample: Sorted, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile's share must lie between 0 and 1, not ${p}.`);
  const position = (sample.length - 1) * p;
  const below = sample[Math.floor(position)] ?? sample[0];
  const above = sample[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle value, or the mean of the two in the middle. */
export function median(sample: Sorted): number {
  return quantile(sample, 0.5);
}
