import { EngineError } from "../engine/engine";
import type { OrphanKeeper } from "../engine/descendants";
import { ForkEngine } from "../engine/fork/fork-engine";
import { orphanKeeper } from "../engine/fork/orphan-keeper";
import { selfTest } from "../engine/fork/self-test";
import { registry } from "../magics/registry";
import { runTask } from "../measure/run-task";
import { enterChild } from "./enter-child";
import { HeapHoles } from "./heap-holes";
import { Notebook } from "./notebook";
import { NotebookRunner } from "./runner";
import { serveKernel } from "./protocol/serve";

export interface StartOptions {
  readonly connectionFile: string;
  readonly isJs: boolean;
}

/** Starts a kernel in this process, with its working directory as the notebook's folder, and serves it until it is shut down. */
export async function startKernel({ connectionFile, isJs }: StartOptions): Promise<void> {
  const flags = process.execArgv;
  // What the notebook starts with child_process.fork() or as a Worker has no use for the kernel's flags.
  process.execArgv = [];
  const language = isJs ? "javascript" : "typescript";
  const holes = new HeapHoles();
  const notebook = new Notebook({ isJs, folder: process.cwd(), beforeRun: () => holes.opened() });
  const engines = await chooseEngine(notebook, holes, flags);
  const runner = new NotebookRunner({ notebook, registry, language, holes, ...engines });
  printStrayErrors();
  // Loading TypeScript has left holes.
  holes.opened();
  await serveKernel({
    connectionFile,
    runner,
    identity: { language, version: packageVersion(), typescriptVersion: notebook.tslab.typescriptVersion },
  });
}

interface EngineChoice {
  readonly engine: () => ForkEngine;
  readonly orphanKeeper: () => OrphanKeeper | undefined;
}

/** The fork engine where it passes its self-test. Elsewhere the kernel starts all the same, and a measuring magic says why it cannot. */
async function chooseEngine(notebook: Notebook, holes: HeapHoles, flags: readonly string[]): Promise<EngineChoice> {
  const fork = new ForkEngine({
    scope: notebook.scope,
    flags,
    runTask,
    beforeFork: () => holes.close(),
    releaseKernel: () => {
      notebook.tslab.dropCompiler();
    },
    enterChild: (port) => {
      enterChild(port, notebook);
    },
  });
  try {
    const native = fork.load();
    await selfTest(fork);
    const keeper = orphanKeeper(native);
    return { engine: () => fork, orphanKeeper: () => keeper };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // A new error each time, with the stack of the cell that asked.
    const refuse = (): never => {
      throw new EngineError(error.message);
    };
    return { engine: refuse, orphanKeeper: () => undefined };
  }
}

/** Errors of the notebook's timers and forgotten promises belong to the notebook: they are printed, and the kernel goes on. */
function printStrayErrors(): void {
  process.on("uncaughtException", (error) => {
    console.error("UncaughtException:", error);
  });
  process.on("unhandledRejection", (reason) => {
    console.error("UnhandledPromiseRejection:", reason);
  });
}

function packageVersion(): string {
  return (require("../../../package.json") as { version: string }).version;
}
