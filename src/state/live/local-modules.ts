import * as path from "node:path";
import { types } from "node:util";
import type { Inspector } from "./inspector";

/** tslab's local modules: `@module` cells, and TypeScript files beside the notebook. By path. */
export interface LocalModules {
  readonly loaded: ReadonlyMap<string, { readonly exports: unknown }>;
  /** Those that were compiled, loaded or not, as JavaScript. */
  readonly sources: ReadonlyMap<string, string>;
}

const NONE: LocalModules = { loaded: new Map(), sources: new Map() };
const MAX_DEPTH = 8;

/** The local modules that tslab's `require` holds in its closure; none if it is not the `require` of tslab 1.0.22. */
export function localModulesOf(require: unknown, inspector: Inspector): LocalModules {
  const { loaded, sources } = search(require, inspector, MAX_DEPTH);
  return loaded === undefined || sources === undefined ? NONE : { loaded, sources };
}

/** The path under which tslab holds what `require(id)` gives in a folder; undefined for an id that names no file. */
export function localModulePath(folder: string, id: string): string | undefined {
  if (!id.startsWith(".") && !path.isAbsolute(id)) return undefined;
  const file = path.join(folder, id).replaceAll("\\", "/");
  return path.extname(file) === "" ? `${file}.js` : file;
}

interface Found {
  loaded?: LocalModules["loaded"];
  sources?: LocalModules["sources"];
}

/** tslab's is a proxy whose handler's function closes over them; a wrapper of ours may lie around it. */
function search(value: unknown, inspector: Inspector, depth: number): Found {
  if (depth === 0 || (typeof value !== "function" && (typeof value !== "object" || value === null))) return {};
  if (types.isProxy(value)) {
    const { slots } = inspector.internalsOf(value);
    return merge(search(Reflect.getOwnPropertyDescriptor(slots.get("[[Handler]]") ?? {}, "apply")?.value, inspector, depth - 1), () =>
      search(slots.get("[[Target]]"), inspector, depth - 1),
    );
  }
  if (typeof value !== "function") return {};
  const variables = Object.assign(
    {},
    ...(inspector.scopesOf(value) ?? [])
      .filter(({ description }) => description !== "Global")
      .map((scope) => scope.variables)
      .reverse(),
  ) as Record<string, unknown>;
  const { sideModules, sideOutputs } = variables;
  if (sideModules instanceof Map && sideOutputs instanceof Map) return { loaded: sideModules, sources: sideOutputs };
  return merge(search(variables["requireFromSideOutputs"], inspector, depth - 1), () =>
    search(variables["original"], inspector, depth - 1),
  );
}

function merge(first: Found, second: () => Found): Found {
  return first.loaded === undefined ? second() : first;
}
