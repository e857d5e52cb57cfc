import type { HeapEdge } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { ephemeronKey } from "./ephemerons";

/** V8's types of edges, as their places in a snapshot's `edgeTypeNames`; -1 of one that it does not have. */
export interface EdgeTypes {
  readonly context: number;
  readonly element: number;
  readonly property: number;
  readonly internal: number;
  readonly hidden: number;
  readonly shortcut: number;
  readonly weak: number;
}

/** Where a snapshot has each type of edge. */
export function edgeTypesOf({ edgeTypeNames }: RawSnapshot): EdgeTypes {
  const place = (name: string) => edgeTypeNames.indexOf(name);
  return {
    context: place("context"),
    element: place("element"),
    property: place("property"),
    internal: place("internal"),
    hidden: place("hidden"),
    shortcut: place("shortcut"),
    weak: place("weak"),
  };
}

/** The name of an edge: of a property, of a captured variable, or V8's own; an index in digits. */
export function edgeName(raw: RawSnapshot, edge: number): string {
  const type = raw.edgeTypeNames[raw.edgeTypes[edge]!];
  const name = raw.edgeNames[edge]!;
  return type === "element" || type === "hidden" ? String(name) : raw.strings.at(name);
}

/** An edge in words that say how one object holds another. */
export function heapEdge(raw: RawSnapshot, edge: number): HeapEdge {
  const name = edgeName(raw, edge);
  switch (raw.edgeTypeNames[raw.edgeTypes[edge]!]) {
    case "property":
    case "shortcut":
      return { how: "property", name };
    case "element":
      return { how: "element", name };
    case "context":
      return { how: "variable", name };
    case "weak":
      return { how: "weak", name };
    default: {
      const key = ephemeronKey(name);
      return key === undefined ? { how: "internal", name } : { how: "ephemeron", name: key };
    }
  }
}
