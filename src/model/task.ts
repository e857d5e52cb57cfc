import type { GraphQuestion } from "./heap-graph";
import type { Metric } from "./metric";
import type { By } from "./result";
import type { Program } from "./program";

/** What a child does with its program. */
export type Task = MemitTask | TimeitTask | HeapTask;

/** Looks at what is alive: in a table by kind; with a question, in a snapshot of the whole graph; or where it was allocated. */
export interface HeapTask {
  readonly kind: "heap";
  readonly question?: GraphQuestion;
  /** What the rows of the table are; absent: classes. */
  readonly by?: By;
  /** Samples where the program allocates what stays alive, in place of the table. */
  readonly sites?: true;
}

export interface MemitTask {
  readonly kind: "memit";
  /** Of which memory the figures are; absent: RSS. */
  readonly metric?: Exclude<Metric, "rss">;
}

/** Times a body in a loop, or several in turns. */
export interface TimeitTask {
  readonly kind: "timeit";
  /** Loops in each repeat; absent: chosen by how long they take. */
  readonly loops?: number;
  /** Repeats; absent: as many as it takes to know the mean well, within the budget. */
  readonly repeat?: number;
  /** Time for all repeats of a body, where their number is not given. */
  readonly budgetNs: number;
  /** Wall time, or the time that this process has computed in user mode. */
  readonly clock: TimeitClock;
  /** When garbage is collected, outside the clock: not at all, before the first repeat, or before each. */
  readonly collect: "none" | "once" | "each";
  /** The setup runs before every loop, outside the clock, instead of once. */
  readonly setupEach: boolean;
}

export type TimeitClock = "wall" | "cpu-user";

/** Bounds on one run. Absent means unbounded, apart from the budget that protects the machine. */
export interface Limits {
  /** Wall time of setup and cell. */
  readonly timeoutNs?: number;
  /** V8 heap that the cell may add to the baseline. */
  readonly maxHeapBytes?: number;
  /** Data segment (RLIMIT_DATA) that the cell may add to the baseline. */
  readonly maxDataBytes?: number;
}

/** How the memory of a run is sampled, where the user says so. */
export interface Sampling {
  /** Time between the samples that make the curve. */
  readonly intervalNs?: number;
  /** The memory of the processes that the child starts is added to its own. */
  readonly withChildren?: true;
}

/** One run in one child. */
export interface RunRequest {
  readonly task: Task;
  /** Absent only for `%heap` of the notebook itself. */
  readonly program?: Program;
  readonly limits: Limits;
  readonly sampling?: Sampling;
}
