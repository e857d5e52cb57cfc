import type { Interval } from "./interval";
import { risingRoot } from "./root";
import { studentShareBelow } from "./student-t";

/** One of several explanations of what was measured: Student's distribution around a center. */
export interface Part {
  /** Its share in the whole; those of all parts sum up to 1. */
  readonly weight: number;
  readonly center: number;
  readonly deviation: number;
  readonly degrees: number;
}

/** The share of the whole that lies below a value. */
export function shareBelow(parts: readonly Part[], value: number): number {
  return parts.reduce((sum, part) => sum + part.weight * partBelow(part, value), 0);
}

/** The value below which a share `p` (0 to 1, both exclusive) of the whole lies. */
export function mixtureQuantile(parts: readonly Part[], p: number): number {
  const [low, high] = bracketOf(parts, p);
  return risingRoot((value) => shareBelow(parts, value) - p, low, high, PRECISION * (high - low));
}

/** The central range that holds the given share of the whole. */
export function mixtureInterval(parts: readonly Part[], confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return { low: mixtureQuantile(parts, tail), high: mixtureQuantile(parts, 1 - tail) };
}

/** As a share of the first bracket. */
const PRECISION = 1e-10;

function partBelow({ center, deviation, degrees }: Part, value: number): number {
  if (deviation === 0) return value < center ? 0 : 1;
  return studentShareBelow((value - center) / deviation, degrees);
}

function bracketOf(parts: readonly Part[], p: number): [number, number] {
  const centers = parts.map(({ center }) => center);
  let reach = Math.max(...parts.map(({ deviation }) => deviation));
  let [low, high] = [Math.min(...centers), Math.max(...centers)];
  for (; reach > 0 && shareBelow(parts, low) >= p; reach *= 2) low -= reach;
  for (; reach > 0 && shareBelow(parts, high) < p; reach *= 2) high += reach;
  return [low, high];
}
