import type { Bindings } from "../../model/program";
import type { RunRecord } from "../../model/run-record";

/**
 * One run of a sweep. `died`: of memory or of its time limit, which bounds the sizes; `stopped`: in a way that ends the sweep; `unread`: it completed, but
 * what the sweep is about was not measured, which ends the sweep, too.
 */
export interface SweptRun {
  readonly values: Bindings;
  readonly phase: "sizes" | "budget";
  readonly how: "completed" | "died" | "stopped" | "unread";
  readonly record: RunRecord;
  /** From the request of a child to its end. */
  readonly elapsedNs: number;
}
