import type { HeapResult, Partition, PartitionRow } from "../model/result";
import { html, type Html } from "./html";
import { dimLine, unfold } from "./page";
import { kindOf, KINDS, proofLine, share, SHOWN_ROWS } from "./partition-text";
import { table, type Column } from "./table";
import { ACCENT } from "./theme";
import { count, formatBytes, formatCount } from "./units";

const BAR_WIDTH = 40;

/** Together as narrow as an output beside JupyterLab's open side bar, so that the last column keeps its words whole. */
const COLUMNS: readonly Column[] = [
  { name: "#", align: "right", width: 16 },
  { name: "count", align: "right", width: 60 },
  { name: "%", align: "right", width: 24 },
  { name: "bytes", align: "right", width: 72 },
  { name: "%", align: "right", width: 24 },
  { name: "", align: "left", width: BAR_WIDTH },
  { name: "cumulative", align: "right", width: 72 },
  { name: "%", align: "right", width: 24 },
];

const KIND_WIDTH = 130;

/** The table with all its rows: ten at once, the others to unfold. */
export function partitionHtml(partition: Partition, scope: HeapResult["scope"]): Html {
  const shown = partition.rows.slice(0, SHOWN_ROWS);
  const folded = partition.rows.slice(SHOWN_ROWS);
  const dropped = partition.moreRows - folded.length;
  const blocks = [
    dimLine(titleOf(partition, scope)),
    shown.length === 0 ? undefined : rowTable(shown, partition),
    folded.length === 0 ? undefined : unfold(count(folded.length, "further row"), rowTable(folded, partition)),
    partition.proof && dimLine(proofLine(partition.proof)),
    dropped > 0 ? dimLine(`${count(dropped, "smaller row")} not kept`) : undefined,
  ];
  return html`${blocks}`;
}

function titleOf({ objectCount, totalBytes }: Partition, scope: HeapResult["scope"]): string {
  const where = scope === "cell" ? "left alive by the cell" : "alive in the notebook";
  return `${count(objectCount, "object")} ${where}, ${formatCount(totalBytes)} bytes (${formatBytes(totalBytes)})`;
}

function rowTable(rows: readonly PartitionRow[], partition: Partition): Html {
  return table(
    [...COLUMNS, { name: KINDS[partition.by ?? "class"], align: "left", width: KIND_WIDTH }],
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
    bar(row.bytes, totalBytes),
    formatCount(row.cumulativeBytes),
    share(row.cumulativeBytes, totalBytes),
    kindOf(row),
  ];
}

/** A share as a bar, beside the number that says the same. */
function bar(part: number, whole: number): Html {
  const length = whole > 0 ? Math.min(Math.max(part / whole, 0), 1) : 0;
  const width = Math.round(length * BAR_WIDTH);
  return html`<span style="display: inline-block; height: 8px; width: ${width}px; background: ${ACCENT}; opacity: 0.55"></span>`;
}
