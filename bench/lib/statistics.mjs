const RESAMPLES = 2000;
const SEED = 20;

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The arithmetic mean. */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of the population that the values are a sample of. */
export function deviation(values) {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** The line through points `[x, y]` by least squares. */
export function lineThrough(points) {
  const [meanX, meanY] = [0, 1].map((axis) => mean(points.map((point) => point[axis])));
  const products = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = products / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return { slope, intercept: meanY - slope * meanX };
}

/**
 * What `figure` makes of the pairs, with its 95 % interval: `{ value, low, high }`. The interval is that of a bootstrap over whole pairs
 * (percentile method, Efron 1979), so that a slow moment of the machine, which slows both of a pair, does not widen it. Same pairs, same
 * interval.
 */
export function estimate(pairs, figure) {
  const random = seeded(SEED);
  const resample = () => figure(pairs.map(() => pairs[Math.floor(random() * pairs.length)]));
  const figures = Array.from({ length: RESAMPLES }, resample).sort((a, b) => a - b);
  return { value: figure(pairs), low: figures[Math.floor(0.025 * RESAMPLES)], high: figures[Math.ceil(0.975 * RESAMPLES) - 1] };
}

/** mulberry32 by Tommy Ettinger (public domain). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
