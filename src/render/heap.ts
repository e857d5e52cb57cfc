import type { MimeBundle } from "../model/mime";
import type { HeapResult, Partition } from "../model/result";
import { bundle } from "./bundle";
import { evidence, evidenceLines, runCurve } from "./evidence";
import { failureLine, failureOf, measuredUntilThen } from "./failure";
import { figure, type Figure, figureLine, mainFigures } from "./figures";
import { graphHtml, graphText } from "./graph";
import type { Html } from "./html";
import { alert, card, dimLine, figureRow, unfold } from "./page";
import { diffHtml, diffText } from "./partition-diff";
import { partitionHtml } from "./partition-html";
import { partitionText } from "./partition-text";
import { sitesHtml, sitesText } from "./sites";
import { lines } from "./text";
import { count, formatBytes, formatCount } from "./units";
import { visible } from "./visible";

/** Peak, increment and time of a cell as `%memit` prints them, or what the notebook holds; then what was asked for, such as heapy's table. */
export function renderHeap(result: HeapResult): MimeBundle {
  return bundle(result, textOf(result), htmlOf(result));
}

function textOf(result: HeapResult): string {
  const figures = figuresOf(result);
  const failure = failureOf(result.outcome, measuredUntilThen(figures));
  return lines(figureLine(figures), failure && failureLine(failure), answerText(result), evidenceLines(result));
}

function htmlOf(result: HeapResult): string {
  const figures = figuresOf(result);
  const failure = failureOf(result.outcome, measuredUntilThen(figures));
  const curve = runCurve(result);
  return card(
    lines(figureLine(figures), failure?.title),
    alert(failure),
    figureRow(figures),
    answerHtml(result),
    curve && unfold("RSS over time", curve),
    evidence(result),
  );
}

/** The memory and the time of counting are not the notebook's. */
function figuresOf(result: HeapResult): Figure[] {
  if (result.scope === "cell") return mainFigures(result);
  const { partition, graph } = result;
  return [
    ...figure("alive", partition?.totalBytes ?? graph?.counted.bytes, formatBytes),
    ...figure("objects", partition?.objectCount ?? graph?.counted.objectCount, formatCount),
  ];
}

/** What was asked for: of the graph; where memory was allocated; what has changed; the sums alone of a table that is kept, or all of it. */
function answerText({ graph, sites, partition, diff, mark }: HeapResult): string | undefined {
  if (graph) return graphText(graph);
  if (sites) return sitesText(sites);
  if (diff) return diffText(diff);
  return partition && (mark === undefined ? partitionText(partition) : markLine(mark, partition));
}

function answerHtml({ graph, sites, partition, diff, mark, scope }: HeapResult): Html | undefined {
  if (graph) return graphHtml(graph);
  if (sites) return sitesHtml(sites);
  if (diff) return diffHtml(diff);
  return partition && (mark === undefined ? partitionHtml(partition, scope) : dimLine(markLine(mark, partition)));
}

function markLine(mark: string, { objectCount, totalBytes }: Partition): string {
  return `mark ${visible(mark)}: ${count(objectCount, "object")}, ${formatBytes(totalBytes)}; compare with --diff ${visible(mark)}`;
}
