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
  const { edgeCount, firstEdges, edgeTypes, edgeTypeNames } = raw;
  const weak = edgeTypeNames.indexOf("weak");
  const shortcut = edgeTypeNames.indexOf("shortcut");
  const holds = new Uint8Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) holds[edge] = edgeTypes[edge] === weak || edgeTypes[edge] === shortcut ? 0 : 1;
  for (let edge = 0; edge < firstEdges[1]!; edge++) if (edgeTypes[edge] === shortcut) holds[edge] = 1;
  leaveOutTables(raw, holds);
  return holds;
}

/** The edges from the tables of WeakMaps to their values hold nothing. */
function leaveOutTables(raw: RawSnapshot, holds: Uint8Array): void {
  const { nodeCount, nodeIds, firstEdges, edgeTypes, edgeTypeNames, edgeNames } = raw;
  const tables = tablesOfPairs(raw);
  if (tables.size === 0) return;
  const internal = edgeTypeNames.indexOf("internal");
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (edgeTypes[edge] === internal && tables.get(edgeNames[edge]!) === nodeIds[node]) holds[edge] = 0;
    }
  }
}

/** V8's name for the edge to a WeakMap's value (`V8HeapExplorer::ExtractEphemeronHashTableReferences`). */
const PAIR = /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\)$/s;

/** For each name of such an edge the id of the table. */
function tablesOfPairs({ edgeCount, edgeTypes, edgeTypeNames, edgeNames, strings }: RawSnapshot): ReadonlyMap<number, number> {
  const internal = edgeTypeNames.indexOf("internal");
  const isKnown = new Uint8Array(strings.count);
  const tables = new Map<number, number>();
  for (let edge = 0; edge < edgeCount; edge++) {
    if (edgeTypes[edge] !== internal || isKnown[edgeNames[edge]!] === 1) continue;
    const name = edgeNames[edge]!;
    isKnown[name] = 1;
    const table = PAIR.exec(strings.at(name))?.[1];
    if (table !== undefined) tables.set(name, Number(table));
  }
  return tables;
}
