import type { Program } from "./program";

/** What a child does with its program. */
export type Task =
  | { readonly kind: "memit" }
  | {
      readonly kind: "timeit";
      /** Loops in each repeat; absent: chosen so that one repeat takes at least 0.2 s, as IPython does. */
      readonly loops?: number;
      readonly repeat: number;
    }
  | { readonly kind: "heap" };

/** Bounds on one run. Absent means unbounded, apart from the budget that protects the machine. */
export interface Limits {
  /** Wall time of setup and cell. */
  readonly timeoutNs?: number;
  /** V8 heap that the cell may add to the baseline. */
  readonly maxHeapBytes?: number;
  /** Data segment (RLIMIT_DATA) that the cell may add to the baseline. */
  readonly maxDataBytes?: number;
}

/** One run in one child. */
export interface RunRequest {
  readonly task: Task;
  /** Absent only for `%heap` of the notebook itself. */
  readonly program?: Program;
  readonly limits: Limits;
}
