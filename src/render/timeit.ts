import type { MimeBundle } from "../model/mime";
import type { Contender, TimeitResult } from "../model/result";
import {
  type Statistic,
  type TimesView,
  gcLine,
  loopLine,
  overheadLine,
  sampleText,
  slowestLine,
  spreadFigures,
  stopLine,
  timeText,
  valueText,
} from "./body-times";
import { bundle } from "./bundle";
import { evidence, evidenceLines, runCurve } from "./evidence";
import { failureLine, failureOf, measuredUntilThen } from "./failure";
import { figureLine, mainFigures } from "./figures";
import { drawHistogram, histogramLine } from "./histogram";
import { html, type Html } from "./html";
import { alert, card, dimLine, figureRow, smallFigureRow, unfold } from "./page";
import { fixed } from "./printf";
import { type Column, table } from "./table";
import { lines } from "./text";
import { DIM, HEADLINE } from "./theme";
import { count, formatCount, formatDuration } from "./units";
import { visibleWithin } from "./visible";

export interface TimeitView {
  /** Significant digits of the times; 3 unless told otherwise. */
  readonly precision?: number;
  /** What the first line says; the mean unless told otherwise. */
  readonly stat?: Statistic;
}

const MAX_CODE = 80;

/** IPython's line, `530 ns ± 20.9 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)`, then memory and total time. */
export function renderTimeit(result: TimeitResult, { precision, stat = "mean" }: TimeitView = {}): MimeBundle {
  const view: TimesView = { format: (ns) => formatDuration(ns, precision), statistic: stat };
  return bundle(result, textOf(result, view), htmlOf(result, view));
}

function textOf(result: TimeitResult, view: TimesView): string {
  const failure = failureOf(result.outcome, untilThen(result));
  return lines(
    result.contenders ? contenderLines(result.contenders, view) : loopLine(result, view),
    figureLine(mainFigures(result)),
    failure && failureLine(failure),
    result.contenders ? undefined : timesLines(result, view),
    compilerLine(result),
    evidenceLines(result),
  );
}

function timesLines(result: TimeitResult, view: TimesView): string[] {
  const histogram = histogramLine(perLoopTimes(result), view.format);
  return [
    slowestLine(result),
    figureLine(spreadFigures(result, view)),
    histogram,
    [stopLine(result), overheadLine(result, view)].filter((part) => part !== undefined).join("; "),
    gcLine(result),
  ].filter((line) => line !== undefined);
}

function htmlOf(result: TimeitResult, view: TimesView): string {
  const failure = failureOf(result.outcome, untilThen(result));
  const curve = runCurve(result);
  return card(
    lines(loopLine(result, view), figureLine(mainFigures(result)), failure?.title),
    alert(failure),
    result.contenders ? contenderTable(result.contenders, view) : headline(result, view),
    figureRow(mainFigures(result)),
    ...(result.contenders ? [] : timesBlocks(result, view)),
    dimLine(compilerLine(result)),
    curve && unfold("RSS over time", curve),
    evidence(result),
  );
}

function timesBlocks(result: TimeitResult, view: TimesView): (Html | undefined)[] {
  return [
    dimLine(slowestLine(result)),
    drawHistogram(perLoopTimes(result), view.format),
    smallFigureRow(spreadFigures(result, view)),
    dimLine(stopLine(result)),
    dimLine(gcLine(result)),
    repeatTable(result, view),
  ];
}

/** IPython's line, where it was long. */
function compilerLine({ compileNs = 0 }: TimeitResult): string | undefined {
  return compileNs > 0.1e9 ? `Compiler time: ${fixed(compileNs / 1e9, 2)} s` : undefined;
}

function perLoopTimes({ perLoop, allRunsNs, loops }: TimeitResult): readonly number[] {
  return perLoop === undefined || loops === undefined ? [] : allRunsNs.map((ns) => ns / loops);
}

/** `1.13 μs ± 12 ns per loop (…), 2.13 times as long (2.10 to 2.16): for (const row of rows) f(row)`. */
function contenderLines(contenders: readonly Contender[], view: TimesView): string[] {
  return contenders.map((contender, index) => {
    const ratio = contender.ratio && `, ${ratioText(contender)} times as long`;
    return `${index + 1}. ${loopLine(contender, view) ?? "not measured"}${ratio ?? ""}: ${codeText(contender)}`;
  });
}

function ratioText({ ratio }: Contender): string {
  if (ratio === undefined) return "";
  const { value, low, high } = ratio;
  return low === undefined || high === undefined ? fixed(value, 2) : `${fixed(value, 2)} (${fixed(low, 2)} to ${fixed(high, 2)})`;
}

function codeText({ code }: Contender): string {
  return visibleWithin(code.replace(/\s+/g, " "), MAX_CODE);
}

function contenderTable(contenders: readonly Contender[], view: TimesView): Html {
  const rows = contenders.map((contender, index) => [
    html`<code>${codeText(contender)}</code>`,
    html`<span style="white-space: nowrap">${timeText(contender, view) ?? "not measured"}</span>`,
    html`<span style="white-space: nowrap">${index === 0 ? "1" : ratioText(contender) || "–"}</span>`,
    contender.loops === undefined ? "–" : formatCount(contender.allRunsNs.length),
    contender.loops === undefined ? "–" : formatCount(contender.loops),
  ]);
  return table(CONTENDER_COLUMNS, rows);
}

const CONTENDER_COLUMNS: readonly Column[] = [
  { name: "code", align: "left" },
  { name: "per loop", align: "right" },
  { name: "times the first", align: "right" },
  { name: "repeats", align: "right" },
  { name: "loops", align: "right" },
];

function untilThen(result: TimeitResult): string {
  if (result.allRunsNs.length === 0) return measuredUntilThen(mainFigures(result));
  const ended = count(result.allRunsNs.length, "repeat");
  return result.repeat > result.allRunsNs.length
    ? `${result.allRunsNs.length} of ${result.repeat} repeats had ended; the times are of these.`
    : `${ended} had ended; the times are of ${result.allRunsNs.length === 1 ? "it" : "these"}.`;
}

function headline(result: TimeitResult, view: TimesView): Html | undefined {
  const value = valueText(result, view);
  if (value === undefined) return undefined;
  return html`<div style="margin: 0 0 6px">
    <strong style="${HEADLINE}">${value}</strong>
    <span style="${DIM}">${sampleText(result, view)}</span>
  </div>`;
}

function repeatTable(result: TimeitResult, view: TimesView): Html | undefined {
  const { allRunsNs, loops } = result;
  if (loops === undefined || allRunsNs.length === 0) return undefined;
  const rows = allRunsNs.slice(0, MAX_ROWS).map((ns, index) => [String(index + 1), view.format(ns / loops), view.format(ns)]);
  const columns = ["repeat", "per loop", "all loops"].map((name) => ({ name, align: "right" }) as const);
  const more = allRunsNs.length > MAX_ROWS ? dimLine(`and ${allRunsNs.length - MAX_ROWS} more`) : undefined;
  return unfold(count(allRunsNs.length, "repeat"), table(columns, rows), more, dimLine(overheadLine(result, view)));
}

const MAX_ROWS = 100;
