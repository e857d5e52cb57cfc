import type { AllocationSites } from "./allocation-sites";
import type { GraphReport } from "./heap-graph";
import type { Metric } from "./metric";
import type { Outcome } from "./outcome";
import type { StateSummary } from "./state-summary";
import type { SweepResult } from "./sweep-result";

export const RESULT_VERSION = 1;

export type EngineName = "fork" | "fresh";
export type ResultKind = "memit" | "timeit" | "heap" | "time" | "sweep";

/** A remark on a result: a verdict on its quality, or why a figure is absent. `reason` is stable, `text` is for people. */
export interface Note {
  readonly reason: string;
  readonly text: string;
}

/** What read the numbers, and how sure they are. */
export interface Instrument {
  /**
   * What read the peak: `vmhwm` (the system's high-water mark, reset at the baseline), `ru_maxrss` (the same, of a child that died, or of a
   * process that the cell made larger than it ever was), `v8-gc` (V8's own counters, at each collection and at the end); or samples: `statm` (of /proc), `pidusage` (the package), `self` (the child's own).
   */
  readonly probe: "vmhwm" | "ru_maxrss" | "v8-gc" | "statm" | "pidusage" | "self";
  readonly exact: boolean;
  /** Known only after a calibration. */
  readonly toleranceBytes?: number;
  /** Interval of the samples that make the curve; absent when there was no sampling. */
  readonly intervalNs?: number;
  readonly clock: string;
  readonly node: string;
  readonly v8: string;
  readonly os: string;
  readonly flags: readonly string[];
  readonly transparentHugePages?: string;
}

/** V8's own counters. Array buffers are part of what is external. */
export interface V8Counters {
  readonly heapUsedBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
}

/** V8's own counters at one moment of the run; `atNs` counts from the baseline. */
export interface V8Reading extends V8Counters {
  readonly atNs: number;
  readonly rssBytes: number;
}

/** The run's state at its highest sample; never a figure of another moment. */
export interface AtPeak {
  readonly tNs: number;
  /** The highest sample as a share of the exact peak, 0 to 1. */
  readonly shareOfPeak: number;
  /** What RSS was made of; absent where only /proc could tell and did not. */
  readonly rssAnonBytes?: number;
  readonly rssFileBytes?: number;
  readonly rssShmemBytes?: number;
  /** The child's own nearest reading; absent where its RSS was under 90 % of the peak. */
  readonly v8?: V8Counters & { readonly distanceNs: number };
}

export interface GcActivity {
  readonly count: number;
  readonly pauseNs: number;
}

/** RSS over time, at most 200 points; the three arrays have equal lengths and `tNs` counts from the baseline. */
export interface Curve {
  readonly tNs: readonly number[];
  readonly rssBytes: readonly number[];
  readonly cpuPercent: readonly number[];
}

/** What was resident, where the figures of a run are of another memory. */
export interface RssFigures {
  readonly exact: boolean;
  readonly baselineBytes?: number;
  readonly peakBytes?: number;
  readonly incrementBytes?: number;
  readonly retainedBytes?: number;
}

/** One execution in one child. What could not be measured is absent. Its memory is that of the result's `metric`; curve and `atPeak` are of RSS. */
export interface Run {
  readonly baselineBytes?: number;
  readonly peakBytes?: number;
  readonly incrementBytes?: number;
  readonly retainedBytes?: number;
  readonly wallNs?: number;
  /** Of a sweep of `%timeit`: the median time of one loop; absent where only a bound is known. */
  readonly loopNs?: number;
  readonly cpuUserNs?: number;
  readonly cpuSystemNs?: number;
  readonly atPeak?: AtPeak;
  /** Present where the metric is not RSS. */
  readonly rss?: RssFigures;
  readonly gc?: GcActivity;
  /** V8's counters just before the cell, at its end, and once all garbage was collected; the last is absent where none was. */
  readonly v8?: { readonly baseline: V8Counters; readonly end: V8Counters; readonly retained?: V8Counters };
  /** By how much the data segment, all that is mapped for the process's own use, was larger at the end than at the baseline. */
  readonly dataGrowthBytes?: number;
  readonly curve?: Curve;
}

