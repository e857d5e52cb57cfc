/**
 * Natural logarithm of the gamma function, for arguments above 0: Stirling's series, Abramowitz and Stegun, "Handbook of Mathematical
 * Functions", 6.1.41, after the recurrence has made the argument large. Ten digits or more.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`The gamma function is asked for above 0 only, not at ${x}.`);
  let shift = 0;
  let z = x;
  for (; z < LARGE; z++) shift += Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

const LARGE = 12;
