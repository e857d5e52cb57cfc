import type { BestSize, LargestFound, SizeCost, SweepJump, SweepLargest, SweepRatio } from "../model/sweep";
import type { SweepExpectation, SweepResult, SweptComparison } from "../model/sweep-result";
import { lawSentence } from "./law-words";
import { formatBytes, formatShortDuration, formatMiB, formatPercent, formatSize } from "./units";

/** What a sweep found, one sentence each; what was asked for comes first. */
export function findings(result: SweepResult): readonly string[] {
  const { budget, best, variable, expected, comparison, end } = result;
  return [
    ...(budget ? [budgetSentence(budget, variable)] : []),
    ...lawSentences(result),
    ...(best && end !== "stopped" ? [bestSentence(best, variable)] : []),
    ...(expected ? [expectationSentence(expected, variable)] : []),
    ...(comparison ? comparisonSentences(comparison) : []),
  ];
}

/** What the magic measures comes first. */
function lawSentences({ of, memoryLaw, timeLaw, variable, slices, secondVariable }: SweepResult): readonly string[] {
  const told = (laws: Pick<SweepResult, "memoryLaw" | "timeLaw">, at = ""): string[] => {
    const memory = laws.memoryLaw ? [`increment${at}: ${lawSentence(laws.memoryLaw, variable)}`] : [];
    const time = laws.timeLaw ? [`time${at}: ${lawSentence(laws.timeLaw, variable)}`] : [];
    return of === "memit" ? [...memory, ...time] : [...time, ...memory];
  };
  if (slices) return slices.flatMap((slice) => told(slice, ` with ${secondVariable ?? ""} = ${formatSize(slice.at)}`));
  return told({ ...(memoryLaw && { memoryLaw }), ...(timeLaw && { timeLaw }) });
}

/** The largest value within the budget, how sure that is, and what comes next. */
export function budgetSentence(budget: SweepLargest, variable: string): string {
  const format = amountFormat(budget.unit);
  const limit = format(budget.limit);
  if (budget.kind === "none") {
    const { value, amount } = budget.over;
    const took = amount === undefined ? "died" : `took ${format(amount)}`;
    return `no ${variable} stays within ${limit}: a run with ${formatSize(value)} ${took}`;
  }
  const { value, highest, fill } = budget;
  const sure = [...confidenceClauses(budget), `${budget.runs} of ${budget.runs} runs confirmed`].join("; ");
  return `largest ${variable} within ${limit}: ${formatSize(value)} (${format(highest)}, ${formatPercent(fill)} of it; ${sure})${nextClause(budget, format)}`;
}

function confidenceClauses({ confidence, extrapolation }: LargestFound): string[] {
  return [
    ...(confidence === undefined ? [] : [confidenceClause(confidence)]),
    ...(extrapolation === undefined ? [] : [`${extrapolation.toPrecision(2)} times beyond the sweep, measured there`]),
  ];
}

/** A vague law says nothing against a size whose runs all were within the limit. */
function confidenceClause(confidence: number): string {
  if (confidence < LEAST_CONFIDENCE) return "the fitted law is too vague to say how sure that is";
  return `${confidence >= 0.995 ? "over 99 %" : formatPercent(confidence)} under the fitted law`;
}

const LEAST_CONFIDENCE = 0.9;

/** Why no larger value is the answer. */
function nextClause({ over, jump, endedBy }: LargestFound, format: (amount: number) => string): string {
  if (jump) return `; ${jumpClause(jump, format)}`;
  if (endedBy === "range") return "; the range ends there";
  if (endedBy === "reach") return "; larger values are too far beyond the sweep to be told from it";
  if (endedBy === "cap") return "; the machine has no more to give";
  if (!over) return "";
  return over.amount === undefined ? `; ${formatSize(over.value)} is too much` : `; ${formatSize(over.value)} took ${format(over.amount)}`;
}

function jumpClause({ from, to, before, after, isMeasured }: SweepJump, format: (amount: number) => string): string {
  const by = isMeasured ? "" : ", by the law,";
  return `the next step${by} is from ${format(before)} at ${formatSize(from)} to ${format(after)} at ${formatSize(to)}`;
}

/** Which values are as fast as the fastest, and what the smallest of them needs. */
export function bestSentence(best: BestSize, variable: string): string {
  const { fastest, equalFrom, equalTo } = best;
  const per = best.work === "piece" ? " for each one" : "";
  const isRange = equalFrom !== equalTo;
  const speed = isRange
    ? `best ${variable}: ${formatSize(equalFrom)} to ${formatSize(equalTo)} are equally fast${per}; `
    : `best ${variable}: `;
  const needs = `${formatSize(best.value)} needs ${costOf(best)}`;
  return (
    speed +
    needs +
    (fastest.value === best.value ? ", and is the fastest" : `, ${formatSize(fastest.value)}, the fastest, ${costOf(fastest)}`)
  );
}

function costOf({ bytes, ns }: SizeCost): string {
  return bytes === undefined ? formatShortDuration(ns) : `${formatMiB(bytes)} and ${formatShortDuration(ns)}`;
}

function expectationSentence({ text, departure: { sizes, from, ratioAtEnd } }: SweepExpectation, variable: string): string {
  const met = sizes.filter(({ verdict }) => verdict === "as-expected").length;
  if (from === undefined) return `expected ${text}: met at ${met} of ${sizes.length} sizes, at the largest of them too`;
  const more = ratioAtEnd > 1 ? "more" : "less";
  return `expected ${text}: from ${variable} = ${formatSize(from)} on it is ${more}, at the largest ${ratioAtEnd.toPrecision(3)} times as much`;
}

function comparisonSentences({ variable = "the other", memory, time }: SweptComparison): string[] {
  const told = (ratio: SweepRatio | undefined, what: string): string =>
    ratio ? `${ratioOf(ratio)} times the ${what}` : `the ${what} cannot be compared: at no common size both took more than noise`;
  return [`beside ${variable}: ${told(memory?.overall, "memory")}`, `beside ${variable}: ${told(time?.overall, "time")}`];
}

function ratioOf({ value, low, high }: SweepRatio): string {
  const range = low === undefined || high === undefined ? "" : ` (${low.toPrecision(3)} to ${high.toPrecision(3)})`;
  return value.toPrecision(3) + range;
}

function amountFormat(unit: "bytes" | "ns"): (amount: number) => string {
  return unit === "bytes" ? formatBytes : formatShortDuration;
}