/** What all results have. */
export interface ResultBase {
  readonly version: typeof RESULT_VERSION;
  readonly code: string;
  readonly outcome: Outcome;
  readonly notes: readonly Note[];
}

interface MeasuredResult extends ResultBase {
  readonly engine: EngineName;
  /** Of the run with the highest peak. */
  readonly peakBytes?: number;
  readonly incrementBytes?: number;
  readonly baselineBytes?: number;
  readonly wallNs?: number;
  readonly runs: readonly Run[];
  readonly instrument: Instrument;
  /** What the run with the highest peak was given of the notebook's state. With the engine `fresh` only: a fork is a copy of all of it. */
  readonly state?: StateSummary;
}

/** One figure over several runs, in the unit that the name of the field says. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** 95 % confidence interval of the mean, by Student's t. */
  readonly ciLow: number;
  readonly ciHigh: number;
}

/** The figures of the runs that completed, of which there are at least two. A figure is absent where it is not known of all of them. */
export interface RunsSpread {
  readonly count: number;
  readonly peakBytes?: Spread;
  readonly incrementBytes?: Spread;
  readonly wallNs?: Spread;
}

/** One figure beside that of an earlier measurement, in the unit that the name of the field says. Less is better. */
export interface Judgement {
  readonly actual: number;
  readonly reference: number;
  /** `actual / reference`; absent where that is 0. */
  readonly ratio?: number;
  /** What both may differ by, and still be called invariant. */
  readonly tolerance: number;
  readonly verdict: "invariant" | "better" | "worse";
}

/** A result beside an earlier one, by the medians of their runs. */
export interface Comparison {
  /** The variable that holds the earlier one, where it has a name. */
  readonly variable?: string;
  readonly runs: number;
  readonly referenceRuns: number;
  readonly peakBytes?: Judgement;
  readonly incrementBytes?: Judgement;
  readonly wallNs?: Judgement;
  /** In what else the two measurements differ, such as the engine. */
  readonly differences?: readonly string[];
}

/** What the user demanded of a measurement, and whether it holds. */
export interface Assertion {
  readonly what: "peak" | "increment";
  readonly limitBytes: number;
  /** The highest of all runs; absent where it is not known of one of them. */
  readonly actualBytes?: number;
  /** False also where that is not known: where the figure is absent, or the code did not complete. */
  readonly holds: boolean;
}

export interface MemitResult extends MeasuredResult {
  readonly kind: "memit";
  /** Which memory the figures are of; absent: RSS. */
  readonly metric?: Exclude<Metric, "rss">;
  /** Present where at least two runs completed. */
  readonly spread?: RunsSpread;
  /** Present with `--children`: the memory is that of all processes of the code. */
  readonly withChildren?: true;
  /** Present with `--compare`, if the code completed. */
  readonly comparison?: Comparison;
  /** Present with `--assert-peak` and `--assert-increment`. */
  readonly assertions?: readonly Assertion[];
}

/** Statistics of one loop, in nanoseconds, over the repeats. `stdevNs` is the population deviation, as IPython's. */
export interface PerLoop {
  readonly meanNs: number;
  readonly stdevNs: number;
  readonly bestNs: number;
  readonly worstNs: number;
  readonly medianNs: number;
  readonly p75Ns: number;
  readonly p99Ns: number;
  /** 95 % confidence interval of the mean; absent with a single repeat. */
  readonly ciLowNs?: number;
  readonly ciHighNs?: number;
}

/** The times of one body. */
export interface BodyTimes {
  readonly loops?: number;
  /** Per repeat, all loops of it. */
  readonly allRunsNs: readonly number[];
  /** Absent where nothing was measured, and where {@link atMostNs} is all that is known. */
  readonly perLoop?: PerLoop;
  /** The body cannot be told from an empty loop: what a loop takes at most. */
  readonly atMostNs?: number;
  readonly overheadNs?: number;
  /** Why there were no more repeats: all were made, the mean was known to 1 %, or the time was up. */
  readonly stop?: "repeats" | "precision" | "budget";
  /** Collections of garbage while the clock ran. */
  readonly gcInside?: GcActivity;
}

