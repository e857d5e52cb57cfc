import type { GraphMeta } from "./graph/form";
import { importModule } from "./import-module";
import { StateError } from "./state-error";

/**
 * Loads the modules of a graph, in the order in which the notebook met them, and gives their exports by their addresses. Runs their code.
 * Throws {@link StateError} if one cannot be loaded.
 */
export async function loadModules({ modules }: GraphMeta): Promise<ReadonlyMap<string, unknown>> {
  const exports = new Map<string, unknown>();
  for (const { url } of modules) exports.set(url, await load(url));
  return exports;
}

async function load(url: string): Promise<unknown> {
  try {
    return url.startsWith("file:") ? await importModule(url) : (require(url) as unknown);
  } catch (error) {
    throw new StateError(`The package ${url} could not be loaded in a new process: ${String(error)}`, { cause: error });
  }
}
