import { registry } from "../magics/registry";
import { runTask } from "../measure/run-task";
import { World } from "../state/world";
import { CarriedState } from "./carried";
import { chooseEngines } from "./engines";
import { enterChild } from "./enter-child";
import { HeapHoles } from "./heap-holes";
import { Notebook } from "./notebook";
import { findPackageBeside, installPackageFallback } from "./packages-beside";
import { PieceReports } from "./piece-reports";
import { serveKernel } from "./protocol/serve";
import { NotebookRunner } from "./runner";
import { installStackTraces } from "./stack-traces";
import { Stop } from "./stop";
import { type ComposedTslab, createTslab } from "./tslab";

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
  const stop = new Stop();
  const notebook = openNotebook(isJs, stop, () => {
    carried.begin();
    holes.opened();
  });
  const carried = new CarriedState({
    scope: notebook.scope,
    positions: notebook.positions,
    folder: process.cwd(),
    world: () => new World(),
  });
  const engines = await chooseEngines(
    {
      scope: notebook.scope,
      flags,
      runTask,
      beforeFork: () => holes.close(),
      releaseKernel: () => {
        notebook.tslab.dropCompiler();
      },
      translateStack: (stack) => notebook.positions.translate(stack),
      enterChild: (port) => {
        enterChild(port, notebook.tslab);
      },
    },
    (request) => carried.pack(request),
  );
  const runner = new NotebookRunner({ notebook, registry, language, holes, stop, ...engines });
  printStrayErrors();
  // Loading TypeScript has left holes.
  holes.opened();
  await serveKernel({
    connectionFile,
    runner,
    identity: { language, version: packageVersion(), typescriptVersion: notebook.tslab.typescriptVersion },
  });
}

function openNotebook(isJs: boolean, stop: Stop, beforeRun: () => void): Notebook<ComposedTslab> {
  installPackageFallback();
  const reports = new PieceReports();
  const tslab = createTslab({ isJs, folder: process.cwd(), findPackage: findPackageBeside, console: reports });
  const notebook = new Notebook({ tslab, reports, beforeRun, stop });
  installStackTraces(notebook.positions);
  return notebook;
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
