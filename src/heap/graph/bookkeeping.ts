import type { RawSnapshot } from "../snapshot/raw-snapshot";

/** V8's types of nodes that no program ever sees: code, shapes, cells. */
const TYPES: ReadonlySet<string> = new Set(["code", "hidden", "object shape"]);

/** Tells the nodes that are V8's own bookkeeping on a program's objects. */
export function bookkeepingOf({ nodeTypes, nodeTypeNames }: RawSnapshot): (node: number) => boolean {
  const isBookkeeping = Uint8Array.from(nodeTypeNames, (name) => (TYPES.has(name) ? 1 : 0));
  return (node) => isBookkeeping[nodeTypes[node]!] === 1;
}
