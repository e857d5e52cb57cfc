import type { RawSnapshot } from "../snapshot/raw-snapshot";

/** All nodes in the order in which a walk along the holding edges meets them, depth first. A node's number is its place in that order. */
export interface DepthFirstOrder {
  /** Ordinals by number. */
  readonly order: Uint32Array;
  /** Numbers by ordinal. */
  readonly numbers: Uint32Array;
  /** By number, the number of the node from which it was met. */
  readonly parents: Uint32Array;
  /** Nodes that the root holds have smaller numbers; the others follow. */
  readonly reachableCount: number;
  /** Numbers from here on are of nodes that hold each other in circles, and nothing holds these. */
  readonly firstInCircle: number;
}

const NOT_MET = 2 ** 32 - 1;

/**
 * Walks from the root; then, because a snapshot also has what is only held weakly, from each node that nothing holds; then from what is
 * left, which are circles. The walks after the first begin as if the root held the node.
 */
export function depthFirst(raw: RawSnapshot, holds: Uint8Array): DepthFirstOrder {
  const { nodeCount } = raw;
  const walk = new Walk(raw, holds);
  walk.from(0);
  const reachableCount = walk.count;
  if (walk.count < nodeCount) {
    const isHeld = heldNodes(raw, holds);
    for (let node = 0; node < nodeCount; node++) if (isHeld[node] === 0) walk.from(node);
  }
  const firstInCircle = walk.count;
  for (let node = 0; walk.count < nodeCount; node++) walk.from(node);
  return { order: walk.order, numbers: walk.numbers, parents: walk.parents, reachableCount, firstInCircle };
}

class Walk {
  readonly order: Uint32Array;
  readonly numbers: Uint32Array;
  readonly parents: Uint32Array;
  count = 0;
  readonly #raw: RawSnapshot;
  readonly #holds: Uint8Array;
  /** By number, the edge to look at next: there is no other stack, the way back is that of the parents. */
  readonly #nextEdges: Uint32Array;

  constructor(raw: RawSnapshot, holds: Uint8Array) {
    this.#raw = raw;
    this.#holds = holds;
    this.order = new Uint32Array(raw.nodeCount);
    this.numbers = new Uint32Array(raw.nodeCount).fill(NOT_MET);
    this.parents = new Uint32Array(raw.nodeCount);
    this.#nextEdges = new Uint32Array(raw.nodeCount);
  }

  /** Meets a node, if it has not been met, and all that it leads to. */
  from(start: number): void {
    if (this.numbers[start] !== NOT_MET) return;
    const { firstEdges, edgeTargets } = this.#raw;
    const { order, numbers, parents } = this;
    const holds = this.#holds;
    const nextEdges = this.#nextEdges;
    const first = this.count;
    let count = first;
    let met = start;
    let from = 0;
    for (;;) {
      numbers[met] = count;
      order[count] = met;
      parents[count] = from;
      nextEdges[count] = firstEdges[met]!;
      from = count++;
      for (;;) {
        const end = firstEdges[order[from]! + 1]!;
        let edge = nextEdges[from]!;
        while (edge < end && (numbers[edgeTargets[edge]!] !== NOT_MET || holds[edge] === 0)) edge++;
        if (edge < end) {
          nextEdges[from] = edge + 1;
          met = edgeTargets[edge]!;
          break;
        }
        if (from === first) {
          this.count = count;
          return;
        }
        from = parents[from]!;
      }
    }
  }
}

function heldNodes({ nodeCount, edgeCount, edgeTargets }: RawSnapshot, holds: Uint8Array): Uint8Array {
  const isHeld = new Uint8Array(nodeCount);
  for (let edge = 0; edge < edgeCount; edge++) if (holds[edge] === 1) isHeld[edgeTargets[edge]!] = 1;
  return isHeld;
}
