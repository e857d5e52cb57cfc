import type { BodyTimes, PerLoop } from "../model/result";
import { type Figure, figure, formatGc } from "./figures";
import { fixed } from "./printf";
import { count } from "./units";

/** How a duration is printed: in how many significant digits. */
export type Format = (ns: number) => string;

/** What the first line says of the repeats. */
export type Statistic = "mean" | "median" | "best";

/** How times are shown. */
export interface TimesView {
  readonly format: Format;
  readonly statistic: Statistic;
}

/** IPython's line, `530 ns ± 20.9 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)`; of the repeats that ended, where not all did. */
export function loopLine(times: BodyTimes, view: TimesView): string | undefined {
  const value = valueText(times, view);
  return value && `${value} (${sampleText(times, view)})`;
}

/** The first part of {@link loopLine}; undefined where nothing was timed. */
export function valueText(times: BodyTimes, view: TimesView): string | undefined {
  const time = timeText(times, view);
  return time && `${time} per loop`;
}

/** The time of a loop: `530 ns ± 20.9 ns`, or `less than 0.5 ns`; undefined where nothing was timed. */
export function timeText({ perLoop, atMostNs }: BodyTimes, { format, statistic }: TimesView): string | undefined {
  if (perLoop !== undefined) return statisticText(perLoop, format, statistic);
  return atMostNs === undefined ? undefined : `less than ${format(atMostNs)}`;
}

/** What stands in brackets in {@link loopLine}. */
export function sampleText({ allRunsNs, loops, perLoop }: BodyTimes, { statistic }: TimesView): string {
  const of = count(allRunsNs.length, "run");
  const runs = perLoop === undefined ? `not to be told from an empty loop in ${of}` : `${STATISTICS[statistic]} of ${of}`;
  return loops === undefined ? runs : `${runs}, ${count(loops, "loop")} each`;
}

const STATISTICS: Readonly<Record<Statistic, string>> = { mean: "mean ± std. dev.", median: "median", best: "best" };

function statisticText({ meanNs, stdevNs, medianNs, bestNs }: PerLoop, format: Format, statistic: Statistic): string {
  return { mean: `${format(meanNs)} ± ${format(stdevNs)}`, median: format(medianNs), best: format(bestNs) }[statistic];
}

/** IPython's warning, on its conditions: more than four times as slow as the fastest, and worth talking about (above 1 μs). */
export function slowestLine({ perLoop }: BodyTimes): string | undefined {
  if (perLoop === undefined || perLoop.worstNs <= 4 * perLoop.bestNs || perLoop.bestNs <= 0 || perLoop.worstNs <= 1000) return undefined;
  const times = fixed(perLoop.worstNs / perLoop.bestNs, 2);
  return `The slowest run took ${times} times longer than the fastest. This could mean that an intermediate result is being cached.`;
}

/** What a mean hides; nothing where there was one repeat. */
export function spreadFigures({ perLoop, allRunsNs }: BodyTimes, { format }: TimesView): Figure[] {
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

/** Why there were no more repeats, where that was not the user's choice: `stopped when the mean was known to ± 0.8 %`. */
export function stopLine({ stop, perLoop }: BodyTimes): string | undefined {
  if (stop === undefined || stop === "repeats") return undefined;
  const share = perLoop?.ciHighNs === undefined || perLoop.meanNs === 0 ? undefined : (perLoop.ciHighNs - perLoop.meanNs) / perLoop.meanNs;
  const known = share === undefined ? undefined : `known to ± ${fixed(share * 100, 1)} %`;
  if (stop === "precision") return known === undefined ? undefined : `stopped when the mean was ${known}`;
  return known === undefined ? "stopped when the time was up" : `stopped when the time was up, the mean ${known}`;
}

/** What the loop itself cost, were its body empty. */
export function overheadLine({ overheadNs, loops }: BodyTimes, { format }: TimesView): string | undefined {
  if (overheadNs === undefined || loops === undefined) return undefined;
  return `the loop itself added ${format(overheadNs)}, which is subtracted`;
}

/** What garbage collection took of the times; nothing where there was none. */
export function gcLine({ gcInside, allRunsNs }: BodyTimes): string | undefined {
  if (gcInside === undefined || gcInside.count === 0) return undefined;
  const allNs = allRunsNs.reduce((sum, ns) => sum + ns, 0);
  const share = allNs > 0 ? ` (${fixed((gcInside.pauseNs / allNs) * 100, 1)} % of the time)` : "";
  return `garbage collection inside the clock: ${formatGc(gcInside)}${share}`;
}
