import { Script } from "node:vm";
import type { FunctionRecord, FunctionSource } from "../graph/form";
import { UNINITIALIZED } from "../graph/values";
import { StateError } from "../state-error";
import type { Aligner } from "./align";
import { FUNCTIONS_SCRIPT, type TranslateStack, translatorOf } from "./function-places";
import type { Nodes } from "./nodes";
import { type WantedFunction, writeCode } from "./write-code";

const { getOwnPropertyDescriptor, ownKeys } = Reflect;

/** What the written code needs. */
interface Kit {
  readonly make: Record<number, (...passing: readonly unknown[]) => unknown>;
  readonly set: Record<number, (values: readonly unknown[]) => void>;
  readonly enter: Record<number, (this: unknown) => void>;
}

interface Wanted extends WantedFunction {
  readonly node: number;
  readonly where: string;
}

/**
 * Makes the functions of a description that were not found in this process: each from its text, in scopes that functions share as they do in
 * the notebook. The variables get their values in the end, by {@link setVariables}.
 */
export class Functions {
  readonly #nodes: Nodes;
  readonly #aligner: Aligner;
  readonly #kit: Kit = { make: {}, set: {}, enter: {} };
  /** Scopes that were written anew. */
  readonly #written = new Set<number>();
  #late: readonly Wanted[] = [];
  /** For stacks with functions that were made. */
  translateStack: TranslateStack = (stack) => stack;

  constructor(nodes: Nodes, aligner: Aligner) {
    this.#nodes = nodes;
    this.#aligner = aligner;
  }

