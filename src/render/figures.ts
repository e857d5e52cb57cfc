import type { AtPeak, GcActivity, Instrument, Run } from "../model/result";
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

/** `peak memory` and `increment`, in memory_profiler's words. */
export function memoryFigures(run: Pick<Run, "peakBytes" | "incrementBytes">): Figure[] {
  return [...figure("peak memory", run.peakBytes, formatMiB), ...figure("increment", run.incrementBytes, formatMiB)];
}

/** What every measuring magic prints: peak RSS, increment and time, as far as they were measured. */
export function mainFigures(run: Pick<Run, "peakBytes" | "incrementBytes" | "wallNs">): Figure[] {
  return [...memoryFigures(run), ...figure("time", run.wallNs, (ns) => formatDuration(ns))];
}

/** The rest of what is known of a run. */
export function furtherFigures(run: Run): Figure[] {
  return [
    ...figure("baseline", run.baselineBytes, formatMiB),
    ...figure("retained", run.retainedBytes, formatMiB),
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
export function atPeakTitle({ shareOfPeak, v8 }: AtPeak): string {
  const moment = `at ${formatPercent(shareOfPeak)} of the peak`;
  return v8 === undefined ? moment : `${moment} (V8 ${formatDuration(v8.distanceNs)} from it)`;
}

/** How sure the peak is, in one phrase: `exact (vmhwm)`, or `sampled (statm, every 5 ms; shorter peaks are missed)`. */
export function certainty({ probe, exact, toleranceBytes, intervalNs }: Instrument): string {
  const tolerance = toleranceBytes === undefined ? "" : `, ± ${formatBytes(toleranceBytes)}`;
  if (exact) return `exact (${probe}${tolerance})`;
  const interval = intervalNs === undefined ? "" : `, every ${formatDuration(intervalNs)}`;
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
