import type { Run } from "../model/result";
import { median } from "../stats/quantile";
import { isNonEmpty, sort } from "../stats/sample";
import { figureLine, mainFigures } from "./figures";
import type { Html } from "./html";
import { unfold } from "./page";
import { table, type Column } from "./table";
import { count, formatCount, formatDuration, formatMiB } from "./units";

/** Runs that are listed one by one; of more, the rest is counted. */
const MAX_LISTED = 10;

/** The run that a result's first line speaks of: the one with the highest peak, else the last. */
export function mainRun(runs: readonly Run[]): Run | undefined {
  const peak = Math.max(...runs.map(({ peakBytes = 0 }) => peakBytes));
  return runs.find(({ peakBytes }) => peakBytes === peak) ?? runs.at(-1);
}

/** Median and spread of several runs, `5 runs: peak memory 262.00 MiB (261.90 MiB to 262.12 MiB), …`; nothing for a single one. */
export function spreadLine(runs: readonly Run[]): string | undefined {
  if (runs.length < 2) return undefined;
  const parts = [
    spread("peak memory", measured(runs, "peakBytes"), formatMiB),
    spread("increment", measured(runs, "incrementBytes"), formatMiB),
    spread("time", measured(runs, "wallNs"), (ns) => formatDuration(ns)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `${count(runs.length, "run")}, median (range): ${parts.join(", ")}`;
}

/** The figures of each of several runs, the first ten one by one; nothing for a single one. */
export function runLines(runs: readonly Run[]): string[] {
  if (runs.length < 2) return [];
  const listed = runs.slice(0, MAX_LISTED).map((run, index) => `  run ${index + 1}: ${figureLine(mainFigures(run)) || "not measured"}`);
  return runs.length > MAX_LISTED ? [...listed, `  and ${formatCount(runs.length - MAX_LISTED)} more`] : listed;
}

/** All of several runs, to unfold under the spread of their peaks; nothing for a single one. */
export function runTable(runs: readonly Run[]): Html | undefined {
  if (runs.length < 2) return undefined;
  const rows = runs.map((run, index) => [String(index + 1), ...RUN_FIGURES.map((cell) => cell(run))]);
  const peaks = spread("peak memory", measured(runs, "peakBytes"), formatMiB);
  return unfold(`${count(runs.length, "run")}${peaks === undefined ? "" : `, median (range): ${peaks}`}`, table(RUN_COLUMNS, rows));
}

const RUN_COLUMNS: readonly Column[] = ["run", "peak memory", "increment", "time"].map((name) => ({ name, align: "right" }));

const RUN_FIGURES: readonly ((run: Run) => string)[] = [
  ({ peakBytes }) => (peakBytes === undefined ? "–" : formatMiB(peakBytes)),
  ({ incrementBytes }) => (incrementBytes === undefined ? "–" : formatMiB(incrementBytes)),
  ({ wallNs }) => (wallNs === undefined ? "–" : formatDuration(wallNs)),
];

function measured(runs: readonly Run[], field: "peakBytes" | "incrementBytes" | "wallNs"): number[] {
  return runs.map((run) => run[field]).filter((value) => value !== undefined);
}

function spread(label: string, values: readonly number[], format: (value: number) => string): string | undefined {
  if (!isNonEmpty(values)) return undefined;
  const sorted = sort(values);
  return `${label} ${format(median(sorted))} (${format(sorted[0])} to ${format(sorted.at(-1)!)})`;
}
