import type { Metric } from "../model/metric";
import type { AtPeak, GcActivity, Instrument, Run } from "../model/result";
import { peakName } from "./metric";
import { count, formatBytes, formatDuration, formatMiB, formatPercent } from "./units";

/** A named value, ready to print. */
export interface Figure {
  readonly label: string;
  readonly value: string;
}

/** A figure, or none where the value was not measured: what is absent is never printed as 0. */
export function figure<Value>(label: string, value: Value | undefined, format: (value: Value) => string): Figure[] {
  return value === undefined ? [] : [{ label, value: format(value) }];
}

/** `peak memory` and `increment`, in memory_profiler's words; of another metric than RSS, its name. */
export function memoryFigures(run: Pick<Run, "peakBytes" | "incrementBytes">, metric?: Metric): Figure[] {
  return [...figure(peakName(metric), run.peakBytes, formatMiB), ...figure("increment", run.incrementBytes, formatMiB)];
}

/** What every measuring magic prints: peak (of RSS, if no metric is named), increment and time, as far as they were measured. */
export function mainFigures(run: Pick<Run, "peakBytes" | "incrementBytes" | "wallNs">, metric?: Metric): Figure[] {
  return [...memoryFigures(run, metric), ...figure("time", run.wallNs, (ns) => formatDuration(ns))];
}

/** The rest of what is known of a run. */
export function furtherFigures(run: Run): Figure[] {
  return [
    ...figure("baseline", run.baselineBytes, formatMiB),
    ...figure("retained", run.retainedBytes, formatMiB),
    ...figure("RSS peak", run.rss?.peakBytes, formatMiB),
    ...figure("RSS increment", run.rss?.incrementBytes, formatMiB),
    ...figure("CPU user", run.cpuUserNs, (ns) => formatDuration(ns)),
    ...figure("sys", run.cpuSystemNs, (ns) => formatDuration(ns)),
    ...figure("GC", run.gc, formatGc),
  ];
}

/** What the memory was made of at the highest sample, and V8's own counters at the nearest moment that it could be asked. */
export function atPeakFigures({ rssAnonBytes, rssFileBytes, rssShmemBytes, v8 }: AtPeak): Figure[] {
  return [
    ...figure("anonymous", rssAnonBytes, formatMiB),
    ...figure("files", rssFileBytes, formatMiB),
    ...figure("shared", rssShmemBytes, formatMiB),
    ...figure("V8 heap", v8?.heapUsedBytes, formatMiB),
    ...figure("external", v8?.externalBytes, formatMiB),
    ...figure("array buffers", v8?.arrayBuffersBytes, formatMiB),
  ];
}

/** The moment of {@link atPeakFigures}: `at 99 % of the peak (V8 3.2 ms from it)`. */
export function atPeakTitle({ atPeak, rss }: { readonly atPeak: AtPeak; readonly rss?: unknown }): string {
  const { shareOfPeak, v8 } = atPeak;
  const moment = `at ${formatPercent(shareOfPeak)} of the ${rss === undefined ? "peak" : "peak of RSS"}`;
  return v8 === undefined ? moment : `${moment} (V8 ${formatDuration(v8.distanceNs)} from it)`;
}

/** How sure the peak is, in one phrase: `exact (vmhwm)`, or `sampled (statm, every 5 ms; shorter peaks are missed)`. */
export function certainty({ probe, exact, toleranceBytes, intervalNs }: Instrument): string {
  const tolerance = toleranceBytes === undefined ? "" : `, ± ${formatBytes(toleranceBytes)}`;
  if (exact) return `exact (${probe}${tolerance})`;
  // The interval is that of samples from outside; V8 tells its counters when it collects.
  const interval = intervalNs === undefined || probe === "v8-gc" ? "" : `, every ${formatDuration(intervalNs)}`;
  return `sampled (${probe}${interval}${tolerance}; shorter peaks are missed)`;
}

/** `peak memory: 262.12 MiB, increment: 190.73 MiB`; the empty string when there is no figure. */
export function figureLine(figures: readonly Figure[]): string {
  return figures.map(({ label, value }) => `${label}: ${value}`).join(", ");
}

/** `3 collections in 12.3 ms`. */
export function formatGc(gc: GcActivity): string {
  return gc.count === 0 ? "no collection" : `${count(gc.count, "collection")} in ${formatDuration(gc.pauseNs)}`;
}
