import type { HeapFinding } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { entriesOf } from "./entries";
import { heapObject } from "./heap-object";
import { largest } from "./largest";

/** The objects that hold the most entries: elements, properties, what a Map or a Set holds; as memlab's analysis `object-fanout`. */
export function largestFanOut(raw: RawSnapshot, limit: number, tree?: DominatorTree, isCounted?: Uint8Array): readonly HeapFinding[] {
  const entries = entriesOf(raw);
  return largest(raw.nodeCount, limit, (node) => (isCounted?.[node] === 0 ? 0 : entries[node]!)).map((node) => ({
    object: heapObject(raw, node, tree),
    why: `holds ${entries[node]!.toLocaleString("en-US")} ${entries[node] === 1 ? "value" : "values"}`,
  }));
}
