import { createRequire } from "node:module";
import { Inspector } from "../../state/live/inspector";
import type { KernelsFunctions } from "../../state/world/process-start";
import { installStackTraces } from "../stack-traces";

/** What tslab's main program listens to. */
const EVENTS = ["SIGINT", "uncaughtException", "unhandledRejection"];

/**
 * The functions that a stock kernel sets in its process: tslab's listeners, the `write` that it gives to each cell, and our stack traces while
 * a piece of a cell runs. They are known by the scripts in which they were written.
 */
export function kernelsFunctions(jupyterFile: string): KernelsFunctions {
  const load = createRequire(jupyterFile);
  const { startKernel } = load("./main.js") as { readonly startKernel: object };
  const { JupyterHandlerImpl } = load("./jupyter.js") as { readonly JupyterHandlerImpl: object };
  const scripts = new Set([startKernel, JupyterHandlerImpl, installStackTraces].map(scriptOf));
  return {
    events: EVENTS,
    isOwn: (fn) => {
      const script = scriptOf(fn);
      return script !== undefined && scripts.has(script);
    },
  };
}

function scriptOf(fn: object): string | undefined {
  const inspector = new Inspector();
  try {
    return inspector.scriptIdOf(fn);
  } finally {
    inspector.close();
  }
}
