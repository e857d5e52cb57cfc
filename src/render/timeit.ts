import type { MimeBundle } from "../model/mime";
import type { PerLoop, TimeitResult } from "../model/result";
import { bundle } from "./bundle";
import { evidence, evidenceLines, runCurve } from "./evidence";
import { failureLine, failureOf, measuredUntilThen } from "./failure";
import { figure, figureLine, mainFigures, type Figure } from "./figures";
import { html, type Html } from "./html";
import { alert, card, dimLine, figureRow, smallFigureRow, unfold } from "./page";
import { table } from "./table";
import { fixed } from "./printf";
import { lines } from "./text";
import { DIM, HEADLINE } from "./theme";
import { count, formatDuration } from "./units";

/** How a duration is printed: in how many significant digits. */
type Format = (ns: number) => string;

/**
 * IPython's line, `530 ns ± 20.9 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)`, then memory and total time.
 * @param options.precision significant digits of the times, 3 unless told otherwise
 */
export function renderTimeit(result: TimeitResult, options: { readonly precision?: number } = {}): MimeBundle {
  const format: Format = (ns) => formatDuration(ns, options.precision);
  return bundle(result, textOf(result, format), htmlOf(result, format));
}

function textOf(result: TimeitResult, format: Format): string {
  const failure = failureOf(result.outcome, untilThen(result));
  return lines(
    loopLine(result, format),
    figureLine(mainFigures(result)),
    failure && failureLine(failure),
    slowestLine(result),
    figureLine(spreadFigures(result, format)),
    overheadLine(result, format),
    evidenceLines(result),
  );
}

function htmlOf(result: TimeitResult, format: Format): string {
  const failure = failureOf(result.outcome, untilThen(result));
  const curve = runCurve(result);
  return card(
    lines(loopLine(result, format), figureLine(mainFigures(result)), failure?.title),
    alert(failure),
    headline(result, format),
    figureRow(mainFigures(result)),
    dimLine(slowestLine(result)),
    smallFigureRow(spreadFigures(result, format)),
    repeatTable(result, format),
    curve && unfold("RSS over time", curve),
    evidence(result),
  );
}

/** The line as IPython's `TimeitResult.__str__` prints it; of the repeats that ended, where not all did. */
function loopLine(result: TimeitResult, format: Format): string | undefined {
  return result.perLoop && `${meanText(result.perLoop, format)} per loop (${sampleText(result)})`;
}

function meanText({ meanNs, stdevNs }: PerLoop, format: Format): string {
  return `${format(meanNs)} ± ${format(stdevNs)}`;
}

function sampleText({ allRunsNs, loops }: TimeitResult): string {
  const runs = `mean ± std. dev. of ${count(allRunsNs.length, "run")}`;
  return loops === undefined ? runs : `${runs}, ${count(loops, "loop")} each`;
}

/** IPython's warning, on its conditions: more than four times as slow as the fastest, and worth talking about (above 1 μs). */
function slowestLine({ perLoop }: TimeitResult): string | undefined {
  if (perLoop === undefined || perLoop.worstNs <= 4 * perLoop.bestNs || perLoop.bestNs <= 0 || perLoop.worstNs <= 1000) return undefined;
  const times = fixed(perLoop.worstNs / perLoop.bestNs, 2);
  return `The slowest run took ${times} times longer than the fastest. This could mean that an intermediate result is being cached.`;
}

/** What a mean hides; nothing where there was one repeat. */
function spreadFigures({ perLoop, allRunsNs }: TimeitResult, format: Format): Figure[] {
  if (perLoop === undefined || allRunsNs.length < 2) return [];
  return [
    ...figure("best", perLoop.bestNs, format),
    ...figure("median", perLoop.medianNs, format),
    ...figure("p75", perLoop.p75Ns, format),
    ...figure("p99", perLoop.p99Ns, format),
    ...figure("worst", perLoop.worstNs, format),
    ...confidence(perLoop, format),
  ];
}

function confidence({ ciLowNs, ciHighNs }: PerLoop, format: Format): Figure[] {
  if (ciLowNs === undefined || ciHighNs === undefined) return [];
  return [{ label: "95 % confidence", value: `${format(ciLowNs)} to ${format(ciHighNs)}` }];
}

function untilThen(result: TimeitResult): string {
  if (result.allRunsNs.length === 0) return measuredUntilThen(mainFigures(result));
  return `${result.allRunsNs.length} of ${result.repeat} repeats had ended; the times are of these.`;
}

function headline(result: TimeitResult, format: Format): Html | undefined {
  if (result.perLoop === undefined) return undefined;
  return html`<div style="margin: 0 0 6px">
    <strong style="${HEADLINE}">${meanText(result.perLoop, format)} per loop</strong>
    <span style="${DIM}">${sampleText(result)}</span>
  </div>`;
}

function repeatTable(result: TimeitResult, format: Format): Html | undefined {
  const { allRunsNs, loops } = result;
  if (loops === undefined || allRunsNs.length === 0) return undefined;
  const rows = allRunsNs.map((ns, index) => [String(index + 1), format(ns / loops), format(ns)]);
  const columns = ["repeat", "per loop", "all loops"].map((name) => ({ name, align: "right" }) as const);
  return unfold(count(allRunsNs.length, "repeat"), table(columns, rows), dimLine(overheadLine(result, format)));
}

/** What the loop itself cost, were its body empty. */
function overheadLine({ overheadNs, loops }: TimeitResult, format: Format): string | undefined {
  if (overheadNs === undefined || loops === undefined) return undefined;
  return `the empty loop's ${format(overheadNs)} per loop are subtracted`;
}
