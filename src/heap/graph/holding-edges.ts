import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { ephemeronsOf } from "./ephemerons";

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
  for (const edge of ephemeronsOf(raw).tableEdges) holds[edge] = 0;
  return holds;
}
