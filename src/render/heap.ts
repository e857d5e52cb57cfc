import type { MimeBundle } from "../model/mime";
import type { HeapResult } from "../model/result";
import { bundle } from "./bundle";
import { evidence, evidenceLines, runCurve } from "./evidence";
import { failureLine, failureOf, measuredUntilThen } from "./failure";
import { figureLine, mainFigures } from "./figures";
import { alert, card, figureRow, unfold } from "./page";
import { partitionHtml } from "./partition-html";
import { partitionText } from "./partition-text";
import { lines } from "./text";

/** Peak, increment and time as `%memit` prints them, then heapy's table of what is alive. */
export function renderHeap(result: HeapResult): MimeBundle {
  return bundle(result, textOf(result), htmlOf(result));
}

function textOf(result: HeapResult): string {
  const figures = mainFigures(result);
  const failure = failureOf(result.outcome, measuredUntilThen(figures));
  return lines(
    figureLine(figures),
    failure && failureLine(failure),
    result.partition && partitionText(result.partition),
    evidenceLines(result),
  );
}

function htmlOf(result: HeapResult): string {
  const figures = mainFigures(result);
  const failure = failureOf(result.outcome, measuredUntilThen(figures));
  const curve = runCurve(result);
  return card(
    lines(figureLine(figures), failure?.title),
    alert(failure),
    figureRow(figures),
    result.partition && partitionHtml(result.partition, result.scope),
    curve && unfold("RSS over time", curve),
    evidence(result),
  );
}
