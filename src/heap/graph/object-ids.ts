import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";

/** The highest id of an object of V8's heap. V8 counts its objects up; ids of what Node has outside of it follow from addresses. */
export function lastIdOf(raw: RawSnapshot): number {
  const isCounted = countedUp(raw);
  return raw.nodeIds.reduce((highest, id, node) => (isCounted(node) ? Math.max(highest, id) : highest), 0);
}

/** By ordinal, 1 for objects of V8's heap that are alive, and got their ids after `lastId`. */
export function madeSince(raw: RawSnapshot, { isReachable }: DominatorTree, lastId: number): Uint8Array {
  const isCounted = countedUp(raw);
  return isReachable.map((one, node) => (one === 1 && raw.nodeIds[node]! > lastId && isCounted(node) ? 1 : 0));
}

function countedUp({ nodeTypes, nodeTypeNames }: RawSnapshot): (node: number) => boolean {
  const others = new Set(["native", "synthetic"].map((name) => nodeTypeNames.indexOf(name)));
  return (node) => !others.has(nodeTypes[node]!);
}
