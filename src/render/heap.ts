import type { MimeBundle } from "../model/mime";
import type { HeapResult, Partition } from "../model/result";
import { bundle } from "./bundle";
import { evidence, evidenceLines, runCurve } from "./evidence";
import { failureLine, failureOf, measuredUntilThen } from "./failure";
import { figureLine, mainFigures } from "./figures";
import { graphHtml, graphText } from "./graph";
import type { Html } from "./html";
import { alert, card, dimLine, figureRow, unfold } from "./page";
import { diffHtml, diffText } from "./partition-diff";
import { partitionHtml } from "./partition-html";
import { partitionText } from "./partition-text";
import { lines } from "./text";
import { count, formatBytes } from "./units";
import { visible } from "./visible";

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
    result.graph ? graphText(result.graph) : tableText(result),
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
    result.graph ? graphHtml(result.graph) : tableHtml(result),
    curve && unfold("RSS over time", curve),
    evidence(result),
  );
}

/** What was asked for: what has changed, or the sums alone of a table that is kept, or all of it. */
function tableText({ partition, diff, mark }: HeapResult): string | undefined {
  if (diff) return diffText(diff);
  return partition && (mark === undefined ? partitionText(partition) : markLine(mark, partition));
}

function tableHtml({ partition, diff, mark, scope }: HeapResult): Html | undefined {
  if (diff) return diffHtml(diff);
  return partition && (mark === undefined ? partitionHtml(partition, scope) : dimLine(markLine(mark, partition)));
}

function markLine(mark: string, { objectCount, totalBytes }: Partition): string {
  return `mark ${visible(mark)}: ${count(objectCount, "object")}, ${formatBytes(totalBytes)}; compare with --diff ${visible(mark)}`;
}
