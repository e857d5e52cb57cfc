import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { memoized } from "./memoized";

/** V8's arrays in which objects keep what they hold. */
export interface Storages {
  /** The one Map or Set whose table a node is; undefined of others. */
  collectionOf(node: number): number | undefined;
  /** Whether a node is where an object keeps its properties or elements: a snapshot has each of these as an edge from the object, too. */
  repeatsEdges(node: number): boolean;
}

/** Finds the storages of a snapshot in one pass over its internal edges. */
export function storagesOf(raw: RawSnapshot): Storages {
  const { nodeCount, firstEdges, edgeTypes, edgeNames, edgeTargets } = raw;
  const internal = raw.edgeTypeNames.indexOf("internal");
  // Storages have an internal edge for each thing in them, with an index for a name: too many names to look at.
  const array = raw.nodeTypeNames.indexOf("array");
  const hidden = raw.nodeTypeNames.indexOf("hidden");
  const roles = rolesByName(raw);
  const isCell = memoized(raw.strings.count, (place) => raw.strings.at(place) === "system / PropertyCell");
  const owners = new Map<number, number>();
  const isRepeating = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (raw.nodeTypes[node] === array) continue;
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (edgeTypes[edge] !== internal) continue;
      const role = roles(edgeNames[edge]!);
      if (role === "table") owners.set(edgeTargets[edge]!, node);
      else if (role === "repeating") isRepeating[edgeTargets[edge]!] = 1;
    }
  }
  return {
    collectionOf: (node) => owners.get(node),
    repeatsEdges: (node) => isRepeating[node] === 1 || (raw.nodeTypes[node] === hidden && isCell(raw.nodeNames[node]!)),
  };
}

type Role = "table" | "repeating" | "none";

function rolesByName({ strings }: RawSnapshot): (place: number) => Role {
  const roles = new Map<number, Role>();
  return (place) => {
    const known = roles.get(place);
    if (known !== undefined) return known;
    const name = strings.at(place);
    const role = name === "table" ? "table" : name === "elements" || name === "properties" ? "repeating" : "none";
    roles.set(place, role);
    return role;
  };
}
