import { createRequire, isBuiltin } from "node:module";
import * as path from "node:path";
import { serialize } from "node:v8";
import { type Program, type Scope, codesOf } from "../model/program";
import type { StateSummary } from "../model/state-summary";
import type { RunRequest } from "../model/task";
import { type NotebookNames, namesInCell } from "./code/names";
import { Describer, type Description } from "./graph/describe";
import type { Job, JobProgram } from "./job";
import type { RootMeta, RunMeta } from "./run-job";
import { Inspector } from "./live/inspector";
import { type LocalModules, localModulePath, localModulesOf } from "./live/local-modules";
import { withNatives } from "./live/natives";
import { NotebookSurroundings } from "./notebook-surroundings";
import { StateError } from "./state-error";
import type { World } from "./world";
import { importModule } from "./import-module";

/** A notebook, as far as its state can be carried elsewhere. */
export interface CarriedNotebook {
  readonly scope: Scope;
  /** The folder from which the notebook resolves packages. */
  readonly folder: string;
  /** What the process has, and had before the notebook changed it. */
  readonly world: World;
  /** Objects that every child has of its own, and their names: `package tslab`, `tslab.display`, … */
  readonly hosts: () => ReadonlyMap<unknown, string>;
  /** What the child needs to show positions in these scripts as those of the cells, as JSON. */
  readonly positionsOf?: (scripts: readonly string[]) => unknown;
}

/** Makes a request ready for another process, with what it needs of the notebook. Rejects with `StateError` where that cannot be done exactly. */
export type Pack = (request: RunRequest) => Promise<PackedJob>;

/** A job, and what went into it. */
export interface PackedJob {
  readonly job: Job;
  readonly state: StateSummary;
}

const ALL_ROUNDS = 20;

/**
 * Puts a request and all of the notebook that it needs into one value: the variables that its code, and the functions that this code uses,
 * refer to, and nothing else. Changes nothing in the notebook and runs none of its code.
 *
 * @throws StateError for what another process cannot have.
 */
export async function pack(notebook: CarriedNotebook, request: RunRequest): Promise<PackedJob> {
  const namespaces = new Map<string, unknown>();
  for (let round = 0; round < ALL_ROUNDS; round++) {
    const packed = packWith(notebook, request, namespaces);
    if ("job" in packed) return packed;
    for (const url of packed.unknownModules) namespaces.set(url, await importAgain(url));
  }
  throw new StateError("The state reaches more and more packages: run the line that loads them in the measured cell");
}

/** The namespace of a module that was loaded before; its code does not run again. */
async function importAgain(url: string): Promise<unknown> {
  try {
    return await importModule(url);
  } catch (error) {
    throw new StateError(`The state reaches a function of ${url}, which cannot be loaded: ${String(error)}`, { cause: error });
  }
}

function packWith(
  notebook: CarriedNotebook,
  request: RunRequest,
  namespaces: ReadonlyMap<string, unknown>,
): PackedJob | { readonly unknownModules: ReadonlySet<string> } {
  const inspector = new Inspector({ remembers: true });
  try {
    return withNatives((natives) => {
      const { scope, world } = notebook;
      world.look();
      const require = requireOfCells() ?? scope.require;
      const hosts = notebook.hosts();
      const locals = localModulesOf(require, inspector);
      const surroundings = new NotebookSurroundings({
        builtIns: world.builtIns,
        exports: scope.exports,
        require,
        variables: scope.variables,
        hosts,
        namespaces,
        localModules: new Set(locals.sources.keys()),
        inspector,
      });
      const describer = new Describer({ inspector, natives, surroundings });
      const packing = new Packing(notebook, describer, new Set(hosts.values()), locals);
      packing.add(request.program);
      if (surroundings.unknownModules.size > 0) return { unknownModules: surroundings.unknownModules };
      return packing.end(request);
    });
  } finally {
    inspector.close();
  }
}

/** The `require` that cells see, as tslab holds it. */
function requireOfCells(): unknown {
  return (globalThis as { readonly __tslab__?: { readonly require: unknown } }).__tslab__?.require;
}

/** One job in the making. */
class Packing {
  readonly #notebook: CarriedNotebook;
  readonly #describer: Describer;
  readonly #roots: RootMeta[] = [];
  readonly #seen = new Set<string>();
  readonly #copied: { name: string; bytes: number }[] = [];
  readonly #hosts: ReadonlySet<string>;
  readonly #locals: LocalModules;
  readonly #localSources: Record<string, string> = {};
  /** Those that the code loads itself, by their paths. */
  readonly #coreModules: string[] = [];

  constructor(notebook: CarriedNotebook, describer: Describer, hosts: ReadonlySet<string>, locals: LocalModules) {
    this.#notebook = notebook;
    this.#describer = describer;
    this.#hosts = hosts;
    this.#locals = locals;
  }

  add(program: Program | undefined): void {
    const { world } = this.#notebook;
    for (const change of world.changes()) {
      this.#addRoot({ kind: "world" }, change.name, change.value);
    }
    for (const name of Object.keys(program?.bindings ?? {})) this.#seen.add(`variable ${name}`);
    if (program?.kind === "function") {
      if (program.setup) this.#addRoot({ kind: "setup" }, "the setup", program.setup);
      this.#addRoot({ kind: "body" }, "the measured function", program.body);
    }
    for (const { javascript } of program ? codesOf(program) : []) this.#want(namesInCell(javascript));
    this.#addWanted();
  }

