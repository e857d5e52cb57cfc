import type { HeapFinding } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { bookkeepingOf } from "./bookkeeping";
import type { DominatorTree } from "./dominators";
import { heapObject } from "./heap-object";
import { largest } from "./largest";
import { memoized } from "./memoized";
import { storagesOf } from "./storages";

const COLLECTIONS: ReadonlySet<string> = new Set(["Array", "Map", "Set", "WeakMap"]);

/**
 * Arrays, Maps, Sets and WeakMaps by what nothing else keeps alive: what would be freed if they were emptied, and of how many objects that is.
 * A cache that nobody empties is on top.
 *
 * memlab's analysis `collections-with-stale` looks for entries that a page has detached. Node detaches nothing; what it has of stale objects are
 * those that nothing uses any more but the collection. Whether a collection's table is much too large for what it holds cannot be told
 * from a snapshot: small integers and empty places look alike in it.
 */
export function collectionsHoldingAlone(
  raw: RawSnapshot,
  tree: DominatorTree,
  limit: number,
  isCounted?: Uint8Array,
): readonly HeapFinding[] {
  const { counts, bytes } = heldAlone(raw, tree);
  return largest(raw.nodeCount, limit, (node) => (isCounted?.[node] === 0 ? 0 : bytes[node]!)).map((node) => ({
    object: heapObject(raw, node, tree),
    why: `nothing else keeps ${counts[node] === 1 ? "1 object" : `${counts[node]!.toLocaleString("en-US")} objects`} in it alive`,
  }));
}

/** By ordinal of a collection, how many objects it dominates at once, and what these retain. */
function heldAlone(raw: RawSnapshot, { idoms, retainedBytes, isReachable }: DominatorTree): { counts: Uint32Array; bytes: Float64Array } {
  const storages = storagesOf(raw);
  const object = raw.nodeTypeNames.indexOf("object");
  const isBookkeeping = bookkeepingOf(raw);
  const isName = memoized(raw.strings.count, (place) => COLLECTIONS.has(raw.strings.at(place)));
  const isCollection = (node: number) => raw.nodeTypes[node] === object && isName(raw.nodeNames[node]!);
  const isStorage = (node: number) => storages.collectionOf(node) !== undefined || storages.repeatsEdges(node);
  const counts = new Uint32Array(raw.nodeCount);
  const bytes = new Float64Array(raw.nodeCount);
  for (let node = 1; node < raw.nodeCount; node++) {
    if (isReachable[node] === 0 || isBookkeeping(node) || isStorage(node)) continue;
    const dominator = idoms[node]!;
    const owner = isStorage(dominator) ? (storages.collectionOf(dominator) ?? idoms[dominator]!) : dominator;
    if (!isCollection(owner)) continue;
    counts[owner]!++;
    bytes[owner]! += retainedBytes[node]!;
  }
  return { counts, bytes };
}
