import type { NotebookVariable } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { edgeTypesOf } from "./edges";

/**
 * The variables of a notebook: properties of the object `holder`, an ordinal. Those with a value that is no object of the heap, such as a small
 * integer, are left out. `cells` has the number of the cell that declared a variable, where that is known.
 */
export function notebookVariables(
  raw: RawSnapshot,
  holder: number,
  names: ReadonlySet<string>,
  cells: ReadonlyMap<string, number> = new Map(),
): readonly NotebookVariable[] {
  const { firstEdges, edgeTypes, edgeNames, edgeTargets, nodeIds, strings } = raw;
  const { property } = edgeTypesOf(raw);
  const found = new Map<string, NotebookVariable>();
  for (let edge = firstEdges[holder]!; edge < firstEdges[holder + 1]!; edge++) {
    if (edgeTypes[edge] !== property) continue;
    const name = strings.at(edgeNames[edge]!);
    if (!names.has(name)) continue;
    const cell = cells.get(name);
    found.set(name, { name, id: nodeIds[edgeTargets[edge]!]!, ...(cell !== undefined && { cell }) });
  }
  return [...found.values()];
}
