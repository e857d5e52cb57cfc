import type { HeapObject } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { kindOf, nameOf, typeOf } from "./node-kinds";

const MAX_TEXT = 100;

/** A node as a report shows it; with what it retains, if the dominators are given. */
export function heapObject(raw: RawSnapshot, node: number, tree?: DominatorTree): HeapObject {
  const type = typeOf(raw, node);
  const name = nameOf(raw, node);
  const kind = kindOf(raw, node);
  return {
    id: raw.nodeIds[node]!,
    kind: type === "closure" && name !== "" ? `${kind} ${name}` : kind,
    ...(type === "string" && { text: beginningOf(name) }),
    shallowBytes: raw.selfBytes[node]!,
    ...(tree !== undefined && { retainedBytes: tree.retainedBytes[node]! }),
  };
}

/** No half of a surrogate pair is left at the end. */
function beginningOf(text: string): string {
  return text.length <= MAX_TEXT ? text : text.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, "");
}
