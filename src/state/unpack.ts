import { createRequire, Module } from "node:module";
import * as path from "node:path";
import { deserialize } from "node:v8";
import type { Program, Scope } from "../model/program";
import type { RunRequest } from "../model/task";
import type { Job } from "./job";
import { Inspector } from "./live/inspector";
import { localModulePath } from "./live/local-modules";
import { withNatives } from "./live/natives";
import { loadModules } from "./load-modules";
import { moduleHostAt } from "./module-hosts";
import type { ReceivedDescription } from "./rebuild/nodes";
import type { TranslateStack } from "./rebuild/function-places";
import type { Places } from "./rebuild/objects";
import { type Rebuilt, rebuild } from "./rebuild/rebuild";
import { FIRST_BUFFER_SECTION, type RootMeta, type RunMeta } from "./run-job";
import { StateError } from "./state-error";
import { type NewWorld } from "./world";

/** What a process needs to run a job. */
export interface Unpacked {
  readonly request: RunRequest;
  readonly scope: Scope;
  /** Gives the functions of the notebook in a stack the positions that they have there. */
  readonly translateStack: TranslateStack;
  /** What the kernel has told of the positions in its scripts. */
  readonly positions: unknown;
}

/** What of this process stands for objects of the notebook's that were not carried, such as `tslab.display`, by name. */
export type Hosts = (name: string) => object | undefined;

/**
 * Brings a job's state to life in this process, which is to be new (`world` was looked at when it was), and checks that it is what the notebook holds. Loads the packages that the
 * state needs, and so runs their code.
 *
 * @throws StateError where something is not, or cannot be, what it is in the notebook.
 */
export async function unpack(job: Job, world: NewWorld, hosts: Hosts = () => undefined): Promise<Unpacked> {
  const meta = job.meta as unknown as RunMeta;
  const { world: worldMeta } = meta;
  world.applySettings(worldMeta);
  const home = new NotebookHome(meta, hosts);
  const modules = await loadModules(meta.graph);
  const inspector = new Inspector();
  try {
    return withNatives((natives) => {
      const description = receive(job, meta);
      const places: Places = {
        builtIn: (at) => builtInAt(world, at),
        host: (name) => home.hostAt(name),
        isBuiltIn: (value) => world.builtIns.pathOf(value) !== undefined,
      };
      const rebuilt = rebuild(description, { inspector, natives, places, modules });
      home.settle(meta.roots, rebuilt);
      meta.roots.forEach(({ kind }, index) => {
        if (kind === "world") world.apply(rebuilt.roots[index]);
      });
      rebuilt.verify();
      world.verify(worldMeta, hasRunCode(meta));
      return { request: requestOf(meta, rebuilt), scope: home.scope, translateStack: rebuilt.translateStack, positions: meta.positions };
    });
  } finally {
    inspector.close();
  }
}

/** Of a package, or of a function or class that had to be made from its source. */
function hasRunCode({ graph, roots }: RunMeta): boolean {
  return graph.modules.length > 0 || graph.functions.length > 0 || roots.some(({ kind }) => kind === "world");
}

function receive(job: Job, { graph }: RunMeta): ReceivedDescription {
  const [texts, stream, formOf, startOf] = job.sections as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return {
    meta: graph,
    texts: deserialize(texts) as readonly string[],
    stream,
    formOf: numbersIn(formOf),
    startOf: numbersIn(startOf),
    buffers: job.sections.slice(FIRST_BUFFER_SECTION),
  };
}

function numbersIn({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function builtInAt(world: NewWorld, at: string): object | symbol {
  const value = world.builtIns.at(at);
  if (value === undefined) throw new StateError(`A new process has no ${at}`);
  return value;
}

function requestOf({ request: { program, ...rest }, roots }: RunMeta, rebuilt: Rebuilt): RunRequest {
  if (program === undefined) return rest;
  if (program.kind === "code") return { ...rest, program };
  const valueOf = (kind: RootMeta["kind"]): (() => unknown) =>
    rebuilt.roots[roots.findIndex((root) => root.kind === kind)] as () => unknown;
  const { hasSetup, bindings } = program;
  const made: Program = {
    kind: "function",
    body: valueOf("body"),
    ...(hasSetup && { setup: valueOf("setup") }),
    ...(bindings && { bindings }),
  };
  return { ...rest, program: made };
}

/** The notebook's variables and its `require`, as tslab gives them to cells. */
class NotebookHome {
  readonly scope: Scope;
  readonly #hosts: Hosts;
  readonly #locals: ReadonlyMap<string, string>;
  readonly #loaded = new Map<string, unknown>();

  constructor({ folder, localModules }: RunMeta, hosts: Hosts) {
    this.#hosts = hosts;
    this.#locals = new Map(Object.entries(localModules));
    const variables: Record<string, unknown> = {};
    const require = this.#requireFrom(folder);
    this.scope = { variables, exports: assignDefinitions(variables), require };
  }

  hostAt(name: string): object {
    if (name === "exports") return this.scope.exports;
    if (name === "require") return this.scope.require;
    const host = this.#hosts(name) ?? moduleHostAt(name);
    if (host === undefined) throw new StateError(`A new process has no ${name}`);
    return host;
  }

  settle(roots: readonly RootMeta[], rebuilt: Rebuilt): void {
    roots.forEach((root, index) => {
      if (root.kind === "variable") this.scope.variables[root.name] = rebuilt.roots[index];
      if (root.kind === "module") this.#loaded.set(root.path, rebuilt.roots[index]);
    });
  }

  /** With `resolve`, `cache` and the rest of what Node's own has. */
  #requireFrom(folder: string): NodeJS.Require {
    const load = createRequire(path.join(folder, "notebook.js"));
    return new Proxy(load, { apply: (_target, _self, [id]: unknown[]) => this.#require(id as string, folder, load) });
  }

  #require(id: string, folder: string, load: (id: string) => unknown): unknown {
    const host = this.#hosts(`package ${id}`);
    if (host !== undefined) return host;
    const local = localModulePath(folder, id);
    if (local === undefined) return load(id);
    if (this.#loaded.has(local)) return this.#loaded.get(local);
    const source = this.#locals.get(local);
    return source === undefined ? load(id) : this.#loadLocal(local, source);
  }

  #loadLocal(file: string, source: string): unknown {
    const module = new Module(file) as Module & { _compile(source: string, file: string): void };
    module.filename = file;
    module.require = this.#requireFrom(path.dirname(file));
    this.#loaded.set(file, module.exports);
    module._compile(source, file);
    this.#loaded.set(file, module.exports);
    return module.exports;
  }
}

/** tslab's own proxy: a definition becomes an assignment, so that an import is an ordinary variable. */
function assignDefinitions(variables: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(variables, {
    defineProperty: (_, key, attributes) => {
      if (key !== "__esModule") variables[key as string] = attributes.get ? (attributes.get() as unknown) : attributes.value;
      return true;
    },
  });
}
