import type { PartitionChange, PartitionDiff } from "../model/result";
import { html, type Html } from "./html";
import { dimLine, unfold } from "./page";
import { type Column, table } from "./table";
import { count, formatBytes, formatCount } from "./units";
import { visibleWithin } from "./visible";

/** Rows that tracemalloc's examples print. */
const SHOWN_ROWS = 10;
const MAX_KIND = 100;
/** Rows that a page has at most: what is further down has hardly changed. */
const MAX_ROWS = 200;

/** What has changed, a line for each kind as tracemalloc prints its `StatisticDiff`. */
export function diffText(diff: PartitionDiff): string {
  const shown = diff.rows.slice(0, SHOWN_ROWS);
  const more = diff.rows.length - shown.length;
  return [titleOf(diff), ...shown.map(lineOf), ...(more > 0 ? [`<${count(more, "further kind")} changed less.>`] : [])].join("\n");
}

/** The same as a table. */
export function diffHtml(diff: PartitionDiff): Html {
  const folded = diff.rows.slice(SHOWN_ROWS, MAX_ROWS);
  return html`${[
    dimLine(titleOf(diff)),
    diff.rows.length === 0 ? undefined : changeTable(diff.rows.slice(0, SHOWN_ROWS)),
    folded.length === 0 ? undefined : unfold(count(folded.length, "further row"), changeTable(folded)),
  ]}`;
}

function titleOf({ since, countChange, bytesChange, rows }: PartitionDiff): string {
  const then = since === undefined ? "an earlier table" : visibleWithin(since, MAX_KIND);
  if (rows.length === 0) return `Nothing has changed since ${then}.`;
  const top = rows.length > SHOWN_ROWS ? `Top ${SHOWN_ROWS} differences` : "Differences";
  return `${top} since ${then}: ${signedCount(countChange)} ${Math.abs(countChange) === 1 ? "object" : "objects"}, ${signedBytes(bytesChange)}`;
}

function lineOf({ kind, count: number, bytes, countChange, bytesChange }: PartitionChange): string {
  const average = number > 0 ? `, average=${formatBytes(bytes / number)}` : "";
  const size = `size=${formatBytes(bytes)} (${signedBytes(bytesChange)})`;
  return `${visibleWithin(kind, MAX_KIND)}: ${size}, count=${formatCount(number)} (${signedCount(countChange)})${average}`;
}

const COLUMNS: readonly Column[] = [
  { name: "Size difference", align: "right" },
  { name: "Size", align: "right" },
  { name: "Count difference", align: "right" },
  { name: "Count", align: "right" },
  { name: "Kind", align: "left" },
];

function changeTable(rows: readonly PartitionChange[]): Html {
  return table(
    COLUMNS,
    rows.map(({ kind, count: number, bytes, countChange, bytesChange }) => [
      signedBytes(bytesChange),
      formatBytes(bytes),
      signedCount(countChange),
      formatCount(number),
      visibleWithin(kind, MAX_KIND),
    ]),
  );
}

function signedBytes(bytes: number): string {
  return `${bytes < 0 ? "" : "+"}${formatBytes(bytes)}`;
}

function signedCount(number: number): string {
  return `${number < 0 ? "" : "+"}${formatCount(number)}`;
}
