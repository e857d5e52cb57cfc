import type { Metric } from "../model/metric";
import type { Comparison, Judgement } from "../model/result";
import { html, type Html } from "./html";
import { peakName } from "./metric";
import { dimLine } from "./page";
import { fixed } from "./printf";
import { table, type Column } from "./table";
import { count, formatDuration, formatMiB } from "./units";
import { visibleWithin } from "./visible";

/** What a result is, beside an earlier one: `peak memory: 262.12 MiB is 0.936 of 280.00 MiB: better (tolerance ± 2.80 MiB)`. */
export function comparisonLines(comparison: Comparison | undefined, metric?: Metric): string[] {
  if (comparison === undefined) return [];
  const rows = rowsOf(comparison, metric).map(
    ({ name, here, there, ratio, tolerance, verdict }) =>
      `  ${name}: ${here} ${ratio === "" ? "against" : `is ${ratio} of`} ${there}: ${verdict} (tolerance ± ${tolerance})`,
  );
  const differences = differencesOf(comparison);
  return [titleOf(comparison), ...rows, ...(differences === undefined ? [] : [`  ${differences}`])];
}

/** The same on a page. */
export function comparisonTable(comparison: Comparison | undefined, metric?: Metric): Html | undefined {
  if (comparison === undefined) return undefined;
  const rows = rowsOf(comparison, metric).map(({ name, here, there, ratio, tolerance, verdict }) => [
    name,
    here,
    there,
    ratio === "" ? "–" : ratio,
    `± ${tolerance}`,
    html`<strong>${verdict}</strong>`,
  ]);
  return html`${[dimLine(titleOf(comparison)), table(COLUMNS, rows), dimLine(differencesOf(comparison))]}`;
}

const COLUMNS: readonly Column[] = [
  { name: "", align: "left" },
  ...["here", "there", "ratio", "tolerance"].map((name) => ({ name, align: "right" }) as const),
  { name: "verdict", align: "left" },
];

const MAX_NAME = 80;
const MAX_DIFFERENCES = 300;

function titleOf({ variable, runs, referenceRuns }: Comparison): string {
  const other = variable === undefined ? "an earlier result" : visibleWithin(variable, MAX_NAME);
  if (runs === 1 && referenceRuns === 1) return `compared with ${other} (one run each, so the spread is not known):`;
  return `compared with ${other} (medians of ${count(runs, "run")} here, ${referenceRuns} there):`;
}

function differencesOf({ differences = [] }: Comparison): string | undefined {
  return differences.length === 0 ? undefined : visibleWithin(`measured otherwise: ${differences.join("; ")}`, MAX_DIFFERENCES);
}

/** A figure beside another one, ready to print. */
type Row = { readonly name: string } & Readonly<Record<"here" | "there" | "ratio" | "tolerance" | "verdict", string>>;

function rowsOf({ peakBytes, incrementBytes, wallNs }: Comparison, metric: Metric | undefined): Row[] {
  return [
    ...rowOf(peakName(metric), peakBytes, formatMiB),
    ...rowOf("increment", incrementBytes, formatMiB),
    ...rowOf("time", wallNs, (ns) => formatDuration(ns)),
  ];
}

function rowOf(name: string, judgement: Judgement | undefined, format: (value: number) => string): Row[] {
  if (judgement === undefined) return [];
  const { actual, reference, ratio, tolerance, verdict } = judgement;
  return [
    {
      name,
      here: format(actual),
      there: format(reference),
      ratio: ratio === undefined ? "" : fixed(ratio, 3),
      tolerance: format(tolerance),
      verdict,
    },
  ];
}
