import type { ReferenceGraph } from "../model/heap-graph";

/** Where an object of a graph stands: how many references from the first object, and in which row; rows may be halves. */
export interface TreePlace {
  readonly column: number;
  readonly row: number;
  /** The edge by which it hangs on an object nearer to the first one, as a place in the graph's edges; absent of the first object. */
  readonly byEdge?: number;
}

/** A graph drawn as a tree: each object beside what it hangs on. */
export interface TreeLayout {
  readonly places: readonly TreePlace[];
  readonly columnCount: number;
  readonly rowCount: number;
}

/**
 * Lays a graph out as a layered tree: each object in the column of its distance from the first one, hanging on the first edge that led to it;
 * leaves in rows of their own, and each other object in the middle between its first and its last branch, so that nothing overlaps and no
 * branches cross (the plain case of Reingold and Tilford, "Tidier Drawings of Trees", 1981).
 */
export function layOutAsTree(graph: ReferenceGraph): TreeLayout {
  const branches = branchesOf(graph);
  const places: TreePlace[] = [];
  let rowCount = 0;
  const place = (node: number, column: number, byEdge?: number): number => {
    const rows = (branches.get(node) ?? []).map(({ node: next, edge }) => place(next, column + 1, edge));
    const row = rows.length === 0 ? rowCount++ : (rows[0]! + rows.at(-1)!) / 2;
    places[node] = { column, row, ...(byEdge !== undefined && { byEdge }) };
    return row;
  };
  place(0, 0);
  return { places, columnCount: Math.max(...places.map(({ column }) => column)) + 1, rowCount };
}

/** For each object those that hang on it. */
export function branchesOf({
  direction,
  edges,
}: ReferenceGraph): ReadonlyMap<number, readonly { readonly node: number; readonly edge: number }[]> {
  const seen = new Set([0]);
  const branches = new Map<number, { node: number; edge: number }[]>();
  edges.forEach(({ from, to }, edge) => {
    const [near, node] = direction === "referrers" ? [to, from] : [from, to];
    if (seen.has(node)) return;
    seen.add(node);
    branches.set(near, [...(branches.get(near) ?? []), { node, edge }]);
  });
  return branches;
}
