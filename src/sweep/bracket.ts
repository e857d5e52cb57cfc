import { type Point, valuesBySize } from "./series";
import type { NonEmpty } from "../stats/sample";

/** A size with what its runs gave. */
export interface Tried {
  readonly size: number;
  readonly values: NonEmpty;
  readonly highest: number;
}

/** What is known about the largest size within a limit. */
export interface Bracket {
  /** The largest size all of whose runs were within the limit, and below every size that was not. */
  readonly within?: Tried;
  /** The smallest size of which a run was over it, or died. */
  readonly over?: { readonly size: number; readonly tried?: Tried };
}

/** Brackets the limit by the runs made: sizes of runs that died are above it. */
export function bracketOf(points: readonly Point[], died: readonly number[], limit: number): Bracket {
  const tried = triedSizes(points);
  const firstOver = tried.find(({ highest }) => highest > limit);
  const firstDied = Math.min(...died);
  const overSize = Math.min(firstOver?.size ?? Infinity, firstDied);
  const within = tried.filter(({ size }) => size < overSize).at(-1);
  return {
    ...(within && { within }),
    ...(overSize < Infinity && { over: { size: overSize, ...(firstOver?.size === overSize && { tried: firstOver }) } }),
  };
}

/** In ascending order. */
function triedSizes(points: readonly Point[]): readonly Tried[] {
  return [...valuesBySize(points)]
    .map(([size, values]) => ({ size, values, highest: Math.max(...values) }))
    .sort((a, b) => a.size - b.size);
}
