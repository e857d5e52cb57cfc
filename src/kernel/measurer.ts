import { type Engine, EngineError } from "../engine/engine";
import { readBudget } from "../engine/budget";
import { memoryCgroups } from "../engine/cgroups";
import type { OrphanKeeper } from "../engine/descendants";
import { callFromCode } from "../magics/api";
import { AssertionFailed, assertionErrorOf, isShown, replyErrorOf } from "../magics/failure";
import type { Magic, MagicCall, NotebookRun, Registry } from "../magics/magic";
import type { OptionValues } from "../magics/options";
import { UsageError } from "../magics/usage-error";
import { type CompiledCode, type Program, codesOf } from "../model/program";
import type { AnyResult, HeapResult } from "../model/result";
import { renderLive } from "../render/live";
import { StateError } from "../state/state-error";
import { type MeasureStep, RESULT_SLOT } from "./cell-plan";
import type { CellOutcome, CellOutput } from "./cell-runner";
import { failureOfMessage, failureOfThrew } from "./failures";
import { LiveDisplay } from "./live-display";
import { MeasuringSession } from "./measuring-session";
import type { Notebook, Prepared } from "./notebook";
import { runInNotebook } from "./notebook-run";
import { asNotebookValue } from "./result-value";
import type { Screen } from "./screen";
import { showValue } from "./values";
import { withWaysOut } from "./ways-out";

export interface MeasurerOptions {
  readonly notebook: Notebook;
  readonly registry: Registry;
  readonly screen: Pick<Screen, "output" | "muted">;
  /** The engine that measures, with `--fresh` or without; throws {@link EngineError} where there is none. */
  readonly engine: ChooseEngine;
  /** What measures a state that cannot be carried into a new process, as the end of a sentence; undefined where nothing does. */
  readonly otherEngine: () => string | undefined;
  readonly orphanKeeper: () => OrphanKeeper | undefined;
  /** Settles when nothing goes on in the background that would disturb a measurement. */
  readonly quiet: () => Promise<unknown>;
}

/** Given whether a new process is asked for. */
export type ChooseEngine = (isFresh: boolean) => Engine;

type Call = MagicCall<OptionValues>;
interface RunView {
  readonly showOutput: boolean;
  readonly showValue: boolean;
}

