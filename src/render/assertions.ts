import type { Metric } from "../model/metric";
import type { Assertion } from "../model/result";
import { failureLine, type Failure } from "./failure";
import type { Html } from "./html";
import { peakName } from "./metric";
import { alert, dimLine } from "./page";
import { formatBytes, formatCount } from "./units";

/** A demand in a line of text. */
export function assertionLine(assertion: Assertion, metric?: Metric): string {
  const failure = assertionFailure(assertion, metric);
  return failure === undefined ? `assertion holds: ${assertionSentence(assertion, metric)}` : failureLine(failure);
}

/** Demands on a page: an alert for each that does not hold, a quiet line for the others. */
export function assertionBlocks(assertions: readonly Assertion[], metric?: Metric): (Html | undefined)[] {
  return assertions.map((each) => (each.holds ? dimLine(assertionLine(each, metric)) : alert(assertionFailure(each, metric))));
}

/** What was measured beside what was demanded: `peak memory 262.12 MiB is above the limit of 200.00 MiB.` */
export function assertionSentence({ what, limitBytes, actualBytes, holds }: Assertion, metric?: Metric): string {
  const name = what === "peak" ? peakName(metric) : "increment";
  if (actualBytes === undefined) return `${name} is not known, so it is not known to be within the limit of ${formatBytes(limitBytes)}.`;
  const [actual, limit] = distinguished(actualBytes, limitBytes);
  if (holds) return `${name} ${actual} is within the limit of ${limit}.`;
  if (actualBytes > limitBytes) return `${name} ${actual} is above the limit of ${limit}.`;
  return `${name} was ${actual} until the code ended without completing, so it is not known to be within the limit of ${limit}.`;
}

/** Nothing for a demand that holds. */
function assertionFailure(assertion: Assertion, metric: Metric | undefined): Failure | undefined {
  return assertion.holds ? undefined : { title: "Assertion failed", sentence: assertionSentence(assertion, metric) };
}

/** Two different sizes never read alike. */
function distinguished(first: number, second: number): readonly [string, string] {
  const isToldApart = first === second || formatBytes(first) !== formatBytes(second);
  const format = isToldApart ? formatBytes : (bytes: number): string => `${formatCount(bytes)} bytes`;
  return [format(first), format(second)];
}
