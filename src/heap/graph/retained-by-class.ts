import type { RetainedRow } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { nodeKinds } from "./node-kinds";

/**
 * What the objects of each kind retain together, the largest first. As in Chrome DevTools and memlab, an object that another of its kind
 * dominates adds nothing: a list's first element retains the others already. V8's roots are no objects and are left out; with
 * `isCounted`, so are the objects that it has no 1 for.
 */
export function retainedByClass(raw: RawSnapshot, tree: DominatorTree, isCounted?: Uint8Array): readonly RetainedRow[] {
  const { names, places } = nodeKinds(raw);
  const synthetic = raw.nodeTypeNames.indexOf("synthetic");
  const counts = new Float64Array(names.length);
  const shallowBytes = new Float64Array(names.length);
  const retainedBytes = new Float64Array(names.length);
  /** How many of the nodes on the way from the root are of a kind. */
  const above = new Uint32Array(names.length);
  const isLeftOut = (node: number): boolean => raw.nodeTypes[node] === synthetic || isCounted?.[node] === 0;
  walk(tree, {
    enter: (node) => {
      if (isLeftOut(node)) return;
      const kind = places[node]!;
      counts[kind]!++;
      shallowBytes[kind]! += raw.selfBytes[node]!;
      if (above[kind]!++ === 0) retainedBytes[kind]! += tree.retainedBytes[node]!;
    },
    leave: (node) => {
      if (!isLeftOut(node)) above[places[node]!]!--;
    },
  });
  return names
    .map((kind, place) => ({ kind, count: counts[place]!, shallowBytes: shallowBytes[place]!, retainedBytes: retainedBytes[place]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.retainedBytes - a.retainedBytes || (a.kind < b.kind ? -1 : 1));
}

interface Visitor {
  enter(node: number): void;
  leave(node: number): void;
}

/** The root is no node's child, so its ordinal can mean that there is none. */
const NONE = 0;

/** Enters each node of the tree before what it dominates, and leaves it after that. */
function walk({ idoms }: DominatorTree, { enter, leave }: Visitor): void {
  const firstChildren = new Uint32Array(idoms.length);
  const nextSiblings = new Uint32Array(idoms.length);
  for (let node = idoms.length - 1; node > 0; node--) {
    nextSiblings[node] = firstChildren[idoms[node]!]!;
    firstChildren[idoms[node]!] = node;
  }
  for (let node = 0; ;) {
    enter(node);
    if (firstChildren[node] !== NONE) {
      node = firstChildren[node]!;
      continue;
    }
    for (let sibling = NONE; sibling === NONE;) {
      leave(node);
      if (node === 0) return;
      sibling = nextSiblings[node]!;
      node = sibling === NONE ? idoms[node]! : sibling;
    }
  }
}