export interface TimeitResult extends MeasuredResult, BodyTimes {
  readonly kind: "timeit";
  /** Repeats that were asked for; those that were made, where their number was not given. */
  readonly repeat: number;
  /** What it took to type-check and convert the code; absent in a call from code. */
  readonly compileNs?: number;
  /** With `--compare`: the bodies that were timed in turns. The times of the result itself are those of the first. */
  readonly contenders?: readonly Contender[];
}

/** One of several bodies that were timed in turns. */
export interface Contender extends BodyTimes {
  readonly code: string;
  /** Its time beside that of the first; absent for the first, and where one of them is not known. */
  readonly ratio?: { readonly value: number; readonly low?: number; readonly high?: number };
}

/**
 * What the rows of a table of the heap are: classes by their constructors; V8's types alone; sizes, in powers of two; or where the classes come
 * from. Whatever is of no class stands under the name of its type.
 */
export type By = "class" | "type" | "size" | "module";

/** One row of heapy's partition: all live objects of one kind. Bytes are shallow. */
export interface PartitionRow {
  readonly index: number;
  readonly count: number;
  readonly bytes: number;
  readonly cumulativeBytes: number;
  readonly kind: string;
  /** Half-width of the uncertainty of `bytes`; absent when they are exact. */
  readonly errorBytes?: number;
}

/** Heapy's table. In a difference (what a cell left alive) counts and bytes may be negative. Rows are sorted by bytes, largest first. */
export interface Partition {
  /** What the rows are; absent: classes. `type` also where something else was wanted, and a note says why it could not be told. */
  readonly by?: By;
  readonly objectCount: number;
  readonly totalBytes: number;
  readonly rows: readonly PartitionRow[];
  /** Rows beyond the ten that the text shows. */
  readonly moreRows: number;
  /** Absent where V8's own total is not known: of a snapshot's file. */
  readonly proof?: PartitionProof;
}

/** The sum of a table's rows beside what V8 itself says is in use of its heap, counted in another way. */
export interface PartitionProof {
  /** Of the rows in V8's heap. */
  readonly heapBytes: number;
  /** V8's own total, of the same moments. */
  readonly usedHeapBytes: number;
  /** Of the rows that lie outside it. */
  readonly outsideBytes: number;
}

/** One kind of object in two partitions. */
export interface PartitionChange {
  readonly kind: string;
  readonly count: number;
  readonly bytes: number;
  /** What there is more of than there was; negative where there is less. */
  readonly countChange: number;
  readonly bytesChange: number;
}

/** What has changed since an earlier partition; kinds that are as they were are left out. The largest changes of bytes, up or down, come first. */
export interface PartitionDiff {
  /** Of the mark or the variable that holds the earlier result; absent where code gave the result itself. */
  readonly since?: string;
  readonly countChange: number;
  readonly bytesChange: number;
  readonly rows: readonly PartitionChange[];
}

export interface HeapResult extends MeasuredResult {
  readonly kind: "heap";
  /** `cell`: what the cell left alive beyond the baseline; `notebook`: everything alive in the notebook. */
  readonly scope: "cell" | "notebook";
  readonly partition?: Partition;
  /** Of a question to the graph of objects, in place of the table. */
  readonly graph?: GraphReport;
  /** With `--by site`, in place of the table. */
  readonly sites?: AllocationSites;
  /** With `--diff`. */
  readonly diff?: PartitionDiff;
  /** The name under which it was kept for a later `--diff`. */
  readonly mark?: string;
}

/** `%time`: run in the notebook itself, so increments are those of the kernel's own process. */
export interface TimeResult extends ResultBase {
  readonly kind: "time";
  readonly wallNs: number;
  readonly cpuUserNs: number;
  readonly cpuSystemNs: number;
  readonly baselineBytes?: number;
  readonly peakBytes?: number;
  readonly incrementBytes?: number;
  readonly instrument: Instrument;
}

export type AnyResult = MemitResult | TimeitResult | HeapResult | TimeResult | SweepResult;
