import type { EngineName, HeapResult, MemitResult, Run, TimeitResult } from "../model/result";
import { drawCurve, isDrawable, type CurveData } from "./curve";
import { atPeakFigures, atPeakTitle, certainty, figureLine, furtherFigures } from "./figures";
import { html, type Html } from "./html";
import { dimLine, instrumentLine, noteList, smallFigureRow, unfold } from "./page";
import { mainRun } from "./runs";
import { stateBlock, stateLine } from "./state";
import { noteLines } from "./text";

/** A result that came out of a child. */
export type MeasuredResult = MemitResult | TimeitResult | HeapResult;

/** What stands under the figures: how sure the peak is, the rest of what is known of the main run, and the notes. */
export function evidenceLines(result: MeasuredResult): string[] {
  const run = mainRun(result.runs);
  return [
    provenance(result),
    result.state === undefined ? "" : stateLine(result.state),
    figureLine(run === undefined ? [] : furtherFigures(run)),
    atPeakLine(run),
    ...noteLines(result.notes),
  ];
}

/** The same for a page; what few ask for is folded away. */
export function evidence(result: MeasuredResult): Html {
  const run = mainRun(result.runs);
  const background = unfold(
    provenance(result),
    smallFigureRow(run === undefined ? [] : furtherFigures(run)),
    ...atPeakBlock(run),
    instrumentLine(result.instrument),
  );
  return html`${[background, result.state && stateBlock(result.state), noteList(result.notes)]}`;
}

/** Nothing where it is not known what the memory was made of. */
function atPeakLine(run: Run | undefined): string {
  const figures = run?.atPeak === undefined ? [] : atPeakFigures(run.atPeak);
  return run?.atPeak === undefined || figures.length === 0 ? "" : `${atPeakTitle({ ...run, atPeak: run.atPeak })}: ${figureLine(figures)}`;
}

function atPeakBlock(run: Run | undefined): (Html | undefined)[] {
  const figures = run?.atPeak === undefined ? [] : atPeakFigures(run.atPeak);
  return run?.atPeak === undefined || figures.length === 0
    ? []
    : [dimLine(`${atPeakTitle({ ...run, atPeak: run.atPeak })}:`), smallFigureRow(figures)];
}

/** RSS over time of the main run, if it was sampled. */
export function runCurve(result: MeasuredResult): Html | undefined {
  const run = mainRun(result.runs);
  if (run?.curve === undefined) return undefined;
  const { baselineBytes, peakBytes } = run.rss ?? run;
  const data: CurveData = {
    ...run.curve,
    ...(baselineBytes !== undefined && { baselineBytes }),
    ...(peakBytes !== undefined && { peakBytes }),
    ...(run.wallNs !== undefined && { endNs: run.wallNs }),
  };
  return isDrawable(data) ? drawCurve(data) : undefined;
}

/** How the peak was read, and on which engine: `peak exact (vmhwm), fork engine`. */
function provenance({ peakBytes, instrument, engine }: MeasuredResult): string {
  const where = ENGINE_WORDS[engine];
  return peakBytes === undefined ? where : `peak ${certainty(instrument)}, ${where}`;
}

/** Where runs were made. */
export const ENGINE_WORDS: Readonly<Record<EngineName, string>> = { fork: "fork engine", fresh: "in a new process (fresh engine)" };
