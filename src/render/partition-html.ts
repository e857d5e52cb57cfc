import type { HeapResult, Partition, PartitionRow } from "../model/result";
import { html, type Html } from "./html";
import { dimLine, unfold } from "./page";
import { kindOf, share, SHOWN_ROWS } from "./partition-text";
import { table, type Column } from "./table";
import { ACCENT } from "./theme";
import { formatBytes, formatCount } from "./units";

const BAR_WIDTH = 56;

const COLUMNS: readonly Column[] = [
  { name: "#", align: "right", width: 24 },
  { name: "count", align: "right", width: 76 },
  { name: "%", align: "right", width: 24 },
  { name: "bytes", align: "right", width: 88 },
  { name: "%", align: "right", width: 24 },
  { name: "", align: "left", width: BAR_WIDTH },
  { name: "cumulative", align: "right", width: 88 },
  { name: "%", align: "right", width: 24 },
  { name: "class / type", align: "left" },
];

/** The table with all its rows: ten at once, the others to unfold. */
export function partitionHtml(partition: Partition, scope: HeapResult["scope"]): Html {
  const { rows, moreRows } = partition;
  const rowsBeyond = rows.slice(SHOWN_ROWS);
  const dropped = moreRows - rowsBeyond.length;
  return html`${dimLine(titleOf(partition, scope))}
  ${rows.length === 0 ? undefined : rowTable(rows.slice(0, SHOWN_ROWS), partition)}${
    rowsBeyond.length === 0
      ? undefined
      : unfold(`${formatCount(rowsBeyond.length)} more ${plural("row", rowsBeyond.length)}`, rowTable(rowsBeyond, partition))
  }${dropped > 0 ? dimLine(`${formatCount(dropped)} smaller ${plural("row", dropped)} not kept`) : undefined}`;
}

function titleOf({ objectCount, totalBytes }: Partition, scope: HeapResult["scope"]): string {
  const where = scope === "cell" ? "left alive by the cell" : "alive in the notebook";
  return `${formatCount(objectCount)} ${plural("object", objectCount)} ${where}, ${formatCount(totalBytes)} bytes (${formatBytes(totalBytes)})`;
}

function rowTable(rows: readonly PartitionRow[], partition: Partition): Html {
  return table(
    COLUMNS,
    rows.map((row) => cellsOf(row, partition)),
  );
}

function cellsOf(row: PartitionRow, { objectCount, totalBytes }: Partition): (string | Html)[] {
  return [
    String(row.index),
    formatCount(row.count),
    share(row.count, objectCount),
    formatCount(row.bytes),
    share(row.bytes, totalBytes),
    bar(row.bytes / totalBytes),
    formatCount(row.cumulativeBytes),
    share(row.cumulativeBytes, totalBytes),
    kindOf(row),
  ];
}

/** A share as a bar, beside the number that says the same. */
function bar(share: number): Html {
  const width = share > 0 && share <= 1 ? Math.round(share * BAR_WIDTH) : 0;
  return html`<span style="display: inline-block; height: 8px; width: ${width}px; background: ${ACCENT}; opacity: 0.55"></span>`;
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}
