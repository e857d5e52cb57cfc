import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { numberValuesOf } from "./number-values";

/** V8's types of nodes that no program ever sees: code, shapes, cells. */
const TYPES: ReadonlySet<string> = new Set(["code", "hidden", "object shape"]);

/** Tells the nodes that are V8's own bookkeeping on a program's objects, or nothing but the value of a number. */
export function bookkeepingOf(raw: RawSnapshot): (node: number) => boolean {
  const { nodeTypes, nodeTypeNames } = raw;
  const isBookkeeping = Uint8Array.from(nodeTypeNames, (name) => (TYPES.has(name) ? 1 : 0));
  const isNumberValue = numberValuesOf(raw);
  return (node) => isBookkeeping[nodeTypes[node]!] === 1 || isNumberValue(node);
}
