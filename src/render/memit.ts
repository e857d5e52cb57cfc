import type { MimeBundle } from "../model/mime";
import type { MemitResult } from "../model/result";
import { assertionBlocks, assertionLine } from "./assertions";
import { bundle } from "./bundle";
import { comparisonLines, comparisonTable } from "./comparison";
import { evidence, evidenceLines, runCurve } from "./evidence";
import { failureLine, failureOf, measuredUntilThen, type Failure } from "./failure";
import { figureLine, mainFigures } from "./figures";
import { alert, card, figureRow } from "./page";
import { runLines, runTable, spreadLines, spreadTable } from "./runs";
import { lines } from "./text";

/** `peak memory: 262.12 MiB, increment: 190.73 MiB, time: 312 ms` and what is behind it. */
export function renderMemit(result: MemitResult): MimeBundle {
  const figures = mainFigures(result, result.metric);
  const failure = failureOf(result.outcome, measuredUntilThen(figures));
  return bundle(result, textOf(result, failure), htmlOf(result, failure));
}

function textOf(result: MemitResult, failure: Failure | undefined): string {
  const { assertions = [], metric } = result;
  return lines(
    figureLine(mainFigures(result, metric)),
    failure && failureLine(failure),
    assertions.map((each) => assertionLine(each, metric)),
    comparisonLines(result.comparison, metric),
    spreadLines(result.spread, metric),
    runLines(result.runs, metric),
    evidenceLines(result),
  );
}

function htmlOf(result: MemitResult, failure: Failure | undefined): string {
  const { assertions = [], metric } = result;
  const figures = mainFigures(result, metric);
  return card(
    lines(
      figureLine(figures),
      failure?.title,
      assertions.map((each) => assertionLine(each, metric)),
    ),
    alert(failure),
    figureRow(figures),
    ...assertionBlocks(assertions, metric),
    comparisonTable(result.comparison, metric),
    runCurve(result),
    spreadTable(result.spread, metric),
    runTable(result.runs, metric),
    evidence(result),
  );
}
