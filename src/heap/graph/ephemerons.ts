import type { RawSnapshot } from "../snapshot/raw-snapshot";

/**
 * V8's name of both edges to the value of a WeakMap's entry, from its key and from its table (`ExtractEphemeronHashTableReferences` in
 * V8's `src/profiler/heap-snapshot-generator.cc`); Chrome DevTools reads it in the same way (`tryParseWeakMapEdgeName`). The key's own
 * name may hold anything, so what counts is read from the end.
 */
const ENTRY = /^\d+ \/ part of key \(([^]*?) -> value \([^]* @\d+\) pair in WeakMap \(table @(\d+)\)$/;
const ENTRY_START = /^\d+ \/ part of key \(/;

/** The internal edges of a long array are named by its indices: most names are told to be none by their length. */
const SHORTEST_ENTRY = "0 / part of key ( @1) -> value ( @1) pair in WeakMap (table @1)".length;

function isEntryName(name: string): boolean {
  return ENTRY_START.test(name) && ENTRY.test(name);
}

/** The key of a WeakMap's entry, such as `Session @123`, of the name of an internal edge; undefined if it is another edge. */
export function ephemeronKey(name: string): string | undefined {
  return ENTRY.exec(name)?.[1]?.replace(/\)$/, "");
}

/**
 * The edges from keys and tables of WeakMaps to values. Such an edge holds its value only while the other of the two, key and table,
 * is alive as well (Hayes, "Ephemerons: a new finalization mechanism", OOPSLA 1997).
 */
export interface Ephemerons {
  /** The other holder of the value to which an edge leads; undefined of an edge that holds by itself. */
  partnerOf(edge: number): number | undefined;
  /** The edges from tables. */
  readonly tableEdges: ReadonlySet<number>;
}

interface Half {
  readonly edge: number;
  readonly node: number;
}

interface Pair {
  key?: Half;
  table?: Half;
}

/** Finds a snapshot's ephemerons: one pass over its internal edges, and as much memory as there are entries of WeakMaps. */
export function ephemeronsOf(raw: RawSnapshot): Ephemerons {
  const partners = new Map<number, number>();
  const tableEdges = new Set<number>();
  // Asked for every edge of a graph, and nearly always in vain: a bit is looked up faster than a Map's key.
  const hasPartner = new Uint8Array((raw.edgeCount >> 3) + 1);
  for (const { key, table } of pairsOf(raw)) {
    if (key === undefined || table === undefined) continue;
    tableEdges.add(table.edge);
    partners.set(key.edge, table.node);
    partners.set(table.edge, key.node);
    for (const { edge } of [key, table]) hasPartner[edge >> 3]! |= 1 << (edge & 7);
  }
  return {
    partnerOf: (edge) => ((hasPartner[edge >> 3]! >> (edge & 7)) & 1 ? partners.get(edge) : undefined),
    tableEdges,
  };
}

function pairsOf(raw: RawSnapshot): Iterable<Pair> {
  const { nodeCount, firstEdges, edgeTypes, edgeNames, nodeIds } = raw;
  const internal = raw.edgeTypeNames.indexOf("internal");
  const isEntry = entryNames(raw);
  const pairs = new Map<string, Pair>();
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (edgeTypes[edge] !== internal || !isEntry(edgeNames[edge]!)) continue;
      const name = raw.strings.at(edgeNames[edge]!);
      const identity = `${raw.edgeTargets[edge]!}${name.slice(name.indexOf(" "))}`;
      const pair = pairs.get(identity) ?? {};
      pair[nodeIds[node] === Number(ENTRY.exec(name)?.[2]) ? "table" : "key"] = { edge, node };
      pairs.set(identity, pair);
    }
  }
  return pairs.values();
}

/** Tells by its place whether a string names an entry; each string is decoded once only. */
function entryNames({ strings }: RawSnapshot): (place: number) => boolean {
  const known = new Uint8Array(strings.count);
  return (place) => {
    if (known[place] === 0) known[place] = strings.textBytes(place) >= SHORTEST_ENTRY && isEntryName(strings.at(place)) ? 2 : 1;
    return known[place] === 2;
  };
}
