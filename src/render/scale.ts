/** A map from values to positions on paper. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  at(value: number): number;
}

/** Maps `low` to `from` and `high` to `to`; an empty range is widened so that it can be drawn. */
export function linearScale(low: number, high: number, from: number, to: number): Scale {
  const span = high > low ? high - low : 1;
  return { low, high: low + span, at: (value) => from + ((value - low) / span) * (to - from) };
}

/** Maps `low` to `from` and `high` to `to`, equal ratios to equal distances; both are above 0. */
export function logScale(low: number, high: number, from: number, to: number): Scale {
  const span = Math.log(high / low) || 1;
  return { low, high, at: (value) => from + (Math.log(value / low) / span) * (to - from) };
}

/** Numbers that are 1, 2 or 5 times a power of ten, or powers of ten alone where there would be more than `most`, on a logarithmic scale. */
export function logTicks({ low, high }: Scale, most: number): number[] {
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const within = (values: readonly number[]): number[] => values.filter((value) => value >= low * 0.999 && value <= high * 1.001);
  const fine = within(powers.flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power)));
  if (fine.length <= most) return fine;
  const coarse = within(powers.map((power) => 10 ** power));
  const every = Math.ceil(coarse.length / most);
  return coarse.filter((_, index) => index % every === 0);
}

/** Multiples of 1, 2 or 5 times a power of ten of `unitSize` that lie on the scale, at most `most` of them. */
export function ticks({ low, high }: Scale, unitSize: number, most: number): number[] {
  const step = roundStep((high - low) / unitSize / most) * unitSize;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => (first + index) * step);
}

/** The smallest 1, 2 or 5 times a power of ten that is at least `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((factor) => factor * power >= step) ?? 10) * power;
}
