import type { NotebookRun, RunView, Session } from "../../../src/magics/magic";
import { completed, type Outcome } from "../../../src/model/outcome";
import type { Bindings } from "../../../src/model/program";
import type { HeapResult } from "../../../src/model/result";
import type { RunRecord } from "../../../src/model/run-record";
import type { RunRequest } from "../../../src/model/task";
import { seeded } from "../../../src/stats/seeded";
import { record } from "../sessions";

/** What a run of some code gives at each size. */
export interface Workload {
  /** NaN where it cannot be told. */
  bytes(values: Bindings): number;
  ns(values: Bindings): number;
  /** How it ends; completed where nothing is said. */
  outcome?(values: Bindings, run: number): Outcome | undefined;
  /** Thrown in place of a run, as where the state cannot be carried. */
  failure?(): Error | undefined;
  /** Whether a loop cannot be told from an empty one. */
  isBound?(values: Bindings): boolean;
  /** How long carrying the state took. */
  readonly carryNs?: number;
}

/** A session whose runs take what a workload says, but for some noise; the same each time. */
export class SimulatedSession implements Session {
  readonly marks = new Map<string, HeapResult>();
  readonly seesProcesses = true;
  readonly variables = new Map<string, unknown>();
  readonly runs: Bindings[] = [];
  readonly views: RunView[] = [];
  spareBytes: number | undefined = 8 * 2 ** 30;
  newProcesses: SimulatedSession | undefined;
  readonly engine: "fork" | "fresh";
  readonly #workload: Workload;
  readonly #random = seeded(7);

  constructor(workload: Workload, engine: "fork" | "fresh" = "fork") {
    this.#workload = workload;
    this.engine = engine;
  }

  inNewProcesses(): SimulatedSession | undefined {
    return this.newProcesses;
  }

  cellsOf(): ReadonlyMap<string, number> {
    return new Map();
  }

  variable(name: string): { readonly value: unknown } | undefined {
    return this.variables.has(name) ? { value: this.variables.get(name) } : undefined;
  }

  run({ program, task }: RunRequest, view: RunView): Promise<RunRecord> {
    const failure = this.#workload.failure?.();
    if (failure) return Promise.reject(failure);
    const values = program?.bindings ?? {};
    this.runs.push(values);
    this.views.push(view);
    const noise = (): number => 1 + (this.#random() - 0.5) * 0.004;
    const incrementBytes = this.#workload.bytes(values) * noise();
    const outcome = this.#workload.outcome?.(values, this.runs.length) ?? completed;
    const memory = Number.isNaN(incrementBytes) ? {} : { incrementBytes, peakBytes: 5e7 + incrementBytes };
    const figures = { baselineBytes: 5e7, ...memory, wallNs: this.#workload.ns(values) * noise() };
    const { carryNs } = this.#workload;
    const state = carryNs === undefined ? {} : { state: { copied: [], replayed: [], carryNs } };
    const atMostNs = this.#workload.isBound?.(values) ? { atMostNs: 0.2 } : {};
    const timings =
      task.kind === "timeit" ? [{ loops: 1, allRunsNs: [this.#workload.ns(values) * noise()], overheadNs: 0.5, ...atMostNs }] : undefined;
    const more = { outcome, ...state, ...(timings && { timings }) };
    return Promise.resolve(record(outcome.kind === "completed" ? figures : { baselineBytes: 5e7 }, more));
  }

  runInNotebook(): Promise<NotebookRun> {
    throw new Error("A sweep runs nothing in the notebook.");
  }
}
