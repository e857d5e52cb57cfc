/** A linear map from values to positions on paper. */
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
