import type { AllocationSites, SiteRow } from "../model/allocation-sites";
import { html, type Html } from "./html";
import { dimLine, unfold } from "./page";
import { share, SHOWN_ROWS } from "./partition-text";
import { type Column, table } from "./table";
import { tableText } from "./table-text";
import { lines } from "./text";
import { byteAxisUnit, count, formatBytes, formatCount, formatTick } from "./units";
import { visibleWithin } from "./visible";

const MAX_SITE = 100;
/** Without a sample there is less than so many intervals, with 95 % confidence: e^-3 is 5 %. */
const UNSEEN_INTERVALS = 3;

const COLUMNS: readonly Column[] = [
  ...["#", "Samples", "Size", "±", "%", "Cumulative", "%"].map((name) => ({ name, align: "right" }) as const),
  { name: "Allocated in", align: "left" },
];

/** Where what the cell left alive was allocated: ten functions, and how many more there are. */
export function sitesText(sites: AllocationSites): string {
  const { rows, moreRows } = sites;
  return lines(
    titleOf(sites),
    rows.length === 0 ? undefined : tableText(COLUMNS, cellsOf(rows.slice(0, SHOWN_ROWS), sites)),
    moreRows === 0 ? undefined : `<${count(moreRows, "more row")}. The HTML view of this output shows them.>`,
    sumLine(sites),
  );
}

/** The same with all rows: ten at once, the others to unfold. */
export function sitesHtml(sites: AllocationSites): Html {
  const { rows } = sites;
  const folded = rows.slice(SHOWN_ROWS);
  return html`${[
    dimLine(titleOf(sites)),
    rows.length === 0 ? undefined : table(COLUMNS, cellsOf(rows.slice(0, SHOWN_ROWS), sites)),
    folded.length === 0 ? undefined : unfold(count(folded.length, "further row"), table(COLUMNS, cellsOf(folded, sites))),
    dimLine(sumLine(sites)),
  ]}`;
}

function titleOf({ samples, totalBytes, errorBytes, intervalBytes }: AllocationSites): string {
  const interval = roundBytes(intervalBytes);
  if (samples === 0) {
    return `Not one sample is alive (sampled every ${interval}): in V8's heap the cell left less than ${roundBytes(UNSEEN_INTERVALS * intervalBytes)} alive.`;
  }
  const error = `± ${formatBytes(errorBytes)}`;
  return `Where the ${formatBytes(totalBytes)} were allocated that the cell left alive (sampled every ${interval}, ${count(samples, "sample")}: ${error})`;
}

/** Without decimals where there are none: `32 KiB`. */
function roundBytes(bytes: number): string {
  return formatTick(bytes, byteAxisUnit(bytes));
}

function sumLine({ totalBytes, arrayBuffersBytes, usedHeapBytes }: AllocationSites): string {
  const estimated = formatBytes(totalBytes - arrayBuffersBytes);
  return `estimated sum in V8's heap: ${estimated}; V8's own total grew by ${formatBytes(usedHeapBytes)}; outside the heap: ${formatBytes(arrayBuffersBytes)}`;
}

function cellsOf(rows: readonly SiteRow[], { totalBytes }: AllocationSites): readonly (readonly string[])[] {
  return rows.map(({ index, samples, bytes, errorBytes, cumulativeBytes, site }) => [
    String(index),
    samples === undefined ? "–" : formatCount(samples),
    formatBytes(bytes),
    errorBytes === undefined ? "exact" : formatBytes(errorBytes),
    share(bytes, totalBytes),
    formatBytes(cumulativeBytes),
    share(cumulativeBytes, totalBytes),
    visibleWithin(site, MAX_SITE),
  ]);
}
