import type { NonEmpty } from "../stats/sample";
import type { Quantity } from "./quantity";

/** Two runs of a size that differ by more, in guessed deviations, ask for a third one, which tells the outlier. */
const APART = 5;

/** Whether the two runs of a size do not agree. */
export function needsThird(values: NonEmpty, { absoluteNoise, relativeNoise }: Quantity): boolean {
  const [first, second, ...more] = values;
  if (second === undefined || more.length > 0) return false;
  return Math.abs(first - second) > APART * Math.hypot(absoluteNoise, 2 * relativeNoise * Math.min(first, second));
}
