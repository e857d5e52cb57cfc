import { createRequire } from "node:module";
import type { FreshEngine } from "../../engine/fresh/fresh-engine";
import { type MagicCompletion, completeMagic } from "../../magics/completion";
import { type MagicInspection, inspectMagic } from "../../magics/inspection";
import { parseCell } from "../../magics/parse-cell";
import { registry } from "../../magics/registry";
import type { Language } from "../../magics/scan";
import { MagicError, planCell } from "../cell-plan";
import type { Cell, CellOutcome, Completeness } from "../cell-runner";
import { runSteps } from "../cell-steps";
import { CarriedState } from "../carried";
import { completenessOf } from "../completeness";
import { failureOfMessage } from "../failures";
import { Measurer } from "../measurer";
import { Notebook } from "../notebook";
import { newProcesses } from "../new-processes";
import type { NotebookApi } from "../notebook-api";
import { CompileError, PieceReports } from "../piece-reports";
import { describeInternalError } from "../protocol/internal-error";
import { SourcePositions } from "../source-positions";
import type { Executor } from "../tslab";
import { internalsOf } from "./internals";
import { StockOutput } from "./stock-output";
import { StockScreen } from "./stock-screen";
import { stockTslab } from "./stock-tslab";
import { lookAtProcess } from "./stock-world";
import type { JupyterModule, WriteDisplayData } from "./tslab-shapes";

export interface StockKernelOptions {
  readonly jupyterFile: string;
  readonly jupyter: JupyterModule;
  readonly executor: Executor;
}

/** How a cell with magics ended, and what its reply says besides. */
export interface StockEnd {
  readonly outcome: CellOutcome;
  readonly payload: readonly object[];
}

/** The magics of a stock tslab kernel. Its ordinary cells do not come here. */
export class StockKernel {
  readonly #language: Language;
  readonly #notebook: Notebook;
  readonly #measurer: Measurer;
  readonly #carried: CarriedState;
  #engine: FreshEngine | undefined;
  #isClosed = false;

  /** Throws `UnknownTslabError` where the kernel's tslab is built otherwise than tslab 1.0.22. */
  constructor({ jupyterFile, jupyter, executor }: StockKernelOptions) {
    const internals = internalsOf(executor);
    const reports = new PieceReports();
    const positions = new SourcePositions();
    const tslab = stockTslab({ jupyterFile, executor, internals, positions, console: reports });
    this.#language = internals.isJs ? "javascript" : "typescript";
    this.#notebook = new Notebook({ tslab, reports, positions, hasUnseenCode: true, beforeRun: () => undefined });
    this.#carried = new CarriedState({
      scope: this.#notebook.scope,
      positions,
      folder: internals.folder,
      tslabFile: createRequire(jupyterFile).resolve(".."),
      world: () => lookAtProcess(jupyterFile),
    });
    this.#measurer = new Measurer({
      notebook: this.#notebook,
      registry,
      screen: new StockScreen(jupyter, () => this.#isClosed),
      engine: () => (this.#engine ??= newProcesses((request) => this.#carried.pack(request))),
      otherEngine: () =>
        process.platform === "linux" ? `open the notebook with the ${ourKernel(this.#language)} kernel, which can fork` : undefined,
      orphanKeeper: () => undefined,
      quiet: async () => this.#engine?.quiet,
    });
  }

  get api(): NotebookApi {
    return {
      measure: (magicName, fn, options) => this.#measurer.call(magicName, fn, options),
      prompt: () => Promise.reject(new Error("prompt() works in the tslab-magics kernel only. Write the value into the cell.")),
    };
  }

  /** Whether a cell is ours to run: it has magics, or something that was meant to be one. */
  holdsMagic(code: string): boolean {
    if (!code.includes("%") || this.#isWhole(code)) return false;
    const parsed = parseCell(code, registry, { language: this.#language });
    return "error" in parsed || parsed.segments.some(({ kind }) => kind !== "code" && kind !== "blank");
  }

  /** Runs a cell with magics and publishes what it shows. Never rejects; after {@link close} it never resolves either. */
  async execute(code: string, executionCount: number, writeDisplayData: WriteDisplayData): Promise<StockEnd> {
    const output = new StockOutput(writeDisplayData, executionCount, () => this.#isClosed);
    const outcome = await this.#run({ code, executionCount, silent: false, allowStdin: false }, output);
    // A reply would go to a closed socket, and tslab would report that failure there as well, for ever.
    if (this.#isClosed) await new Promise(() => undefined);
    if (outcome.status === "error") output.failure(outcome);
    return { outcome, payload: output.payload };
  }

  /** What can stand at the cursor. Where it is TypeScript's to say: the cell with its magics blanked out. */
  complete(code: string, offset: number): MagicCompletion {
    return completeMagic(code, offset, registry, this.#language);
  }

  /** What the front end shows for what is at the cursor. Where it is TypeScript's to say: the cell with its magics blanked out. */
  inspect(code: string, offset: number): MagicInspection {
    return inspectMagic(code, offset, registry, this.#language);
  }

  isComplete(code: string): Completeness {
    return completenessOf(code, { notebook: this.#notebook, registry, language: this.#language });
  }

  /** Ends what is being measured; what was measured until now is kept and shown. */
  interrupt(): void {
    this.#measurer.interrupt();
  }

  /** The kernel closes its sockets and ends. */
  close(): void {
    this.#isClosed = true;
    this.#measurer.interrupt();
    this.#engine?.close();
  }

  async #run(cell: Cell, output: StockOutput): Promise<CellOutcome> {
    const options = { notebook: this.#notebook, registry, language: this.#language, measurer: this.#measurer };
    try {
      return await runSteps(planCell(cell, options), output, options);
    } catch (error) {
      if (error instanceof CompileError || error instanceof MagicError) return failureOfMessage(error);
      return { status: "error", ...describeInternalError(error) };
    }
  }

  #isWhole(code: string): boolean {
    const { module, mode } = this.#notebook.tslab.codeMetadata(code);
    return module !== undefined || mode === "browser";
  }
}

function ourKernel(language: Language): string {
  return language === "javascript" ? "jslab-magics" : "tslab-magics";
}
