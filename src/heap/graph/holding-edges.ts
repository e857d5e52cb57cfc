import type { RawSnapshot } from "../snapshot/raw-snapshot";

/**
 * Which edges hold what they lead to: for each edge 1 or 0. The rule is that of Chrome DevTools' and memlab's "essential edges":
 *
 * - a `weak` edge holds nothing;
 * - a `shortcut` is another way to what a real edge leads to, so it holds nothing; only from the root, where it marks a global object;
 * - V8 tells of a WeakMap's value by an edge from its key and one from the map's table, though both together hold it. As in DevTools, the
 *   edge from the table counts for nothing: the value goes with its key. (memlab 2.0 counts both, so that there neither retains the value.)
 */
export function holdingEdges(raw: RawSnapshot): Uint8Array {
  const { nodeCount, nodeIds, firstEdges, edgeTypes, edgeTypeNames, edgeNames } = raw;
  const weak = edgeTypeNames.indexOf("weak");
  const shortcut = edgeTypeNames.indexOf("shortcut");
  const internal = edgeTypeNames.indexOf("internal");
  const tableOf = tablesOfPairs(raw);
  const holds = new Uint8Array(raw.edgeCount).fill(1);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      const type = edgeTypes[edge];
      if (type === weak || (type === shortcut && node !== 0)) holds[edge] = 0;
      else if (type === internal && tableOf(edgeNames[edge]!) === nodeIds[node]) holds[edge] = 0;
    }
  }
  return holds;
}

/** V8's name for the edge to a WeakMap's value (`V8HeapExplorer::ExtractEphemeronHashTableReferences`). */
const PAIR = /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\)$/s;

/** The id of the table that an edge's name tells of, if it does. Each name is looked at once. */
function tablesOfPairs({ strings }: RawSnapshot): (name: number) => number | undefined {
  const isKnown = new Uint8Array(strings.count);
  const tables = new Map<number, number>();
  return (name) => {
    if (isKnown[name] === 0) {
      isKnown[name] = 1;
      const table = PAIR.exec(strings.at(name))?.[1];
      if (table !== undefined) tables.set(name, Number(table));
    }
    return tables.size === 0 ? undefined : tables.get(name);
  };
}
