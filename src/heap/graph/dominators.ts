import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { depthFirst, type DepthFirstOrder } from "./depth-first";
import { holdingEdges } from "./holding-edges";

/** Who keeps whom alive: the dominator of a node is the nearest without which it would be freed. */
export interface DominatorTree {
  /** By ordinal, the ordinal of the dominator. That of the root is the root. */
  readonly idoms: Uint32Array;
  /** By ordinal, the bytes of the node and of all that it dominates: what would be freed with it. */
  readonly retainedBytes: Float64Array;
  /** By ordinal, 1 if the root holds the node; 0 if it is in the heap still, but only held weakly, or by what is. */
  readonly isReachable: Uint8Array;
  /** All ordinals, each behind its dominator. */
  readonly order: Uint32Array;
}

/**
 * Dominators and retained sizes, along the edges that hold ({@link holdingEdges}, if none are given).
 *
 * Nodes that the root does not hold are treated as in Chrome DevTools and memlab, so that the root retains the whole snapshot: what nothing
 * holds belongs to the root, with all that it holds alone; nodes that hold each other in circles belong to the root one by one; and what
 * such nodes refer to of the rest is not held by them. (memlab 2.0 overlooks edges from such circles to what belongs to the root itself.
 * DevTools further ignores edges from V8's internals to what the global object reaches; memlab and we do not: such an object is not freed
 * with the global object alone.)
 *
 * Semi-NCA: L. Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", Princeton 2005, chapter 2; in the numbers of the
 * depth-first walk, from the last to the first.
 */
export function dominators(raw: RawSnapshot, holds: Uint8Array = holdingEdges(raw)): DominatorTree {
  const walk = depthFirst(raw, holds);
  const idoms = nearestCommonAncestors(walk.parents, semidominators(walk, predecessors(raw, holds, walk)));
  return treeOf(raw, walk, idoms);
}

/** For each node, by number, the numbers of the nodes that hold it: those of `w` are `sources[firsts[w]] .. sources[firsts[w + 1]]`. */
interface Predecessors {
  readonly firsts: Uint32Array;
  readonly sources: Uint32Array;
}

/** The node from which the walk came is left out: what it tells is known from the walk. */
function predecessors(raw: RawSnapshot, holds: Uint8Array, { numbers, parents, reachableCount }: DepthFirstOrder): Predecessors {
  const { nodeCount, firstEdges, edgeTargets } = raw;
  const firsts = new Uint32Array(nodeCount + 2);
  const forEach = (visit: (source: number, target: number) => void): void => {
    for (let node = 0; node < nodeCount; node++) {
      const source = numbers[node]!;
      const isReachable = source < reachableCount;
      for (let edge = firstEdges[node]!, end = firstEdges[node + 1]!; edge < end; edge++) {
        const target = numbers[edgeTargets[edge]!]!;
        const counts = holds[edge] === 1 && (isReachable || target >= reachableCount);
        if (counts && parents[target] !== source) visit(source, target);
      }
    }
  };
  forEach((_, target) => firsts[target + 1]!++);
  for (let number = 0; number <= nodeCount; number++) firsts[number + 1]! += firsts[number]!;
  const sources = new Uint32Array(firsts[nodeCount]!);
  // Each list is filled from its end: its beginning moves there, and back to where it was.
  forEach((source, target) => (sources[--firsts[target + 1]!] = source));
  return { firsts: firsts.subarray(1), sources };
}

/**
 * Semidominators, by number. A node is linked to the forest when it has been dealt with, so those with a larger number than `node` are
 * linked. `least` has the least semidominator on a node's way up to where its path has been compressed to.
 */
function semidominators({ parents, firstInCircle }: DepthFirstOrder, { firsts, sources }: Predecessors): Uint32Array {
  const count = parents.length;
  const semis = new Uint32Array(count);
  const ancestors = parents.slice();
  const least = new Uint32Array(count);
  const path = new Uint32Array(count);
  for (let node = count - 1; node > 0; node--) {
    let semi = node >= firstInCircle ? 0 : parents[node]!;
    for (let place = firsts[node]!, end = firsts[node + 1]!; place < end; place++) {
      const source = sources[place]!;
      const found = source <= node ? source : leastUpTo(node, source, ancestors, least, path);
      if (found < semi) semi = found;
    }
    semis[node] = semi;
    least[node] = semi;
  }
  return semis;
}

/** The least semidominator on the way up from `from` through nodes that are linked. The way is then as short as can be. */
function leastUpTo(node: number, from: number, ancestors: Uint32Array, least: Uint32Array, path: Uint32Array): number {
  let depth = 0;
  let at = from;
  for (; ancestors[at]! > node; at = ancestors[at]!) path[depth++] = at;
  const top = ancestors[at]!;
  let found = least[at]!;
  while (depth > 0) {
    at = path[--depth]!;
    if (least[at]! > found) least[at] = found;
    else found = least[at]!;
    ancestors[at] = top;
  }
  return found;
}

/** The dominator is the nearest ancestor in the tree of the dominators so far whose number is not above the semidominator's. */
function nearestCommonAncestors(parents: Uint32Array, semis: Uint32Array): Uint32Array {
  const idoms = parents;
  for (let node = 1; node < idoms.length; node++) {
    const semi = semis[node]!;
    let idom = idoms[node]!;
    while (idom > semi) idom = idoms[idom]!;
    idoms[node] = idom;
  }
  return idoms;
}

function treeOf(raw: RawSnapshot, { order, reachableCount }: DepthFirstOrder, idoms: Uint32Array): DominatorTree {
  const { nodeCount } = raw;
  const idomOrdinals = new Uint32Array(nodeCount);
  const isReachable = new Uint8Array(nodeCount);
  const retainedBytes = Float64Array.from(raw.selfBytes);
  for (let number = nodeCount - 1; number > 0; number--) {
    const node = order[number]!;
    const idom = order[idoms[number]!]!;
    idomOrdinals[node] = idom;
    retainedBytes[idom]! += retainedBytes[node]!;
  }
  for (let number = 0; number < reachableCount; number++) isReachable[order[number]!] = 1;
  return { idoms: idomOrdinals, retainedBytes, isReachable, order };
}
