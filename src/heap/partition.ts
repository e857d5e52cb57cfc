import type { By, Partition, PartitionProof, PartitionRow } from "../model/result";
import { censusTable, type Census, type CensusTable } from "./census";
import type { Place } from "./kinds";
import { bySize, type NamedType } from "./sizes";
import type { KindRow } from "./tally";
import type { TypeStats } from "./v8/object-stats";

/** Rows that the text shows. */
const SHOWN_ROWS = 10;

/**
 * Heapy's table of a census, or of what changed since an earlier one, which sums to V8's own total of its heap plus the memory that objects hold
 * outside it; a whole census also has V8's read-only objects, which that total leaves out. Both censuses are of the same kind of rows.
 */
export function partition(after: Census, before?: Census): Partition {
  return partitionOf(censusTable(after), before === undefined ? undefined : censusTable(before));
}

/** {@link partition} of plain tables. */
export function partitionOf(after: CensusTable, before?: CensusTable): Partition {
  const { by, rows } = changed(after, before);
  const usedHeapBytes = after.usedHeapBytes - (before?.usedHeapBytes ?? 0);
  return { ...(by !== "class" && { by }), ...ranked(rows), proof: proofOf(rows, usedHeapBytes) };
}

/** By V8's types where one of the censuses could not tell classes. */
function changed(after: CensusTable, before: CensusTable | undefined): { readonly by: By; readonly rows: readonly KindRow[] } {
  if (after.types) return { by: "size", rows: bySize(changedTypes(after.types, before?.types ?? [])) };
  if (after.classRows && (before === undefined || before.classRows)) {
    return { by: after.by, rows: differences(after.classRows, before?.classRows ?? []) };
  }
  return { by: "type", rows: differences(after.typeRows, before?.typeRows ?? []) };
}

function differences(after: readonly KindRow[], before: readonly KindRow[]): readonly KindRow[] {
  const now = new Map(after.map((row) => [row.kind, row]));
  const then = new Map(before.map((row) => [row.kind, row]));
  return [...new Set([...then.keys(), ...now.keys()])].map((kind) => difference(kind, now.get(kind), then.get(kind)));
}

function difference(kind: string, after: KindRow | undefined, before: KindRow | undefined): KindRow {
  return {
    kind,
    place: (after ?? before)?.place ?? "heap",
    count: (after?.count ?? 0) - (before?.count ?? 0),
    bytes: (after?.bytes ?? 0) - (before?.bytes ?? 0),
    estimatedBytes: Math.abs((after?.estimatedBytes ?? 0) - (before?.estimatedBytes ?? 0)),
  };
}

function changedTypes(after: readonly NamedType[], before: readonly NamedType[]): readonly NamedType[] {
  const now = new Map(after);
  const then = new Map(before);
  return [...new Set([...then.keys(), ...now.keys()])].map((type) => [type, changedType(now.get(type), then.get(type))]);
}

function changedType(after = NOTHING, before = NOTHING): TypeStats {
  return {
    count: after.count - before.count,
    bytes: after.bytes - before.bytes,
    unusedBytes: after.unusedBytes - before.unusedBytes,
    sizeCounts: [...(after.sizeCounts.length > 0 ? after : before).sizeCounts.keys()].map(
      (size) => (after.sizeCounts[size] ?? 0) - (before.sizeCounts[size] ?? 0),
    ),
  };
}

const NOTHING: TypeStats = { count: 0, bytes: 0, unusedBytes: 0, sizeCounts: [] };

function proofOf(rows: readonly KindRow[], usedHeapBytes: number): PartitionProof {
  const bytesIn = (place: Place): number => rows.reduce((total, row) => total + (row.place === place ? row.bytes : 0), 0);
  return { heapBytes: bytesIn("heap"), usedHeapBytes, outsideBytes: bytesIn("outside") };
}

/** The rows that are not empty, largest first, numbered and accumulated. */
export function ranked(rows: readonly KindRow[]): Omit<Partition, "by" | "proof"> {
  const present = rows.filter((row) => row.count !== 0 || row.bytes !== 0).sort(byBytesThenName);
  let cumulativeBytes = 0;
  const numbered = present.map(({ kind, count, bytes, estimatedBytes }, index): PartitionRow => {
    cumulativeBytes += bytes;
    return { index, count, bytes, cumulativeBytes, kind, ...(estimatedBytes > 0 && { errorBytes: estimatedBytes }) };
  });
  const objectCount = present.reduce((total, row) => total + row.count, 0);
  return { objectCount, totalBytes: cumulativeBytes, rows: numbered, moreRows: Math.max(0, numbered.length - SHOWN_ROWS) };
}

function byBytesThenName(a: KindRow, b: KindRow): number {
  return b.bytes - a.bytes || (a.kind < b.kind ? -1 : 1);
}
