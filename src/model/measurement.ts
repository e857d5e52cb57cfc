import type { AllocationSites } from "./allocation-sites";
import type { GraphReport } from "./heap-graph";
import type { Outcome } from "./outcome";
import type { GcActivity, Note, Partition, V8Counters, V8Reading } from "./result";

/**
 * What a child reports of its own run, sent as its last message. All times are on the system's monotonic clock
 * (`process.hrtime`), which kernel and child share, so that the kernel's samples can be laid beside them.
 */
export interface Measurement {
  readonly outcome: Extract<Outcome, { kind: "completed" | "threw" }>;
  /** The moment of the baseline, just before the cell. Absent if setup failed. */
  readonly startedAtNs?: number;
  readonly baselineBytes?: number;
  /**
   * Exact high-water mark since the baseline; absent where the child cannot read it. Of a child and its descendants together: the highest sum
   * that the child knows of.
   */
  readonly peakBytes?: number;
  /** What read `peakBytes`; present where that is exact. */
  readonly peakProbe?: "vmhwm" | "ru_maxrss";
  /** Where the mark is of the whole process and the cell did not raise it: the peak was no higher than that. */
  readonly peakAtMostBytes?: number;
  /** RSS after the cell and a garbage collection, minus the baseline. */
  readonly retainedBytes?: number;
  /** By how much the data segment was larger at the end of the cell than at the baseline. */
  readonly dataGrowthBytes?: number;
  /** V8's counters once all garbage was collected; absent where none was. */
  readonly v8Retained?: V8Counters;
  /** Of another memory than RSS, where that was asked for. */
  readonly metric?: MetricReadings;
  readonly wallNs?: number;
  readonly cpuUserNs?: number;
  readonly cpuSystemNs?: number;
  readonly gc?: GcActivity;
  /** Readings of V8's counters at the moments when the child could take them (just before and just after the cell). */
  readonly v8Readings?: readonly V8Reading[];
  /** Of a timed loop: one for each body. */
  readonly timings?: readonly Timing[];
  readonly partition?: Partition;
  readonly graph?: GraphReport;
  readonly sites?: AllocationSites;
  readonly notes: readonly Note[];
}

/** What a child read of another memory than RSS. What it could not read is absent. */
export interface MetricReadings {
  readonly baselineBytes?: number;
  /** At the end of the cell. */
  readonly endBytes?: number;
  readonly peakBytes?: number;
  /** Once garbage was collected, minus the baseline. */
  readonly retainedBytes?: number;
}

/** The raw figures of a timed loop. Durations are of whole repeats, with the empty loop already subtracted. */
export interface Timing {
  readonly loops: number;
  /** Time of each repeat (all its loops), in the order in which they ran. */
  readonly allRunsNs: readonly number[];
  /** Time of the empty loop, per loop; it has been subtracted. */
  readonly overheadNs: number;
  /** Where the body cannot be told from an empty loop: what a loop takes at most. */
  readonly atMostNs?: number;
  /** Why there were no more repeats; absent where they did not come to their end. */
  readonly stop?: TimingStop;
  /** Collections of garbage while the clock ran; absent where Node did not tell. */
  readonly gc?: GcActivity;
}

/** All repeats that were asked for; or the mean was known well enough; or there was no time left. */
export type TimingStop = "repeats" | "precision" | "budget";