/** Runs the magics that measure, from a step of a cell or from a call in code; one at a time, because each wants the machine for itself. */
export class Measurer {
  readonly #options: MeasurerOptions;
  readonly #marks = new Map<string, HeapResult>();
  #stop = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: MeasurerOptions) {
    this.#options = options;
  }

  /** Settles when nothing is being measured. */
  get idle(): Promise<unknown> {
    return this.#last;
  }

  /** Ends what is being measured or waits to be; what was measured until now is kept and shown. */
  interrupt(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  /** Measures a step of a cell, shows the result, and stores it where the cell wants it. `-o` alone makes it the value of the cell's last step. */
  async step(step: MeasureStep, output: CellOutput, isLast: boolean): Promise<CellOutcome> {
    const program = this.#programOf(step);
    try {
      const { code, codes, names, segment } = step;
      const compileNs = step.body?.conversionNs;
      const call = {
        options: segment.options,
        code,
        ...(codes && { codes }),
        ...(compileNs !== undefined && { compileNs }),
        ...(program && { program }),
        ...(names && { names }),
      };
      const result = await this.#measure(step.magic, call, output);
      await this.#store(step, result);
      if (isLast && step.segment.options["result"] === true && !step.store) output.result(showValue(notebookValue(step.magic, result)));
      return segment.options["noRaiseError"] === true ? { status: "ok" } : outcomeOf(result);
    } catch (error) {
      if (error instanceof EngineError || error instanceof StateError || error instanceof UsageError) return failureOfMessage(error);
      throw error;
    } finally {
      if (program) this.#options.notebook.forget(codesOf(program));
    }
  }

  /** The functions of the public API: `memit(fn, options)`. Rejects with {@link AssertionFailed} if something is demanded that does not hold. */
  async call(magicName: string, fn: (() => unknown) | undefined, options: object): Promise<AnyResult> {
    const { registry, screen } = this.#options;
    const magic = registry.get(magicName);
    if (magic?.kind !== "measure" || screen.output === undefined) throw new Error(`${magicName}() can be called in a cell only.`);
    const call = callFromCode(magic, fn, options);
    const result = notebookValue(magic, await this.#measure(magic, call, screen.output));
    const failure = assertionErrorOf(result);
    if (failure !== undefined) throw new AssertionFailed(failure.evalue, result);
    return result;
  }

  #measure(magic: Magic, call: Call, output: CellOutput): Promise<AnyResult> {
    // Now: a Stop while this waits for its turn is meant for it, too.
    const { signal } = this.#stop;
    const measured = this.#last.then(() => this.#measureNow(magic, call, output, signal));
    this.#last = measured.catch(() => undefined);
    return measured;
  }

  async #measureNow(magic: Magic, call: Call, output: CellOutput, signal: AbortSignal): Promise<AnyResult> {
    await this.#options.quiet();
    const live = new LiveDisplay(output, renderLive);
    const isQuiet = call.options["quiet"] === true;
    const session = new MeasuringSession({
      kind: magic.name as AnyResult["kind"],
      engine: () => this.#options.engine(call.options["fresh"] === true),
      newProcesses: () => this.#options.engine(true),
      spareBytes: () => readBudget(memoryCgroups()),
      output,
      marks: this.#marks,
      variables: this.#options.notebook.scope.variables,
      cellsOf: (program) => this.#options.notebook.cellsAfter(program ? codesOf(program) : []),
      signal,
      orphanKeeper: this.#options.orphanKeeper(),
      translate: (stack) => this.#options.notebook.positions.translate(stack),
      onLive: (state) => {
        if (!isQuiet) live.update(state);
      },
      onCleared: () => {
        live.cleared();
      },
      runInNotebook: (program, view) => this.#runInNotebook(program, view, output),
    });
    const result = await this.#withWaysOut(magic.measure(call, session));
    if (isShown(result, call.options)) live.finish(magic.render(result, call.options));
    return result;
  }

  async #withWaysOut<T>(measured: Promise<T>): Promise<T> {
    try {
      return await measured;
    } catch (error) {
      throw error instanceof StateError ? withWaysOut(error, this.#options.otherEngine()) : error;
    }
  }

  async #runInNotebook(program: Program, view: RunView, output: CellOutput): Promise<NotebookRun> {
    const { notebook, screen } = this.#options;
    const run = (): ReturnType<typeof runInNotebook> => runInNotebook(notebook, program);
    const timed = await (view.showOutput ? run() : screen.muted(run));
    if (view.showValue && timed.value !== undefined) output.result(showValue(timed.value));
    return timed.run;
  }

  #programOf(step: MeasureStep): Program | undefined {
    const { notebook } = this.#options;
    const { setup, body, rivals, magic, segment } = step;
    if (body === undefined) return undefined;
    const compile = (prepared: Prepared): CompiledCode => {
      if (magic.loops === undefined) return notebook.compile(prepared);
      const others = [body, ...(rivals ?? [])].filter((other) => other !== prepared);
      const isEach = magic.loops.setsUpEach(segment.options);
      return notebook.compileForLoop(prepared, {
        ...(setup && !isEach && { before: setup }),
        meanwhile: setup && isEach ? [setup, ...others] : others,
      });
    };
    return {
      kind: "code",
      body: compile(body),
      ...(setup && { setup: notebook.compile(setup) }),
      ...(rivals && { rivals: rivals.map(compile) }),
    };
  }

  /** Also a failed measurement is stored: it says what was measured until then. */
  async #store({ store, magic }: MeasureStep, result: AnyResult): Promise<void> {
    if (store === undefined) return;
    const slot = globalThis as { [RESULT_SLOT]?: AnyResult };
    slot[RESULT_SLOT] = notebookValue(magic, result);
    const stored = await this.#options.notebook.run(store, { evenIfStopped: true });
    delete slot[RESULT_SLOT];
    if (!stored.ok) throw stored.error;
  }
}

function notebookValue(magic: Magic, result: AnyResult): AnyResult {
  return asNotebookValue(result, magic.render(result, {})["text/plain"]);
}

function outcomeOf(result: AnyResult): CellOutcome {
  if (result.outcome.kind === "threw") return failureOfThrew(result.outcome);
  const failure = replyErrorOf(result);
  return failure === undefined ? { status: "ok" } : { status: "error", ...failure, traceback: [`${failure.ename}: ${failure.evalue}`] };
}
