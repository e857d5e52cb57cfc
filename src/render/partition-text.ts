import type { By, Partition, PartitionProof, PartitionRow } from "../model/result";
import { formatCount, percent } from "./units";
import { visibleWithin } from "./visible";

/** Rows that heapy prints, before it says how many more there are. */
export const SHOWN_ROWS = 10;

const MAX_KIND = 100;

/** The cells of a row but the last, and the widths that heapy gives them; a wider number widens its column. */
const COLUMNS = [
  { name: "Index", width: 6 },
  { name: "Count", width: 6 },
  { name: "%", width: 3 },
  { name: "Size", width: 8 },
  { name: "%", width: 3 },
  { name: "Cumulative", width: 9 },
  { name: "%", width: 3 },
] as const;

/** The table as heapy prints it (guppy3, heapy/Part.py): ten rows, and how many more there are. */
export function partitionText(partition: Partition): string {
  const { objectCount, totalBytes } = partition;
  const rows = partition.rows.slice(0, SHOWN_ROWS).map((row) => ({ cells: cellsOf(row, partition), kind: kindOf(row) }));
  const widths = COLUMNS.map(({ width }, column) => Math.max(width, ...rows.map(({ cells }) => cells[column]?.length ?? 0)));
  return [
    `Partition of a set of ${objectCount} ${objectCount === 1 ? "object" : "objects"}. Total size = ${totalBytes} bytes.`,
    ...(rows.length === 0 ? [] : [headerLine(widths, partition.by ?? "class")]),
    ...rows.map(({ cells, kind }) => `${cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(" ")} ${kind}`),
    ...(partition.moreRows === 0 ? [] : [moreLine(partition)]),
    ...(partition.proof === undefined ? [] : [proofLine(partition.proof)]),
  ].join("\n");
}

/** What the column of kinds is called. */
export const KINDS: Readonly<Record<By, string>> = { class: "class / type", type: "type", size: "size", module: "module / type" };

/** Shows that the rows leave nothing out: their sum beside V8's own total. */
export function proofLine({ heapBytes, usedHeapBytes, outsideBytes }: PartitionProof): string {
  const difference = heapBytes - usedHeapBytes;
  return (
    `sum of all rows in V8's heap: ${formatCount(heapBytes)} bytes; V8's own total: ${formatCount(usedHeapBytes)}, ` +
    `${difference === 0 ? "the same" : `a difference of ${formatCount(difference)}`}; outside the heap: ${formatCount(outsideBytes)}`
  );
}

/** A share in whole percent as heapy rounds it; a dash where there is no whole that it could be a share of. */
export function share(part: number, whole: number): string {
  return whole > 0 ? percent(part / whole) : "-";
}

/** The name of a row, and how uncertain its size is. */
export function kindOf({ kind, errorBytes }: PartitionRow): string {
  const name = visibleWithin(kind, MAX_KIND);
  return errorBytes === undefined ? name : `${name} (± ${formatCount(errorBytes)} bytes)`;
}

function cellsOf(row: PartitionRow, { objectCount, totalBytes }: Partition): string[] {
  return [
    String(row.index),
    String(row.count),
    share(row.count, objectCount),
    String(row.bytes),
    share(row.bytes, totalBytes),
    String(row.cumulativeBytes),
    share(row.cumulativeBytes, totalBytes),
  ];
}

function moreLine({ rows, moreRows }: Partition): string {
  const more = `${moreRows} more ${moreRows === 1 ? "row" : "rows"}.`;
  return rows.length < SHOWN_ROWS + moreRows ? `<${more}>` : `<${more} The HTML view of this output shows them.>`;
}

/** Heapy's header: `Cumulative` is a letter wider than its column, and takes the space after it. */
function headerLine(widths: readonly number[], by: By): string {
  const names = COLUMNS.map(({ name }, column) => {
    const width = widths[column] ?? 0;
    return name === "Cumulative" ? name.padStart(width + 1) : `${name.padStart(width)} `;
  });
  return `${names.join("")}Kind (${KINDS[by]})`;
}
