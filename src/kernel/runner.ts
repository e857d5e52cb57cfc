import { redirectStandardStreams } from "../engine/standard-streams";
import type { OrphanKeeper } from "../engine/descendants";
import { completeMagic } from "../magics/completion";
import { inspectMagic } from "../magics/inspection";
import type { Registry } from "../magics/magic";
import type { Language } from "../magics/scan";
import type { MimeBundle } from "../model/mime";
import { MagicError, planCell } from "./cell-plan";
import type { Cell, CellOutcome, CellOutput, CellRunner, Completeness, Completion } from "./cell-runner";
import { runSteps } from "./cell-steps";
import { replaceConsoleClear } from "./console-clear";
import { completenessOf } from "./completeness";
import { failureOfMessage } from "./failures";
import type { HeapHoles } from "./heap-holes";
import { type ChooseEngine, Measurer } from "./measurer";
import type { Notebook } from "./notebook";
import { provideNotebookApi } from "./notebook-api";
import { CompileError } from "./piece-reports";
import { Screen } from "./screen";
import type { Stop } from "./stop";
import type { ComposedTslab } from "./tslab";

export interface RunnerOptions {
  readonly notebook: Notebook<ComposedTslab>;
  readonly registry: Registry;
  readonly language: Language;
  readonly holes: HeapHoles;
  /** The one that the notebook heeds. */
  readonly stop: Stop;
  /** The engine that measures, with `--fresh` or without; throws `EngineError` where there is none. */
  readonly engine: ChooseEngine;
  readonly orphanKeeper: () => OrphanKeeper | undefined;
  /** Settles when nothing goes on in the background that would disturb a measurement. */
  readonly quiet: () => Promise<unknown>;
}

/** Executes cells of TypeScript or JavaScript, magics among them. */
export class NotebookRunner implements CellRunner {
  readonly #options: RunnerOptions;
  readonly #measurer: Measurer;
  readonly #screen = new Screen();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#measurer = new Measurer({ ...options, screen: this.#screen, otherEngine: () => forkAmong(options.engine) });
    redirectStandardStreams((name, text) => this.#screen.write(name, text));
    options.notebook.tslab.onDisplay((content, update) => this.#screen.output?.display(content, update));
    replaceConsoleClear(() => this.#screen.output?.clear(false));
    provideNotebookApi({
      measure: (magicName, fn, given) => this.#measurer.call(magicName, fn, given),
      prompt: (text, { password }) => this.#prompt(text, password),
    });
  }

  async execute(cell: Cell, output: CellOutput): Promise<CellOutcome> {
    const { holes, stop } = this.#options;
    stop.begin();
    this.#screen.show(output);
    holes.cancel();
    try {
      return await runSteps(planCell(cell, this.#options), output, { ...this.#options, measurer: this.#measurer });
    } catch (error) {
      if (error instanceof CompileError || error instanceof MagicError) return failureOfMessage(error);
      throw error;
    } finally {
      holes.idle();
    }
  }

  complete(code: string, offset: number): Completion {
    const { notebook, registry, language } = this.#options;
    const found = completeMagic(code, offset, registry, language);
    if (found.kind === "magic") return found;
    const { start, end, candidates } = notebook.tslab.executor.complete(found.text, offset);
    return { matches: candidates, start, end };
  }

  inspect(code: string, offset: number): MimeBundle | undefined {
    const { notebook, registry, language } = this.#options;
    const found = inspectMagic(code, offset, registry, language);
    return found.kind === "magic" ? found.bundle : notebook.inspect(found.text, offset);
  }

  isComplete(code: string): Completeness {
    return completenessOf(code, this.#options);
  }

  interrupt(): void {
    this.#options.stop.ask();
    this.#measurer.interrupt();
    this.#options.notebook.tslab.executor.interrupt();
  }

  async close(): Promise<void> {
    this.#measurer.interrupt();
    await this.#measurer.idle;
    this.#options.holes.cancel();
    this.#options.notebook.tslab.close();
  }

  #prompt(text: string, password: boolean): Promise<string> {
    const { output } = this.#screen;
    return output ? output.input(text, password) : Promise.reject(new Error("prompt() can be called in a cell only."));
  }
}

/** New processes measure everything where fork does not work. */
function forkAmong(engine: ChooseEngine): string | undefined {
  return engine(false).name === "fork" ? "measure with the fork engine (without --fresh)" : undefined;
}
