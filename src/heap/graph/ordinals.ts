import type { RawSnapshot } from "../snapshot/raw-snapshot";

/** The ordinal of the node that V8 gave an id, or undefined if the snapshot has no such node. */
export function ordinalOf({ nodeIds }: RawSnapshot, id: number): number | undefined {
  const node = nodeIds.indexOf(id);
  return node === -1 ? undefined : node;
}
