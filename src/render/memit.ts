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
  const figures = mainFigures(result);
  const failure = failureOf(result.outcome, measuredUntilThen(figures));
  return bundle(result, textOf(result, failure), htmlOf(result, failure));
}

function textOf(result: MemitResult, failure: Failure | undefined): string {
  const { assertions = [] } = result;
  return lines(
    figureLine(mainFigures(result)),
    failure && failureLine(failure),
    assertions.map(assertionLine),
    comparisonLines(result.comparison),
    spreadLines(result.spread),
    runLines(result.runs),
    evidenceLines(result),
  );
}

function htmlOf(result: MemitResult, failure: Failure | undefined): string {
  const { assertions = [] } = result;
  const figures = mainFigures(result);
  return card(
    lines(figureLine(figures), failure?.title, assertions.map(assertionLine)),
    alert(failure),
    figureRow(figures),
    ...assertionBlocks(assertions),
    comparisonTable(result.comparison),
    runCurve(result),
    spreadTable(result.spread),
    runTable(result.runs),
    evidence(result),
  );
}
