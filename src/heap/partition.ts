import type { Partition, PartitionRow } from "../model/result";
import { censusTable, type Census, type CensusTable } from "./census";
import { OTHER_INTERNALS } from "./kinds";
import type { KindRow } from "./tally";

/** Rows that the text shows. */
const SHOWN_ROWS = 10;

/**
 * Heapy's table of a census, or of what changed since an earlier one. Without `before` the rows sum to V8's own total of its heap plus the
 * memory that objects hold outside it. Objects are shown by class only if each census could tell classes.
 */
export function partition(after: Census, before?: Census): Partition {
  return partitionOf(censusTable(after), before === undefined ? undefined : censusTable(before));
}

/** {@link partition} of plain tables. */
export function partitionOf(after: CensusTable, before?: CensusTable): Partition {
  if (before === undefined) return ranked(summingToTotal(after.classRows ?? after.typeRows, after.usedHeapBytes));
  if (after.classRows === undefined || before.classRows === undefined) return ranked(differences(after.typeRows, before.typeRows));
  return ranked(differences(after.classRows, before.classRows));
}

/** V8's statistics count its read-only objects, its total does not; the difference belongs to its internals. */
function summingToTotal(rows: readonly KindRow[], usedHeapBytes: number): readonly KindRow[] {
  const surplus = rows.reduce((total, row) => total + (row.place === "heap" ? row.bytes : 0), 0) - usedHeapBytes;
  return rows.map((row) => (row.kind === OTHER_INTERNALS ? { ...row, bytes: row.bytes - surplus } : row));
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

function ranked(rows: readonly KindRow[]): Partition {
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
