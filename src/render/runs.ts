import type { Metric } from "../model/metric";
import type { Run, RunsSpread, Spread } from "../model/result";
import { figureLine, mainFigures } from "./figures";
import type { Html } from "./html";
import { peakName } from "./metric";
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

/** What several runs say together, a line for each figure; nothing for a single one. */
export function spreadLines(spread: RunsSpread | undefined, metric?: Metric): string[] {
  if (spread === undefined) return [];
  const rows = spreadRows(spread, metric).map(
    ({ name, median, least, most, ciLow, ciHigh }) => `  ${name}: ${median} (${least} to ${most}), ${ciLow} to ${ciHigh}`,
  );
  return rows.length === 0 ? [] : [`${count(spread.count, "run")}, median (range), 95 % interval of the mean:`, ...rows];
}

/** The figures of each of several runs, the first ten one by one; nothing for a single one. */
export function runLines(runs: readonly Run[], metric?: Metric): string[] {
  if (runs.length < 2) return [];
  const listed = runs
    .slice(0, MAX_LISTED)
    .map((run, index) => `  run ${index + 1}: ${figureLine(mainFigures(run, metric)) || "not measured"}`);
  return runs.length > MAX_LISTED ? [...listed, `  and ${formatCount(runs.length - MAX_LISTED)} more`] : listed;
}

/** The same on a page. */
export function spreadTable(spread: RunsSpread | undefined, metric?: Metric): Html | undefined {
  if (spread === undefined) return undefined;
  const rows = spreadRows(spread, metric).map(({ name, median, least, most, ciLow, ciHigh }) => [
    name,
    median,
    least,
    most,
    `${ciLow} to ${ciHigh}`,
  ]);
  return rows.length === 0 ? undefined : table(spreadColumns(spread), rows);
}

/** All of several runs, to unfold; nothing for a single one. */
export function runTable(runs: readonly Run[], metric?: Metric): Html | undefined {
  if (runs.length < 2) return undefined;
  const rows = runs.map((run, index) => [String(index + 1), ...RUN_FIGURES.map((cell) => cell(run))]);
  return unfold(`each of ${count(runs.length, "run")}`, table(runColumns(metric), rows));
}

function runColumns(metric: Metric | undefined): readonly Column[] {
  return ["run", peakName(metric), "increment", "time"].map((name) => ({ name, align: "right" }));
}

const RUN_FIGURES: readonly ((run: Run) => string)[] = [
  ({ peakBytes }) => (peakBytes === undefined ? "–" : formatMiB(peakBytes)),
  ({ incrementBytes }) => (incrementBytes === undefined ? "–" : formatMiB(incrementBytes)),
  ({ wallNs }) => (wallNs === undefined ? "–" : formatDuration(wallNs)),
];

/** A figure over several runs, ready to print. */
type SpreadRow = { readonly name: string } & Readonly<Record<Exclude<keyof Spread, "mean">, string>>;

function spreadRows({ peakBytes, incrementBytes, wallNs }: RunsSpread, metric: Metric | undefined): SpreadRow[] {
  return [
    ...spreadRow(peakName(metric), peakBytes, formatMiB),
    ...spreadRow("increment", incrementBytes, formatMiB),
    ...spreadRow("time", wallNs, (ns) => formatDuration(ns)),
  ];
}

function spreadRow(name: string, spread: Spread | undefined, format: (value: number) => string): SpreadRow[] {
  if (spread === undefined) return [];
  const { median, least, most, ciLow, ciHigh } = spread;
  return [{ name, median: format(median), least: format(least), most: format(most), ciLow: format(ciLow), ciHigh: format(ciHigh) }];
}

function spreadColumns(spread: RunsSpread): readonly Column[] {
  const names = ["median", "lowest", "highest", "95 % interval of the mean"];
  return [{ name: count(spread.count, "run"), align: "left" }, ...names.map((name) => ({ name, align: "right" }) as const)];
}