  end({ program, ...rest }: RunRequest): PackedJob {
    const description = this.#describer.end();
    const { folder, world } = this.#notebook;
    const meta: RunMeta = {
      kind: "run",
      request: { ...rest, ...(program && { program: jobProgram(program) }) },
      folder,
      graph: description.meta,
      roots: this.#roots,
      localModules: this.#localSources,
      positions: this.#notebook.positionsOf?.(scriptsOf(description, program)),
      world: world.forJob([...placesOf(description), ...this.#coreModules]),
    };
    const { texts, stream, formOf, startOf, buffers } = description;
    const sections = [new Uint8Array(serialize(texts)), stream, bytesOf(formOf), bytesOf(startOf), ...buffers];
    return { job: { meta: { ...meta }, sections }, state: this.#summary(description) };
  }

  /** What the code asks for by name, until no function that came with it asks for more. */
  #addWanted(): void {
    for (let before = -1; before !== this.#seen.size;) {
      before = this.#seen.size;
      this.#want(this.#describer.wanted);
    }
  }

  #want({ variables, packages, usesAll, requiresAny }: NotebookNames): void {
    const { scope } = this.#notebook;
    for (const name of usesAll ? Object.keys(scope.variables) : variables) this.#addVariable(name);
    for (const id of packages) this.#addPackage(id);
    if (requiresAny)
      throw new StateError(
        "The measured code requires a package by a name that it computes: which one cannot be known. Write the name down",
      );
  }

  #addVariable(name: string): void {
    const { variables } = this.#notebook.scope;
    if (this.#seen.has(`variable ${name}`)) return;
    this.#seen.add(`variable ${name}`);
    if (!Object.hasOwn(variables, name)) return;
    const value = variables[name];
    if (typeof value === "number" && this.#notebook.world.isDescriptor(value))
      throw new StateError(`${name}: it may be the descriptor of an open file (${value}), which another process does not have`);
    const bytes = this.#addRoot({ kind: "variable", name }, name, value);
    this.#copied.push({ name, bytes });
  }

  /** A package that the code loads itself is loaded by the child too; what matters is what the notebook has made of it meanwhile. */
  #addPackage(id: string): void {
    if (this.#seen.has(`package ${id}`)) return;
    this.#seen.add(`package ${id}`);
    if (isBuiltin(id)) this.#coreModules.push(`node:${id.replace(/^node:/, "")}`);
    if (isBuiltin(id) || this.#hosts.has(`package ${id}`)) return;
    const { folder } = this.#notebook;
    const local = localModulePath(folder, id);
    if (local !== undefined && this.#locals.sources.has(local)) return this.#addLocal(local);
    const file = resolveFrom(folder, id);
    const loaded = file === undefined ? undefined : require.cache[file];
    if (file !== undefined && loaded !== undefined) this.#describer.addModule({ url: file, exports: loaded.exports });
  }

  /** A local module that is not loaded yet is loaded by the child, and may load others. */
  #addLocal(path: string): void {
    const { loaded, sources } = this.#locals;
    const isLoaded = loaded.has(path);
    for (const [each, module] of loaded) if (!isLoaded || each === path) this.#addLoadedLocal(each, module.exports);
    if (!isLoaded) for (const [each, source] of sources) if (!loaded.has(each)) this.#localSources[each] = source;
  }

  #addLoadedLocal(path: string, exports: unknown): void {
    if (this.#seen.has(`local ${path}`)) return;
    this.#seen.add(`local ${path}`);
    this.#addRoot({ kind: "module", path }, `the module ${path}`, exports);
  }

  #addRoot(meta: RootMeta, name: string, value: unknown): number {
    this.#roots.push(meta);
    return this.#describer.addRoot(name, value);
  }

  #summary({ meta }: Description): StateSummary {
    const rebuilt = new Set<string>();
    for (const { module, where, source } of meta.functions)
      if (module === undefined && source !== undefined) rebuilt.add(where.replace(/\n/g, " "));
    const packages = meta.modules.map(({ url }) => ({ name: packageName(url), how: "loaded anew" }));
    const functions = [...rebuilt].map((name) => ({ name, how: "rebuilt from its source" }));
    return { copied: this.#copied, replayed: distinct([...packages, ...functions]) };
  }
}

/** The scripts of all code that the child runs. */
function scriptsOf({ meta }: Description, program: Program | undefined): string[] {
  const functions = meta.functions.flatMap(({ source }) => (source === undefined ? [] : [source.place.script]));
  const codes = program ? codesOf(program).map(({ fileName }) => fileName) : [];
  return [...new Set([...functions, ...codes])];
}

function jobProgram(program: Program): JobProgram {
  if (program.kind === "code") return program;
  const { setup, bindings } = program;
  return { kind: "function", hasSetup: setup !== undefined, ...(bindings && { bindings }) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Paths of the built-ins that a description refers to. */
function placesOf({ meta, texts, formOf, startOf, stream }: Description): string[] {
  const words = new Uint32Array(stream.buffer, stream.byteOffset, stream.byteLength / 4);
  const paths: string[] = [];
  formOf.forEach((form, id) => {
    if (meta.forms[form]!.brand === "built-in") paths.push(texts[words[2 * startOf[id]!]!]!);
  });
  return paths;
}

function resolveFrom(folder: string, id: string): string | undefined {
  try {
    return createRequire(path.join(folder, "notebook.js")).resolve(id);
  } catch {
    return undefined;
  }
}

function packageName(url: string): string {
  return /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(url)?.[1] ?? url;
}

function distinct<Each extends { readonly name: string }>(items: readonly Each[]): Each[] {
  return items.filter(({ name }, index) => items.findIndex((other) => other.name === name) === index);
}
