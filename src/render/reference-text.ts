import type { HeapObject, ReferenceGraph } from "../model/heap-graph";
import { edgeText, objectText } from "./heap-edge";
import { formatBytes, formatCount } from "./units";

/**
 * A graph of references as an indented tree. An object that has its line already is told by its id and `↩`.
 *
 * ```text
 * Row @77, 48 B
 * ├ [3] of Array @45, 1.50 KiB
 * │ └ .rows of Object @12, 56 B
 * └ 5 more
 * ```
 */
export function referenceText(graph: ReferenceGraph): string {
  const toldBy = firstEdges(graph);
  const branches = (node: number) => graph.edges.flatMap((edge, index) => (nearEnd(graph, index) === node ? [{ edge, index }] : []));
  const told = (node: number, indent: string): string[] => {
    const rows = branches(node).map(({ edge, index }) => {
      const other = farEnd(graph, index);
      const isHere = toldBy.get(other) === index;
      const object = objectLine(graph.nodes[other]!);
      return { line: `${held(graph, edgeText(edge.edge), object)}${isHere ? "" : " ↩"}`, below: isHere ? other : undefined };
    });
    const hidden = graph.hidden[node]!;
    const all = [...rows, ...(hidden === 0 ? [] : [{ line: `${formatCount(hidden)} more`, below: undefined }])];
    return all.flatMap(({ line, below }, index) => {
      const isLast = index === all.length - 1;
      return [`${indent}${isLast ? "└" : "├"} ${line}`, ...(below === undefined ? [] : told(below, `${indent}${isLast ? "  " : "│ "}`))];
    });
  };
  return [objectLine(graph.nodes[0]!), ...told(0, "")].join("\n");
}

/** For each object but the first the edge under which it is told: the first that leads to it. */
function firstEdges(graph: ReferenceGraph): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  graph.edges.forEach((_, index) => {
    const other = farEnd(graph, index);
    if (other !== 0 && !first.has(other)) first.set(other, index);
  });
  return first;
}

function nearEnd({ direction, edges }: ReferenceGraph, index: number): number {
  return direction === "referrers" ? edges[index]!.to : edges[index]!.from;
}

function farEnd({ direction, edges }: ReferenceGraph, index: number): number {
  return direction === "referrers" ? edges[index]!.from : edges[index]!.to;
}

function held({ direction }: ReferenceGraph, edge: string, object: string): string {
  if (edge === "") return object;
  return direction === "referrers" ? `${edge} of ${object}` : `${edge}: ${object}`;
}

function objectLine(object: HeapObject): string {
  const { id, shallowBytes, retainedBytes } = object;
  const retained = retainedBytes === undefined ? "" : `, retains ${formatBytes(retainedBytes)}`;
  return `${objectText(object)} @${id}, ${formatBytes(shallowBytes)}${retained}`;
}