  /** Makes all but those that wait for an object that is their `this`. Throws {@link StateError} for one that cannot be made from its text. */
  make(): void {
    const missing = this.#missing();
    if (missing.length === 0) return;
    const wanted = missing.filter(({ source }) => source.form !== "class-member");
    for (const each of wanted) this.#check(each);
    this.#run(wanted);
    const ready = wanted.filter(({ id }) => Object.hasOwn(this.#kit.make, id));
    this.#late = wanted.filter(({ id }) => !Object.hasOwn(this.#kit.make, id));
    for (const each of ready) if (each.source.form !== "class") this.#take(each);
    this.setVariables();
    this.#makeClasses(ready.filter(({ source }) => source.form === "class"));
    for (const { node, where } of missing.filter(({ source }) => source.form === "class-member")) {
      if (!this.#nodes.has(node)) throw new StateError(`${where}: it is a method whose class is not there with it`);
    }
  }

  /** Makes the rest, once the objects have been made. */
  makeLate(): void {
    const { scopes } = this.#nodes.description.meta;
    for (let entered = Object.keys(this.#kit.enter); entered.length > 0; entered = Object.keys(this.#kit.enter)) {
      for (const scope of entered.map(Number)) {
        const enter = this.#kit.enter[scope]!;
        Reflect.deleteProperty(this.#kit.enter, scope);
        enter.call(this.#valuesOf(scope)[scopes[scope]!.names.indexOf("this")]);
      }
    }
    for (const each of this.#late) {
      if (each.source.form === "class") throw new StateError(`${each.where}: it is a class that was made in a method`);
      this.#take(each);
    }
  }

  /** Gives the variables of all scopes that were made anew their values, as far as these have been made. */
  setVariables(): void {
    for (const scope of this.#written) this.#kit.set[scope]?.(this.#valuesOf(scope));
  }

  #missing(): Wanted[] {
    const { meta } = this.#nodes.description;
    const missing: Wanted[] = [];
    for (let node = 0; node < this.#nodes.count; node++) {
      if (this.#nodes.form(node).brand !== "closure" || this.#nodes.has(node)) continue;
      const id = this.#nodes.readAt(node).number();
      missing.push({ id, node, ...wantedOf(meta.functions[id]!) });
    }
    return missing;
  }

  #check({ source, scopes, where }: Wanted): void {
    if (source.problem !== undefined) throw new StateError(`${where}: ${source.problem}`);
    const { scopes: records } = this.#nodes.description.meta;
    for (const { name, scope } of source.uses) {
      const record = records[scope]!;
      if ((this.#aligner.scopes.has(scope) || record.isUncertain) && record.assigned[record.names.indexOf(name)])
        throw new StateError(
          `${where}: it shares the variable ${name} with the package ${record.module ?? "that it comes from"}, and that variable may change`,
        );
    }
    if (source.form !== "declaration") return;
    const own = source.uses.find(({ name, scope }) => name === source.ownName && scope === scopes[0]);
    if (own === undefined) return;
    const record = records[own.scope]!;
    if (record.assigned[record.names.indexOf(own.name)] && this.#declarers(own.name, own.scope) > 1)
      throw new StateError(`${where}: several functions were declared under the name ${own.name}`);
  }

  #declarers(name: string, scope: number): number {
    return this.#nodes.description.meta.functions.filter(
      ({ source, scopes }) => source?.form === "declaration" && source.ownName === name && scopes[0] === scope,
    ).length;
  }

  #run(wanted: readonly Wanted[]): void {
    const { scopes } = this.#nodes.description.meta;
    for (const { scopes: around } of wanted) for (const scope of around) this.#written.add(scope);
    const code = writeCode(wanted, (scope) => scopes[scope]!.names);
    const fill = new Script(code, { filename: FUNCTIONS_SCRIPT }).runInThisContext() as (kit: Kit) => void;
    fill(this.#kit);
    this.translateStack = translatorOf(code, wanted);
  }

  /** Runs a maker; what came with the function, such as its prototype, is found with it. */
  #take({ id, node, where }: Wanted, passing: readonly unknown[] = []): void {
    const made = heldFunction(this.#make(id, where, passing));
    if (!this.#aligner.align(node, made)) throw new StateError(`${where}: it did not become what it was`);
  }

  #make(id: number, where: string, passing: readonly unknown[]): unknown {
    try {
      return this.#kit.make[id]!(...passing);
    } catch (error) {
      throw new StateError(`${where}: it could not be made anew: ${String(error)}`, { cause: error });
    }
  }

  /** A class is made once the class that it extends is there. */
  #makeClasses(classes: readonly Wanted[]): void {
    let pending = classes;
    while (pending.length > 0) {
      const ready = pending.filter(({ node }) => this.#hasParent(node));
      if (ready.length === 0) throw new StateError(`${pending[0]!.where}: it extends something that was not made in the new process`);
      for (const each of ready) this.#makeClass(each);
      pending = pending.filter((each) => !ready.includes(each));
    }
  }

  #hasParent(node: number): boolean {
    const { prototype } = this.#nodes.form(node);
    return prototype === undefined || prototype === -1 || this.#nodes.has(prototype);
  }

  /** The expression after `extends` is evaluated too, and must give the parent: its variables are lent stand-ins that lead there. */
  #makeClass(wanted: Wanted): void {
    const { heritage, uses, passing = [] } = wanted.source;
    const standIn = heritage && standInFor(heritage, this.#parentOf(wanted));
    const lent = new Map<string, unknown>(heritage?.helpers.map((name) => [name, () => undefined]));
    if (heritage !== undefined) lent.set(heritage.root, standIn);
    this.#lend(uses, lent);
    this.#take(
      wanted,
      passing.map((name) => lent.get(name)),
    );
    this.setVariables();
  }

  #parentOf({ node, where }: Wanted): object {
    const parent = this.#nodes.prototype(this.#nodes.form(node));
    if (typeof parent !== "function") throw new StateError(`${where}: it extends something that is no class`);
    return parent;
  }

  /** Gives variables other values for a while. */
  #lend(uses: FunctionSource["uses"], lent: ReadonlyMap<string, unknown>): void {
    const { scopes } = this.#nodes.description.meta;
    for (const scope of new Set(uses.filter(({ name }) => lent.has(name)).map((use) => use.scope))) {
      const { names } = scopes[scope]!;
      const isLent = (name: string): boolean => uses.some((use) => use.scope === scope && use.name === name) && lent.has(name);
      this.#kit.set[scope]!(this.#valuesOf(scope).map((each, index) => (isLent(names[index]!) ? lent.get(names[index]!) : each)));
    }
  }

  #valuesOf(scope: number): unknown[] {
    const { node, names } = this.#nodes.description.meta.scopes[scope]!;
    const reader = this.#nodes.readAt(node);
    return names.map(() => {
      const value = reader.read();
      return value === UNINITIALIZED ? undefined : value;
    });
  }
}

function wantedOf({ source, where, module, text, scopes }: FunctionRecord): Omit<Wanted, "id" | "node"> {
  if (source === undefined)
    throw new StateError(`${where}: it is a function that ${originOf(module)} made, and that is not there once that is loaded anew`);
  return { text, scopes, source, where };
}

function originOf(module = "a cell"): string {
  return module.startsWith("node:") || module === "native code" ? `Node's own code (${module})` : `the package ${module}`;
}

function standInFor({ path, isCall }: NonNullable<FunctionSource["heritage"]>, parent: object): unknown {
  const end: unknown = isCall ? () => parent : parent;
  return path.reduceRight<unknown>((value, name) => ({ [name]: value }), end);
}

/** The function in an object that holds nothing else, or in an object that holds nothing but such an object. */
function heldFunction(made: unknown): unknown {
  if (typeof made !== "object" || made === null) return made;
  const descriptor = getOwnPropertyDescriptor(made, ownKeys(made)[0]!);
  return heldFunction(descriptor?.get ?? descriptor?.set ?? descriptor?.value);
}
