import { median } from "../stats/quantile";
import { sort } from "../stats/sample";
import { type Point, valuesBySize } from "./series";

/** Time that grows by a smaller power of the size than this does not grow with it. */
const LEAST_EXPONENT = 0.4;

/** As far as the largest size is looked down from: times of sizes close to each other differ by chance. */
const SPAN = 10;

/**
 * Whether a run does the whole work, in pieces of the size, or one piece only: then its time grows with the size. Told by how it grows towards the
 * largest size, where fixed costs no longer matter.
 */
export function workOf(times: readonly Point[]): "whole" | "piece" {
  const middles = [...valuesBySize(times)].sort(([a], [b]) => a - b).map(([size, ns]) => ({ size, ns: median(sort(ns)) }));
  const last = middles.at(-1);
  const first = middles.findLast(({ size }) => last && size <= last.size / SPAN) ?? middles[0];
  if (!first || !last || first === last || first.ns <= 0) return "whole";
  return Math.log(last.ns / first.ns) / Math.log(last.size / first.size) > LEAST_EXPONENT ? "piece" : "whole";
}
