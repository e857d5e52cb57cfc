import { redirectStandardStreams } from "../engine/standard-streams";
import type { OrphanKeeper } from "../engine/descendants";
import { completeMagic } from "../magics/completion";
import { helpPage } from "../magics/help";
import { inspectMagic } from "../magics/inspection";
import type { Registry } from "../magics/magic";
import type { Language } from "../magics/scan";
import { assertNever } from "../model/outcome";
import type { MimeBundle } from "../model/mime";
import { MagicError, type Step, planCell } from "./cell-plan";
import type { Cell, CellOutcome, CellOutput, CellRunner, Completeness, Completion } from "./cell-runner";
import { replaceConsoleClear } from "./console-clear";
import { completenessOf } from "./completeness";
import { failureOfMessage, failureOfThrown } from "./failures";
import type { HeapHoles } from "./heap-holes";
import { type ChooseEngine, Measurer } from "./measurer";
import { CompileError, type Notebook, type PieceOutcome } from "./notebook";
import { provideNotebookApi } from "./notebook-api";
import { Screen } from "./screen";
import { showValue } from "./values";

export interface RunnerOptions {
  readonly notebook: Notebook;
  readonly registry: Registry;
  readonly language: Language;
  readonly holes: HeapHoles;
  /** The engine that measures, with `--fresh` or without; throws `EngineError` where there is none. */
  readonly engine: ChooseEngine;
  readonly orphanKeeper: () => OrphanKeeper | undefined;
  /** Settles when nothing goes on in the background that would disturb a measurement. */
  readonly quiet: () => Promise<unknown>;
}

const OK: CellOutcome = { status: "ok" };

/** Executes cells of TypeScript or JavaScript, magics among them. */
export class NotebookRunner implements CellRunner {
  readonly #options: RunnerOptions;
  readonly #measurer: Measurer;
  readonly #screen = new Screen();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#measurer = new Measurer({ ...options, screen: this.#screen });
    redirectStandardStreams((name, text) => this.#screen.write(name, text));
    options.notebook.onDisplay((content, update) => this.#screen.output?.display(content, update));
    replaceConsoleClear(() => this.#screen.output?.clear(false));
    provideNotebookApi({
      measure: (magicName, fn, given) => this.#measurer.call(magicName, fn, given),
      prompt: (text, { password }) => this.#prompt(text, password),
    });
  }

  async execute(cell: Cell, output: CellOutput): Promise<CellOutcome> {
    const { holes } = this.#options;
    this.#screen.show(output);
    holes.cancel();
    try {
      return await this.#run(planCell(cell, this.#options), output);
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
    this.#measurer.interrupt();
    this.#options.notebook.tslab.executor.interrupt();
  }

  async close(): Promise<void> {
    this.#measurer.interrupt();
    await this.#measurer.idle;
    this.#options.holes.cancel();
    this.#options.notebook.tslab.close();
  }

  /** In order, up to the first that fails. The value of the last piece of code is shown. */
  async #run(steps: readonly Step[], output: CellOutput): Promise<CellOutcome> {
    for (const [index, step] of steps.entries()) {
      const outcome = await this.#step(step, output, index === steps.length - 1);
      if (outcome.status === "error") return outcome;
    }
    return OK;
  }

  async #step(step: Step, output: CellOutput, isLast: boolean): Promise<CellOutcome> {
    const { notebook, registry } = this.#options;
    switch (step.kind) {
      case "code":
        return ended(await notebook.run(step.prepared), isLast ? output : undefined);
      case "whole":
        return ended(await notebook.runWhole(step.source), output);
      case "measure":
        return this.#measurer.step(step, output, isLast);
      case "report":
        output.display({ data: step.magic.report(registry), metadata: {}, transient: {} }, false);
        return OK;
      case "help":
        output.page(helpPage(step.segment.magic));
        return OK;
      default:
        return assertNever(step);
    }
  }

  #prompt(text: string, password: boolean): Promise<string> {
    const { output } = this.#screen;
    return output ? output.input(text, password) : Promise.reject(new Error("prompt() can be called in a cell only."));
  }
}

function ended(outcome: PieceOutcome, output: CellOutput | undefined): CellOutcome {
  if (!outcome.ok) return outcome.error instanceof CompileError ? failureOfMessage(outcome.error) : failureOfThrown(outcome.error);
  if (outcome.value !== undefined) output?.result(showValue(outcome.value));
  return OK;
}
