import type { MimeBundle } from "../model/mime";
import type { TimeResult } from "../model/result";
import { bundle } from "./bundle";
import { failureLine, failureOf } from "./failure";
import { certainty, figureLine, memoryFigures, type Figure } from "./figures";
import { alert, card, figureRow, instrumentLine, noteList, smallFigureRow, unfold } from "./page";
import { lines, noteLines } from "./text";
import { formatDuration } from "./units";

const UNTIL_THEN = "The times are of what ran until then.";

/** IPython's two lines, `CPU times: user 1.2 s, sys: 50 ms, total: 1.25 s` and `Wall time: 1.37 s`, then the kernel's own memory. */
export function renderTime(result: TimeResult): MimeBundle {
  return bundle(result, textOf(result), htmlOf(result));
}

function textOf(result: TimeResult): string {
  const failure = failureOf(result.outcome, UNTIL_THEN);
  const { user, sys, total } = cpuTimes(result);
  return lines(
    `CPU times: user ${user}, sys: ${sys}, total: ${total}`,
    `Wall time: ${formatDuration(result.wallNs)}`,
    figureLine(memoryFigures(result)),
    failure && failureLine(failure),
    provenance(result),
    noteLines(result.notes),
  );
}

function htmlOf(result: TimeResult): string {
  const failure = failureOf(result.outcome, UNTIL_THEN);
  const figures = [{ label: "wall time", value: formatDuration(result.wallNs) }, ...memoryFigures(result)];
  return card(
    lines(figureLine(figures), failure?.title),
    alert(failure),
    figureRow(figures),
    smallFigureRow(cpuFigures(result)),
    unfold(provenance(result), instrumentLine(result.instrument)),
    noteList(result.notes),
  );
}

function cpuFigures(result: TimeResult): Figure[] {
  return Object.entries(cpuTimes(result)).map(([name, value]) => ({ label: `CPU ${name}`, value }));
}

function cpuTimes({ cpuUserNs, cpuSystemNs }: TimeResult): { readonly user: string; readonly sys: string; readonly total: string } {
  return { user: formatDuration(cpuUserNs), sys: formatDuration(cpuSystemNs), total: formatDuration(cpuUserNs + cpuSystemNs) };
}

function provenance({ peakBytes, instrument }: TimeResult): string {
  return peakBytes === undefined ? "in the notebook's own process" : `peak ${certainty(instrument)}, of the notebook's own process`;
}
