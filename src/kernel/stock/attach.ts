import * as Module from "node:module";
import { hasNotebookApi, provideNotebookApi, type NotebookApi } from "../notebook-api";
import type { Executor } from "../tslab";
import { closureOf } from "./closure";
import { type JupyterModule, UnknownTslabError } from "./tslab-shapes";

const ATTACHED = Symbol.for("tslab-magics.attached");

interface LoadedJupyter {
  readonly file: string;
  readonly exports: JupyterModule;
}

/**
 * Brings the magics to the stock tslab kernel that this process is. Elsewhere, and the second time, it does nothing. Where tslab is not the
 * one that we know it says so on stderr, and the notebook goes on without magics.
 */
export function attachToStockKernel(): void {
  if (hasNotebookApi()) return;
  const jupyter = servingJupyter();
  if (jupyter === undefined) return;
  try {
    provideNotebookApi(attached(jupyter) ?? attach(jupyter));
  } catch (error) {
    console.error(refusal(jupyter, error));
  }
}

/** Where tslab is installed both globally and beside the notebook, its module is loaded twice; the one that serves has begun a cell. */
function servingJupyter(): LoadedJupyter | undefined {
  const { _cache: loaded } = Module as unknown as {
    readonly _cache: Readonly<Record<string, { readonly exports: Partial<JupyterModule> }>>;
  };
  for (const [file, { exports }] of Object.entries(loaded)) {
    if (/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file) && exports.lastWriteDisplayData)
      return { file, exports: exports as JupyterModule };
  }
  return undefined;
}

/** Another copy of this package was here before: its functions are ours. */
function attached({ exports }: LoadedJupyter): NotebookApi | undefined {
  return (exports as { readonly [ATTACHED]?: NotebookApi })[ATTACHED];
}

function attach({ file, exports: jupyter }: LoadedJupyter): NotebookApi {
  const executor = runningExecutor();
  if (executor === undefined) throw new UnknownTslabError("its executor is not where it is in tslab 1.0.22");
  const { StockKernel } = require("./stock-kernel") as typeof import("./stock-kernel");
  const { wrapHandler } = require("./handler") as typeof import("./handler");
  const kernel = new StockKernel({ jupyterFile: file, jupyter, executor });
  wrapHandler(jupyter.JupyterHandlerImpl.prototype, executor, kernel);
  Object.defineProperty(jupyter, ATTACHED, { value: kernel.api });
  return kernel.api;
}

/** Around the listeners of tslab's `startKernel` lies its executor. Those of SIGINT are away while a cell runs. */
function runningExecutor(): Executor | undefined {
  for (const listener of [...process.listeners("uncaughtException"), ...process.listeners("unhandledRejection")]) {
    const { executor } = closureOf(listener) as { readonly executor?: Partial<Executor> };
    if (typeof executor?.execute === "function" && typeof executor.interrupt === "function") return executor as Executor;
  }
  return undefined;
}

function refusal({ file }: LoadedJupyter, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return (
    `tslab-magics cannot bring its magics to this tslab kernel: ${why} (${file}). The notebook goes on without them. ` +
    "Use tslab 1.0.22, or the kernel of tslab-magics itself: `tslab-magics install`."
  );
}
