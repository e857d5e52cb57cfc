import type { AllocationSites } from "./allocation-sites";
import type { GraphReport } from "./heap-graph";
import type { Timing } from "./measurement";
import type { Outcome } from "./outcome";
import type { StateSummary } from "./state-summary";
import type { Instrument, Note, Partition, Run } from "./result";

/** One run in one child as the supervisor saw it: what the child said, and what the system said of the child. */
export interface RunRecord {
  readonly outcome: Outcome;
  readonly run: Run;
  readonly instrument: Instrument;
  /** Present when at least one repeat of a timed loop ended, also if the run was stopped later. */
  readonly timings?: readonly Timing[];
  readonly partition?: Partition;
  readonly graph?: GraphReport;
  readonly sites?: AllocationSites;
  /** What the child was given of the notebook's state; absent where it is a copy of the notebook. */
  readonly state?: StateSummary;
  readonly notes: readonly Note[];
}
