import type { DominatorTree } from "./dominators";

/** What one object held, in each snapshot of a series. */
export interface Held {
  /** Without code, and without what V8 has of its own. */
  readonly retainedBytes: readonly number[];
  readonly entries: readonly number[];
}

/** An object that grew. */
export interface GrownObject extends Held {
  /** Its ordinal in the last snapshot. */
  readonly node: number;
}

/** How much a series rose from its first value to its last; 0 if it did not rise at every step. */
export function grew(values: readonly number[]): number {
  const isRising = values.every((value, index) => index === 0 || value > values[index - 1]!);
  return isRising ? values.at(-1)! - values[0]! : 0;
}

/**
 * Of objects that grew, given by their ordinals, those that did so by themselves: what an object that grew retains, its dominators retain as well, and
 * would all be told to grow. So its growth is taken off the nearest dominator that grew; an object whose entries became more stays in any case. Those
 * with the most growth of their own come first.
 */
export function attributed(found: ReadonlyMap<number, Held>, tree: DominatorTree): readonly GrownObject[] {
  const ownBytes = new Map<number, number>();
  const add = (node: number, bytes: number): void => void ownBytes.set(node, (ownBytes.get(node) ?? 0) + bytes);
  for (const [node, { retainedBytes }] of found) {
    const bytes = grew(retainedBytes);
    if (bytes === 0) continue;
    add(node, bytes);
    const dominator = nearestGrown(node, found, tree);
    if (dominator !== undefined) add(dominator, -bytes);
  }
  const rank = (node: number): number => ownBytes.get(node) ?? 0;
  return [...found]
    .map(([node, held]) => ({ node, ...held }))
    .filter(({ node, entries }) => rank(node) > 0 || grew(entries) > 0)
    .sort((a, b) => rank(b.node) - rank(a.node) || grew(b.entries) - grew(a.entries));
}

function nearestGrown(node: number, found: ReadonlyMap<number, Held>, { idoms }: DominatorTree): number | undefined {
  for (let at = node; at !== 0;) {
    at = idoms[at]!;
    const held = found.get(at);
    if (held !== undefined && grew(held.retainedBytes) > 0) return at;
  }
  return undefined;
}
