import { fileURLToPath } from "node:url";
import { types } from "node:util";
import type { BuiltInPaths, LoadedModule, Place, Surroundings } from "./graph/surroundings";
import { isIndex } from "./live/elements";
import type { Inspector } from "./live/inspector";
import { moduleHostName } from "./module-hosts";

/** Where a description of a notebook ends. */
export interface SurroundingsOptions {
  readonly builtIns: BuiltInPaths;
  readonly exports: object;
  readonly require: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Objects that the other process has of its own, by name, such as `tslab.display`. */
  readonly hosts: ReadonlyMap<unknown, string>;
  /** Namespaces of ES modules, by their addresses. */
  readonly namespaces: ReadonlyMap<string, unknown>;
  /** Files of tslab's local modules: their functions are functions of cells. */
  readonly localModules: ReadonlySet<string>;
  readonly inspector: Inspector;
}

/** What lies around a notebook's objects in this process. */
export class NotebookSurroundings implements Surroundings {
  readonly builtIns: BuiltInPaths;
  readonly exports: object;
  readonly require: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly arraysInheritNoElements: boolean;
  /** ES modules whose functions were met and whose namespaces are not known yet. */
  readonly unknownModules = new Set<string>();
  readonly #options: SurroundingsOptions;
  #byExports: ReadonlyMap<unknown, string> | undefined;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
    this.builtIns = options.builtIns;
    this.exports = options.exports;
    this.require = options.require;
    this.variables = options.variables;
    const hasElements = (object: object): boolean => Reflect.ownKeys(object).some(isIndex);
    this.arraysInheritNoElements = !hasElements(Array.prototype) && !hasElements(Object.prototype);
  }

  placeOf(value: object | symbol): Place | undefined {
    if (value === this.exports) return { kind: "host", name: "exports" };
    if (value === this.require) return { kind: "host", name: "require" };
    const host = this.#options.hosts.get(value);
    if (host !== undefined) return { kind: "host", name: host };
    // What follows would run the handler of a proxy.
    if (types.isProxy(value)) return undefined;
    const path = this.builtIns.pathOf(value);
    if (path !== undefined) return { kind: "built-in", name: path };
    const name = moduleHostName(value, () => this.#options.inspector);
    return name === undefined ? undefined : { kind: "host", name };
  }

  moduleAt(url: string): LoadedModule | undefined {
    // V8 knows the files of both kinds of modules by their URLs.
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    if (this.#options.localModules.has(file.replaceAll("\\", "/"))) return undefined;
    const loaded = require.cache[file];
    if (loaded !== undefined) return { url: file, exports: loaded.exports };
    if (!url.startsWith("file:")) return undefined;
    const namespace = this.#options.namespaces.get(url);
    if (namespace === undefined) this.unknownModules.add(url);
    return { url, exports: namespace };
  }

  moduleOfNamespace(namespace: object): LoadedModule | undefined {
    for (const [url, known] of this.#options.namespaces) if (known === namespace) return { url, exports: namespace };
    const { inspector } = this.#options;
    const urls = inspector.scriptUrls();
    for (const key of Object.keys(namespace)) {
      const value: unknown = Reflect.getOwnPropertyDescriptor(namespace, key)?.value;
      const url = typeof value === "function" && !types.isProxy(value) ? urls.get(inspector.scriptIdOf(value) ?? "") : undefined;
      // Known after it was imported again, in the next round.
      if (url?.startsWith("file:") && !this.#options.namespaces.has(url)) {
        this.unknownModules.add(url);
        return { url, exports: namespace };
      }
    }
    return undefined;
  }

  moduleThatExports(value: object | symbol): LoadedModule | undefined {
    this.#byExports ??= new Map(
      Object.entries(require.cache).flatMap(([file, module]) => (isObject(module?.exports) ? [[module.exports, file]] : [])),
    );
    const file = this.#byExports.get(value);
    return file === undefined ? undefined : { url: file, exports: value };
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
