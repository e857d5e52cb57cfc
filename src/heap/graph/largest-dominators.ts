import type { HeapObject } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { heapObject } from "./heap-object";

/** The objects that retain most, the largest first. V8's roots are no objects and are left out; so are those that `isCounted` has no 1 for. */
export function largestDominators(raw: RawSnapshot, tree: DominatorTree, limit: number, isCounted?: Uint8Array): readonly HeapObject[] {
  const { retainedBytes } = tree;
  const { nodeCount, nodeTypes } = raw;
  const synthetic = raw.nodeTypeNames.indexOf("synthetic");
  const largestFirst = (a: number, b: number): number => retainedBytes[b]! - retainedBytes[a]! || a - b;
  let found: number[] = [];
  let least = -1;
  for (let node = 0; node < nodeCount; node++) {
    if (retainedBytes[node]! <= least || nodeTypes[node] === synthetic || isCounted?.[node] === 0) continue;
    found.push(node);
    if (found.length < 2 * limit) continue;
    found = found.sort(largestFirst).slice(0, limit);
    least = retainedBytes[found.at(-1)!]!;
  }
  return found
    .sort(largestFirst)
    .slice(0, limit)
    .map((node) => heapObject(raw, node, tree));
}
