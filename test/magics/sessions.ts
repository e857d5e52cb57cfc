import type { NotebookRun, Session } from "../../src/magics/magic";
import { completed, type Outcome } from "../../src/model/outcome";
import type { HeapResult, Instrument, Run } from "../../src/model/result";
import type { RunRecord } from "../../src/model/run-record";
import type { RunRequest } from "../../src/model/task";

export const instrument: Instrument = {
  probe: "vmhwm",
  exact: true,
  clock: "process.hrtime",
  node: "v20.0.0",
  v8: "11.3",
  os: "linux",
  flags: [],
};

/** A run as the supervisor reports it. */
export function record(run: Run, rest: Partial<RunRecord> = {}): RunRecord {
  return { outcome: completed, run, instrument, notes: [], ...rest };
}

/** A session that answers with given records, and writes down what it was asked. */
export class FakeSession implements Session {
  readonly marks = new Map<string, HeapResult>();
  readonly engine = "fork";
  seesProcesses = true;
  readonly variables = new Map<string, unknown>();
  readonly requests: RunRequest[] = [];
  readonly views: unknown[] = [];
  readonly inNotebook: unknown[] = [];
  readonly #records: RunRecord[];
  readonly #notebookOutcome: Outcome;

  constructor(records: readonly RunRecord[], notebookOutcome: Outcome = completed) {
    this.#records = [...records];
    this.#notebookOutcome = notebookOutcome;
  }

  readonly spareBytes = undefined;
  /** Where the session is asked for new processes, it answers with this one. */
  newProcesses: FakeSession | undefined = undefined;

  inNewProcesses(): FakeSession | undefined {
    return this.newProcesses;
  }

  variable(name: string): { readonly value: unknown } | undefined {
    return this.variables.has(name) ? { value: this.variables.get(name) } : undefined;
  }

  cellsOf(): ReadonlyMap<string, number> {
    return new Map();
  }

  run(request: RunRequest, view: unknown): Promise<RunRecord> {
    this.requests.push(request);
    this.views.push(view);
    return Promise.resolve(this.#records.shift()!);
  }

  runInNotebook(program: unknown, view: unknown): Promise<NotebookRun> {
    this.inNotebook.push([program, view]);
    const figures = { wallNs: 5, cpuUserNs: 3, cpuSystemNs: 2, baselineBytes: 100, peakBytes: 170 };
    return Promise.resolve({ outcome: this.#notebookOutcome, ...figures, instrument });
  }
}
