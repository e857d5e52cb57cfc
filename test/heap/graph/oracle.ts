import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";

/** For each node the nodes that it holds, itself left out. */
export type Held = readonly ReadonlySet<number>[];

/** What an edge must be to hold: the rules of a snapshot told once more, in the plainest way. */
export function heldBy(raw: RawSnapshot): Held {
  return Array.from({ length: raw.nodeCount }, (_, node) => {
    const held = new Set<number>();
    for (let edge = raw.firstEdges[node]!; edge < raw.firstEdges[node + 1]!; edge++) {
      const type = raw.edgeTypeNames[raw.edgeTypes[edge]!]!;
      const name = raw.strings.at(type === "element" || type === "hidden" ? 0 : raw.edgeNames[edge]!);
      const isOfTable = type === "internal" && name.includes("pair in WeakMap") && name.endsWith(`(table @${raw.nodeIds[node]!})`);
      if (type !== "weak" && (type !== "shortcut" || node === 0) && !isOfTable) held.add(raw.edgeTargets[edge]!);
    }
    return held;
  });
}

/**
 * The same with what belongs to the root because nothing that is alive holds it, and without what such nodes hold of the living: first nodes
 * that nothing holds, then, of what is left, all.
 */
export function withOrphans(held: Held): Held {
  const alive = reachable(held, 0);
  const all = held.map((_, node) => node);
  const orphans = all.filter((node) => !alive.has(node) && held.every((some) => !some.has(node)));
  const ofOrphans = new Set(orphans.flatMap((orphan) => [...reachable(held, orphan)]));
  const inCircles = all.filter((node) => !alive.has(node) && !ofOrphans.has(node));
  return held.map((some, node) => {
    if (node === 0) return new Set([...some, ...orphans, ...inCircles]);
    return alive.has(node) ? some : new Set([...some].filter((target) => !alive.has(target)));
  });
}

/** What can be reached from a node, without going through another. */
export function reachable(held: Held, from: number, without?: number): ReadonlySet<number> {
  const met = new Set<number>(from === without ? [] : [from]);
  for (const node of met) for (const target of held[node]!) if (target !== without) met.add(target);
  return met;
}

/** What would be freed with a node: what the root cannot reach without it. */
export function freedWith(held: Held, node: number): ReadonlySet<number> {
  const left = reachable(held, 0, node);
  return new Set([...held.keys()].filter((one) => !left.has(one)));
}
