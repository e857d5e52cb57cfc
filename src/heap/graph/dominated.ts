import type { DominatorTree } from "./dominators";

/** By ordinal, 1 for the nodes that `isTop` holds of, and for all that they alone keep alive. */
export function dominatedBy({ idoms, order }: DominatorTree, isTop: (node: number) => boolean): Uint8Array {
  const isDominated = new Uint8Array(idoms.length);
  for (const node of order) isDominated[node] = isDominated[idoms[node]!] === 1 || isTop(node) ? 1 : 0;
  return isDominated;
}

/** By ordinal, the bytes of the node and of all that it alone keeps alive, as far as they count: `isCounted` has a 1 for what does. */
export function countedBytes({ idoms, order }: DominatorTree, selfBytes: Uint32Array | Float64Array, isCounted: Uint8Array): Float64Array {
  const bytes = Float64Array.from(selfBytes, (self, node) => self * isCounted[node]!);
  for (let place = order.length - 1; place > 0; place--) {
    const node = order[place]!;
    bytes[idoms[node]!]! += bytes[node]!;
  }
  return bytes;
}
