import type { HeapObject } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { heapObject } from "./heap-object";
import { largest } from "./largest";

/** The objects that retain most, the largest first. V8's roots are no objects and are left out; so are those that `isCounted` has no 1 for. */
export function largestDominators(raw: RawSnapshot, tree: DominatorTree, limit: number, isCounted?: Uint8Array): readonly HeapObject[] {
  const synthetic = raw.nodeTypeNames.indexOf("synthetic");
  const isLeftOut = (node: number): boolean => raw.nodeTypes[node] === synthetic || isCounted?.[node] === 0;
  return largest(raw.nodeCount, limit, (node) => (isLeftOut(node) ? 0 : tree.retainedBytes[node]!)).map((node) =>
    heapObject(raw, node, tree),
  );
}
