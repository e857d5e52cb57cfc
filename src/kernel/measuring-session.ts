import type { OrphanKeeper } from "../engine/descendants";
import type { Engine } from "../engine/engine";
import { supervise } from "../engine/supervisor";
import type { NotebookRun, RunView, Session } from "../magics/magic";
import { seesProcesses } from "../measure/process-tree";
import type { OutputEvent } from "../model/child";
import type { LiveState } from "../model/live";
import type { Program } from "../model/program";
import type { EngineName, HeapResult, ResultKind } from "../model/result";
import type { RunRecord } from "../model/run-record";
import type { RunRequest } from "../model/task";
import type { CellOutput } from "./cell-runner";

export interface MeasuringSessionOptions {
  readonly kind: ResultKind;
  /** The engine that measures; throws `EngineError` where there is none. */
  readonly engine: () => Engine;
  /** The engine of new processes. */
  readonly newProcesses: () => Engine;
  /** What a child may take of memory before it endangers the machine. */
  readonly spareBytes: () => number | undefined;
  readonly output: CellOutput;
  readonly marks: Map<string, HeapResult>;
  /** The notebook's variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** See {@link Session.cellsOf}. */
  readonly cellsOf: Session["cellsOf"];
  readonly signal: AbortSignal;
  readonly orphanKeeper: OrphanKeeper | undefined;
  /** Turns positions in compiled code, as a new process gives them, into those of the cell as typed. */
  translate(stack: string): string;
  onLive(state: LiveState): void;
  /** The measured cell cleared the outputs. */
  onCleared(): void;
  runInNotebook(program: Program, view: { readonly showOutput: boolean; readonly showValue: boolean }): Promise<NotebookRun>;
}

/** One use of a magic: its children run one after the other, and what they show goes to the cell. */
export class MeasuringSession implements Session {
  readonly #options: MeasuringSessionOptions;

  constructor(options: MeasuringSessionOptions) {
    this.#options = options;
  }

  get engine(): EngineName {
    return this.#options.engine().name;
  }

  get seesProcesses(): boolean {
    return seesProcesses();
  }

  get marks(): Map<string, HeapResult> {
    return this.#options.marks;
  }

  variable(name: string): { readonly value: unknown } | undefined {
    const { variables } = this.#options;
    return Object.hasOwn(variables, name) ? { value: variables[name] } : undefined;
  }

  cellsOf(program?: Program): ReadonlyMap<string, number> {
    return this.#options.cellsOf(program);
  }

  get spareBytes(): number | undefined {
    return this.#options.spareBytes();
  }

  inNewProcesses(): Session | undefined {
    const { newProcesses } = this.#options;
    return this.engine === newProcesses().name ? undefined : new MeasuringSession({ ...this.#options, engine: newProcesses });
  }

  async run(request: RunRequest, view: RunView): Promise<RunRecord> {
    const { engine, signal, kind, orphanKeeper } = this.#options;
    const record = await supervise(engine(), request, {
      signal,
      ...(orphanKeeper && { orphanKeeper }),
      // Of a sweep nobody knows yet which run is the last one.
      isFollowed: view.sweep !== undefined || view.run < view.runs,
      onOutput: (event) => {
        if (view.showOutput) this.#show(event);
      },
      onProgress: (progress) => {
        const { run, runs, sweep } = view;
        this.#options.onLive({ kind, run, runs, ...(sweep && { sweep }), ...progress });
      },
    });
    return this.#withPositions(record);
  }

  runInNotebook(program: Program, view: { readonly showOutput: boolean; readonly showValue: boolean }): Promise<NotebookRun> {
    return this.#options.runInNotebook(program, view);
  }

  #withPositions(record: RunRecord): RunRecord {
    const { outcome } = record;
    return outcome.kind === "threw" ? { ...record, outcome: { ...outcome, stack: this.#options.translate(outcome.stack) } } : record;
  }

  #show(event: OutputEvent): void {
    const { output } = this.#options;
    switch (event.type) {
      case "stream":
        // A cell may print the stack of an error itself.
        output.stream(event.name, this.#options.translate(event.text));
        return;
      case "display":
        output.display(event.content, event.update);
        return;
      case "clear-output":
        output.clear(event.wait);
        this.#options.onCleared();
    }
  }
}
