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

const NOT_LOOKED_AT = 0;
/** The root has the id 1, which no table has. */
const NO_TABLE = 1;

/** The id of the table that an edge's name tells of. Each name is looked at once. */
function tablesOfPairs({ strings }: RawSnapshot): (name: number) => number {
  const known = new Uint32Array(strings.count);
  return (name) => {
    if (known[name] === NOT_LOOKED_AT) known[name] = Number(PAIR.exec(strings.at(name))?.[1] ?? NO_TABLE);
    return known[name]!;
  };
}
