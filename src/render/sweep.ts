import type { MimeBundle } from "../model/mime";
import type { SweepPoint, SweepResult } from "../model/sweep-result";
import { median } from "../stats/quantile";
import { isNonEmpty, sort } from "../stats/sample";
import { bundle } from "./bundle";
import { ENGINE_WORDS } from "./evidence";
import { failureLine, failureOf } from "./failure";
import { certainty } from "./figures";
import { html, type Html } from "./html";
import { formatAmountOfBytes } from "./law-words";
import { alert, card, instrumentLine, noteList, unfold } from "./page";
import { isDrawableSweep, pictureOf } from "./sweep-picture";
import { PLOTLY_MIME_TYPE, plotlyFigure } from "./sweep-plotly";
import { drawSweep } from "./sweep-svg";
import { findings } from "./sweep-words";
import { type Column, table } from "./table";
import { tableText } from "./table-text";
import { lines, noteLines } from "./text";
import { count, formatShortDuration, formatMiB, formatSize } from "./units";

/** What a sweep found, in sentences; its picture, static and for plotly.js; a row for each size. */
export function renderSweep(result: SweepResult): MimeBundle {
  const rendered = bundle(result, textOf(result), htmlOf(result));
  return isDrawableSweep(result) ? { ...rendered, [PLOTLY_MIME_TYPE]: plotlyFigure(pictureOf(result)) } : rendered;
}

/** The sentences, the picture and the table, for a sweep that goes on as well. */
export function sweepBlocks(result: SweepResult): readonly (Html | undefined)[] {
  return [
    sentenceList(findings(result)),
    isDrawableSweep(result) ? drawSweep(pictureOf(result)) : undefined,
    table(columnsOf(result), rowsOf(result)),
  ];
}

/** The same as text. */
export function sweepLines(result: SweepResult): string {
  return lines(findings(result), tableText(columnsOf(result), rowsOf(result)));
}

function textOf(result: SweepResult): string {
  const failure = failureOf(result.outcome, "What is shown was measured until then.");
  return lines(failure && failureLine(failure), sweepLines(result), provenance(result), noteLines(result.notes));
}

function htmlOf(result: SweepResult): string {
  const failure = failureOf(result.outcome, "What is shown was measured until then.");
  return card(
    findings(result)[0] ?? "a sweep",
    alert(failure),
    ...sweepBlocks(result),
    unfold(provenance(result), instrumentLine(result.instrument)),
    noteList(result.notes),
  );
}

function sentenceList(sentences: readonly string[]): Html | undefined {
  const [first, ...others] = sentences;
  if (first === undefined) return undefined;
  return html`<div style="font-size: 14px; font-weight: 500">${capital(first)}</div>
    ${others.map((sentence) => html`<div>${capital(sentence)}</div>`)}`;
}

function provenance({ engine, instrument, points }: SweepResult): string {
  const runs = points.reduce((sum, { result }) => sum + result.runs.length, 0);
  return `${count(runs, "run")} at ${count(points.length, "size")}, peaks ${certainty(instrument)}, ${ENGINE_WORDS[engine]}`;
}

/** What a size costs for each one says something of numbers of things only. */
function countsThings({ points }: SweepResult): boolean {
  return points.every(({ value }) => Number.isInteger(value) && value >= 1);
}

function columnsOf(result: SweepResult): readonly Column[] {
  const { variable, secondVariable, of } = result;
  const right = (name: string): Column => ({ name, align: "right" });
  const perOne = (name: string): readonly Column[] => (countsThings(result) ? [right(name)] : []);
  const memory = [right("increment"), right("lowest to highest"), ...perOne("B per one")];
  const time = [right("time"), ...perOne("per one")];
  return [
    right(variable),
    ...(secondVariable === undefined ? [] : [right(secondVariable)]),
    right("runs"),
    ...(of === "memit" ? [...memory, ...time] : [...time, ...memory]),
  ];
}

function rowsOf(result: SweepResult): readonly (readonly string[])[] {
  const { points, of, secondVariable } = result;
  const cells = (all: readonly string[]): readonly string[] => (countsThings(result) ? all : all.slice(0, -1));
  return points.map((point) => [
    formatSize(point.value),
    ...(secondVariable === undefined ? [] : [formatSize(point.values?.[secondVariable] ?? 0)]),
    String(point.result.runs.length),
    ...(of === "memit"
      ? [...cells(memoryCells(point)), ...cells(timeCells(point))]
      : [...cells(timeCells(point)), ...cells(memoryCells(point))]),
  ]);
}

function memoryCells({ value, result }: SweepPoint): readonly string[] {
  const bytes = result.runs.flatMap(({ incrementBytes }) => incrementBytes ?? []);
  if (result.outcome.kind !== "completed") return [result.outcome.kind.replaceAll("-", " "), "", ""];
  if (!isNonEmpty(bytes)) return ["–", "", ""];
  const middle = median(sort(bytes));
  const range = bytes.length > 1 ? `${formatMiB(Math.min(...bytes))} to ${formatMiB(Math.max(...bytes))}` : "";
  return [formatMiB(middle), range, value > 0 ? formatAmountOfBytes(Math.max(0, middle) / value) : ""];
}

function timeCells({ value, result }: SweepPoint): readonly string[] {
  const ns = result.runs.flatMap(({ wallNs, loopNs }) => (result.kind === "memit" ? wallNs : loopNs) ?? []);
  if (!isNonEmpty(ns) || result.outcome.kind !== "completed") return ["–", ""];
  const middle = median(sort(ns));
  return [formatShortDuration(middle), value > 0 ? formatShortDuration(middle / value) : ""];
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
