import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { edgeTypesOf } from "./edges";
import { memoized } from "./memoized";
import { numberValuesOf } from "./number-values";
import { storagesOf } from "./storages";

/**
 * How many values each object holds, by ordinal: properties, elements, captured variables, and the keys and values in the table of a Map or a
 * Set. Small integers do not count: they are in a snapshot only if it was taken with numbers. 0 of all that is no object.
 */
export function entriesOf(raw: RawSnapshot): Uint32Array {
  const { nodeCount, firstEdges, edgeTypes, edgeNames, edgeTargets, strings } = raw;
  const { property, element, context, internal } = edgeTypesOf(raw);
  const isHolder = Uint8Array.from(raw.nodeTypeNames, (name) => (name === "object" || name === "closure" ? 1 : 0));
  const storages = storagesOf(raw);
  const isShape = Uint8Array.from(raw.nodeTypeNames, (name) => (name === "hidden" || name === "object shape" ? 1 : 0));
  const isPrototype = memoized(strings.count, (place) => strings.at(place) === "__proto__");
  const isNumberValue = numberValuesOf(raw);
  const entries = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const collection = storages.collectionOf(node);
    if (collection === undefined && isHolder[raw.nodeTypes[node]!] === 0) continue;
    let count = 0;
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (isNumberValue(edgeTargets[edge]!)) continue;
      const type = edgeTypes[edge];
      const isOwn = (type === property && !isPrototype(edgeNames[edge]!)) || type === element || type === context;
      if (isOwn || (collection !== undefined && type === internal && isShape[raw.nodeTypes[edgeTargets[edge]!]!] === 0)) count++;
    }
    entries[collection ?? node]! += count;
  }
  return entries;
}
