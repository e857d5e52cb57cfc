import type { RawSnapshot } from "../snapshot/raw-snapshot";

/**
 * Tells the nodes that a snapshot has only to tell the values of numbers (`captureNumericValue`): one for each small integer that occurs, and the text of
 * each number, as a string. They are no objects of the heap: V8 gives them no bytes, and no other node of these types is without.
 */
export function numberValuesOf({ nodeTypes, nodeTypeNames, selfBytes }: RawSnapshot): (node: number) => boolean {
  const isOfType = Uint8Array.from(nodeTypeNames, (name) => (name === "number" || name === "string" ? 1 : 0));
  return (node) => selfBytes[node] === 0 && isOfType[nodeTypes[node]!] === 1;
}
