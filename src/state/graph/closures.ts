import { types } from "node:util";
import { type FunctionSyntax, ScriptSyntax } from "../code/function-syntax";
import { contextsOf, readLayout } from "../live/contexts";
import type { Inspector, LiveScope } from "../live/inspector";
import type { Natives } from "../live/natives";
import type { FunctionRecord, FunctionSource, ScopeRecord } from "./form";
import type { LoadedModule, Surroundings } from "./surroundings";

const functionToString = Function.prototype.toString;
const { getPrototypeOf, getOwnPropertyDescriptor } = Reflect;

interface Tools {
  readonly inspector: Inspector;
  readonly natives: Natives;
  readonly surroundings: Surroundings;
}

/** How a description takes a scope, and what a variable of it holds. */
export interface ScopeTaker {
  nodeOf(scope: ScopeThing): number;
  hold(scope: ScopeThing, value: unknown): void;
  /** What holds the function, the nearest first. */
  ancestors(): readonly object[];
}

/** Why something cannot be carried; does not return. */
type Refuse = (reason: string) => never;

/** A scope as a thing of the graph. */
export class ScopeThing implements ScopeRecord {
  node = -1;
  readonly names: string[] = [];
  readonly values: unknown[] = [];
  readonly assigned: boolean[] = [];
  readonly number: number;
  readonly parent: ScopeThing | undefined;
  readonly description: string;
  /** A picture of all its captured variables, used or not. */
  readonly picture: Readonly<Record<string, unknown>>;
  readonly module?: string;
  /** Whether its functions really share it was not looked into. */
  isUncertain = false;
  /** The functions that were found to see it, innermost scope 0. */
  readonly users: { readonly fn: object; readonly chain: Chain["chain"]; readonly depth: number; readonly names: ReadonlySet<string> }[] =
    [];

  constructor(number: number, parent: ScopeThing | undefined, { description, variables }: LiveScope, module: string | undefined) {
    this.number = number;
    this.parent = parent;
    this.description = description;
    this.picture = variables;
    if (module !== undefined) this.module = module;
  }

  /** False if the scope has that variable already. */
  add(name: string, value: unknown, isAssigned: boolean): boolean {
    const index = this.names.indexOf(name);
    if (index >= 0) {
      this.assigned[index] ||= isAssigned;
      return false;
    }
    this.names.push(name);
    this.values.push(value);
    this.assigned.push(isAssigned);
    return true;
  }

  toRecord(): ScopeRecord {
    const { node, names, assigned, module, isUncertain } = this;
    return { node, names, assigned, ...(module !== undefined && { module }), ...(isUncertain && { isUncertain }) };
  }
}

/** Parsing a script takes milliseconds, and scripts do not change: kept for the life of the process, up to a bound. */
const scripts = new Map<string, ScriptSyntax | SyntaxError>();
const MAX_SCRIPTS_CHARACTERS = 8_000_000;
let scriptsCharacters = 0;

/** The functions of a graph, and the scopes that they share. */
export class Closures {
  readonly functions: FunctionRecord[] = [];
  /** Variables of the notebook that the functions use. */
  readonly wanted = new Set<string>();
  /** Packages that they may require. */
  readonly packages = new Set<string>();
  /** Some function may use any variable, or require any package. */
  usesAll = false;
  /** A function that has a tagged template, which gives its tag the same object in every call. */
  withTemplate: string | undefined;
  requiresAny = false;
  readonly #tools: Tools;
  readonly #scopes: ScopeThing[] = [];
  readonly #things = new Set<unknown>();
  readonly #roots: ScopeThing[] = [];
  readonly #children = new Map<ScopeThing, ScopeThing[]>();
  readonly #modules = new Set<string>();
  #newModules: LoadedModule[] = [];
  #urls: ReadonlyMap<string, string> = new Map();
  readonly #refuse: Refuse;

  constructor(tools: Tools, refuse: Refuse) {
    this.#tools = tools;
    this.#refuse = refuse;
  }

  get scopes(): readonly ScopeThing[] {
    return this.#scopes;
  }

  isScope(thing: unknown): thing is ScopeThing {
    // `instanceof` would run the handler of a proxy.
    return this.#things.has(thing);
  }

  /** Modules whose functions were met since the last call. */
  takeModules(): readonly LoadedModule[] {
    const modules = this.#newModules;
    if (modules.length > 0) this.#newModules = [];
    return modules;
  }

  /** Describes a function; `taker` gives a scope its node. Returns its number. */
  describe(fn: object, taker: ScopeTaker, where: () => string): number {
    const text = Reflect.apply(functionToString, fn, []);
    const live = this.#tools.inspector.scopesOf(fn)?.filter(({ description }) => description !== "Global");
    const url = live && this.#urlOf(fn);
    const record =
      live === undefined || url === undefined ? { scopes: [], module: "native code" } : this.#describeWritten(fn, text, live, url, taker);
    const place = where();
    if ("source" in record && record.module === undefined && /[\w$)\]]\s*`/.test(text)) this.withTemplate ??= place;
    this.functions.push({ text, where: place, ...record });
    return this.functions.length - 1;
  }

  /** A function that is written in JavaScript: of a cell, of a package, or of Node itself. */
  #describeWritten(
    fn: object,
    text: string,
    live: readonly LiveScope[],
    url: string,
    taker: ScopeTaker,
  ): Omit<FunctionRecord, "text" | "where"> {
    const module = this.#tools.surroundings.moduleAt(url);
    if (module !== undefined) this.meet(module);
    const isNodes = url.startsWith("node:");
    // What a file of Node's declares at its top level is the same in every process, and no state of the notebook.
    const isPackaged = module !== undefined || isNodes;
    const local = isPackaged ? live.filter(({ description }) => description !== "Script") : live;
    const chain = isNodes ? local.slice(0, -1) : local;
    // What a file loads with its top level only is the same in each process that loads it.
    const syntax = isNodes || (module !== undefined && chain.length <= 1) ? undefined : this.#syntaxOf(fn, text);
    if (!isPackaged && syntax === undefined) this.#refuse("its source text cannot be found");
    const origin = isPackaged ? (module?.url ?? url) : undefined;
    const usesThis = syntax?.form === "arrow" && syntax.usesThis && !isPackaged;
    const full: Chain = (usesThis ? this.#withThis(fn, chain, taker.ancestors()) : undefined) ?? { chain };
    const scopes = this.#resolve(fn, full, syntax, origin, taker);
    return {
      scopes: scopes.map(({ number }) => number),
      ...(origin !== undefined && { module: origin }),
      ...(syntax && { source: this.#sourceOf(fn, syntax, url, full.chain, scopes) }),
    };
  }

  /** The class by whose constructor an object is made. */
  constructorOf(object: object, refuse: Refuse): object {
    const classFunction = this.#classOf(object);
    const isFound = classFunction !== undefined && this.#tools.surroundings.builtIns.pathOf(classFunction) === undefined;
    if (!isFound) return refuse("it has private fields, and its class cannot be found from it");
    for (
      let at: object | null = classFunction;
      at !== null && this.#tools.surroundings.builtIns.pathOf(at) === undefined;
      at = getPrototypeOf(at)
    ) {
      const syntax = types.isProxy(at) ? undefined : this.#syntaxOf(at, Reflect.apply(functionToString, at, []));
      const problem = syntax?.class === undefined ? "the text of its class cannot be found" : syntax.class.constructionProblem;
      if (problem !== undefined) return refuse(`it has private fields, which only its constructor can make, and ${problem}`);
    }
    return classFunction;
  }

  hasPrivateMethods(object: object): boolean {
    return this.#tools.inspector.internalsOf(object).slots.has("[[PrivateMethods]]");
  }

  #classOf(object: object): object | undefined {
    // A proxy, and what it inherits from, cannot be asked without running its handler.
    for (let prototype = getPrototypeOf(object); prototype !== null && !types.isProxy(prototype); prototype = getPrototypeOf(prototype)) {
      const constructor: unknown = getOwnPropertyDescriptor(prototype, "constructor")?.value;
      if (typeof constructor !== "function" || types.isProxy(constructor)) continue;
      if (getOwnPropertyDescriptor(constructor, "prototype")?.value === prototype) return constructor;
    }
    return undefined;
  }

  /** Takes a module for a part of the graph. */
  meet(module: LoadedModule): void {
    if (this.#modules.has(module.url)) return;
    this.#modules.add(module.url);
    this.#newModules.push(module);
  }

  #urlOf(fn: object): string | undefined {
    const { inspector } = this.#tools;
    const id = inspector.scriptIdOf(fn);
    if (id === undefined) return undefined;
    if (!this.#urls.has(id)) this.#urls = inspector.scriptUrls();
    return this.#urls.get(id) ?? "";
  }

  #syntaxOf(fn: object, text: string): FunctionSyntax | undefined {
    const { natives } = this.#tools;
    const source = natives.scriptSource(fn);
    if (source === undefined) return undefined;
    const script = parsed(source);
    return script instanceof SyntaxError ? undefined : script.at(natives.scriptPosition(fn), text);
  }

  /** The scopes around a function, innermost first; each with the variables that are used of it, or all of them for a module's function. */
  #resolve(
    fn: object,
    { chain, ...self }: Chain,
    syntax: FunctionSyntax | undefined,
    module: string | undefined,
    taker: ScopeTaker,
  ): ScopeThing[] {
    const resolved: ScopeThing[] = [];
    let parent: ScopeThing | undefined;
    for (let depth = chain.length - 1; depth >= 0; depth--) {
      const live = chain[depth]!;
      const used = syntax === undefined ? [] : syntax.free.filter(({ name }) => scopeOf(chain, name) === depth);
      const shared = used.filter(({ isAssigned }) => isAssigned).map(({ name }) => name);
      if (self.depth === depth) shared.push(THIS);
      const scope = this.#find({ fn, chain, depth }, parent, new Set(shared), module !== undefined) ?? this.#make(live, parent, module);
      if (scope.node < 0) scope.node = taker.nodeOf(scope);
      scope.users.push({ fn, chain, depth, names: new Set(shared) });
      const add = (name: string, value: unknown, isAssigned: boolean): void => {
        if (scope.add(name, value, isAssigned)) taker.hold(scope, value);
      };
      for (const { name, isAssigned, isInitialized } of used) {
        if (module === undefined && isInitialized && live.variables[name] === undefined) this.#checkInitialized(fn, chain, depth, name);
        add(name, live.variables[name], isAssigned);
      }
      if (self.depth === depth) add(THIS, self.value, false);
      if (module !== undefined) for (const [name, value] of Object.entries(live.variables)) add(name, value, false);
      resolved.unshift(scope);
      parent = scope;
    }
    return resolved;
  }

  /**
   * The chain with the scope that has the `this` which an arrow function has captured, and that `this`. V8's inspector shows neither, but its
   * print of a scope has the address; the object is looked for among those that may be it. Undefined if it is not found.
   */
  #withThis(fn: object, chain: readonly LiveScope[], ancestors: readonly object[]): ChainWithThis | undefined {
    const variables = Object.values(this.#tools.surroundings.variables);
    const candidates = [...new Set([...ancestors, ...variables])].filter(isShortToPrint).slice(0, MAX_CANDIDATES);
    const layout = readLayout([fn], candidates, this.#tools.natives);
    const contexts = layout?.chains[0] ?? [];
    const shown = contextsOf(chain, contexts);
    const home = contexts.find(({ slots }) => slots.has(THIS));
    const slot = home?.slots.get(THIS);
    if (layout === undefined || shown === undefined || home === undefined || slot === undefined) return undefined;
    const index = layout.addresses.indexOf(slot.address);
    if (index < 0 && slot.name !== "undefined") return undefined;
    const value = index < 0 ? undefined : candidates[index];
    const depth = shown.indexOf(home);
    if (depth >= 0) return { chain, depth, value };
    const place = contexts.indexOf(home);
    const before = shown.filter((context) => contexts.indexOf(context) < place).length;
    const added: AddedScope = { description: "Closure", variables: {}, address: home.address };
    return { chain: [...chain.slice(0, before), added, ...chain.slice(before)], depth: before, value };
  }

  /** A scope that was met before and is the same. Its values say so, unless it matters; then its address does. */
  #find(seen: SeenScope, parent: ScopeThing | undefined, shared: ReadonlySet<string>, isPackaged: boolean): ScopeThing | undefined {
    const live = seen.chain[seen.depth]!;
    const siblings = parent === undefined ? this.#roots : (this.#children.get(parent) ?? []);
    for (const scope of siblings) {
      if (scope.description !== live.description || !isSamePicture(scope.picture, live.variables)) continue;
      const rival = scope.users.find(({ names }) => [...names].some((name) => shared.has(name)));
      // Of a package only few functions have to be made anew, and those that share a variable are refused then.
      scope.isUncertain ||= isPackaged && rival !== undefined;
      if (rival === undefined || isPackaged || rival.fn === seen.fn || this.#isOneScope(seen, rival)) return scope;
    }
    return undefined;
  }

  #isOneScope(a: SeenScope, b: SeenScope): boolean {
    const chains = readLayout([a.fn, b.fn], [], this.#tools.natives)?.chains;
    const [addressOfA, addressOfB] = [a, b].map(
      ({ chain, depth }, index) =>
        chain[depth]!.address ?? contextsOf(withoutAdded(chain), chains?.[index] ?? [])?.[depthAmong(chain, depth)]?.address,
    );
    if (addressOfA === undefined || addressOfB === undefined)
      return this.#refuse(
        "it shares a variable with another function, or has one of its own with the same value, and V8 does not tell which here",
      );
    return addressOfA === addressOfB;
  }

  #checkInitialized(fn: object, chain: Chain["chain"], depth: number, name: string): void {
    const contexts = readLayout([fn], [], this.#tools.natives)?.chains[0];
    const slot = contexts && contextsOf(withoutAdded(chain), contexts)?.[depthAmong(chain, depth)]?.slots.get(name);
    if (slot !== undefined && !slot.name.startsWith("the_hole")) return;
    this.#refuse(
      slot
        ? `it uses ${name}, whose declaration did not run to its end`
        : `it uses ${name}, and V8 does not tell here whether its declaration has run`,
    );
  }

  #make(live: LiveScope, parent: ScopeThing | undefined, module: string | undefined): ScopeThing {
    const scope = new ScopeThing(this.#scopes.length, parent, live, module);
    this.#scopes.push(scope);
    this.#things.add(scope);
    if (parent === undefined) this.#roots.push(scope);
    else this.#children.set(parent, [...(this.#children.get(parent) ?? []), scope]);
    return scope;
  }

  #sourceOf(
    fn: object,
    syntax: FunctionSyntax,
    script: string,
    chain: readonly LiveScope[],
    scopes: readonly ScopeThing[],
  ): FunctionSource {
    const uses = syntax.free.flatMap(({ name }) => {
      const depth = scopeOf(chain, name);
      return depth < 0 ? [] : [{ name, scope: scopes[depth]!.number }];
    });
    const own = scopes.find((scope) => scope.names.includes(THIS));
    if (syntax.form === "arrow" && syntax.usesThis && own !== undefined) uses.push({ name: THIS, scope: own.number });
    this.#want(syntax, chain);
    const passing =
      syntax.form === "class"
        ? syntax.free.filter(({ name, isDeclared }) => isDeclared && scopeOf(chain, name) < 0).map(({ name }) => name)
        : syntax.keyNames;
    const unknown =
      scopes[0]?.module === undefined
        ? undefined
        : syntax.free.find(
            ({ name, isInitialized }) =>
              isInitialized && scopeOf(chain, name) >= 0 && chain[scopeOf(chain, name)]!.variables[name] === undefined,
          );
    const hidden =
      syntax.form === "class" && passing.length > 0
        ? undefined
        : syntax.free.find(({ name, isDeclared }) => isDeclared && scopeOf(chain, name) < 0 && !Object.hasOwn(globalThis, name));
    const problem =
      syntax.problem ??
      hiddenProblem(hidden?.name ?? unknown?.name) ??
      (syntax.form === "arrow" && syntax.usesThis && own === undefined ? "it uses `this` of the code around it" : undefined);
    return {
      place: { script, ...syntax.start },
      form: syntax.form,
      isStrict: syntax.isStrict,
      ...(syntax.ownName !== undefined && { ownName: syntax.ownName }),
      ...(syntax.givenName !== undefined && { givenName: syntax.givenName }),
      ...(syntax.showsInferredName && { inferredName: this.#tools.natives.inferredName(fn) }),
      ...(syntax.isEager && { isEager: true }),
      uses,
      ...(syntax.class?.heritage && { heritage: syntax.class.heritage }),
      ...(passing.length > 0 && { passing }),
      ...(problem !== undefined && { problem }),
    };
  }

  /** Takes down what a function asks of the notebook by name. */
  #want(syntax: FunctionSyntax, chain: readonly LiveScope[]): void {
    const { exports, require } = this.#tools.surroundings;
    const valueOf = (name: string): unknown => chain[scopeOf(chain, name)]?.variables[name];
    const sees = (name: string): boolean => syntax.free.some((each) => each.name === name);
    if (sees("exports") && valueOf("exports") === exports) {
      const { names } = syntax;
      for (const name of names.variables) this.wanted.add(name);
      this.usesAll ||= names.usesAll;
    }
    if (sees("require") && valueOf("require") === require) {
      const { names } = syntax;
      for (const name of names.packages) this.packages.add(name);
      this.requiresAny ||= names.requiresAny;
    }
  }
}

/** A scope that a function sees. */
interface SeenScope {
  readonly fn: object;
  readonly chain: Chain["chain"];
  readonly depth: number;
}

/** A scope without variables, which the inspector leaves out. */
interface AddedScope extends LiveScope {
  readonly address: string;
}

/** The scopes around a function, innermost first; for an arrow function that uses `this`: which of them has it, and what it is. */
interface Chain {
  readonly chain: readonly (LiveScope & { readonly address?: string })[];
  readonly depth?: number;
  readonly value?: unknown;
}

type ChainWithThis = Chain & { readonly depth: number };

function withoutAdded(chain: readonly (LiveScope & { readonly address?: string })[]): LiveScope[] {
  return chain.filter(({ address }) => address === undefined);
}

function depthAmong(chain: readonly (LiveScope & { readonly address?: string })[], depth: number): number {
  return withoutAdded(chain.slice(0, depth)).length;
}

/** The name under which a scope holds what no name of the language can be. */
const THIS = "this";
const MAX_CANDIDATES = 100;

/** V8 prints every element. */
function isShortToPrint(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !types.isProxy(value) &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !types.isMap(value) &&
    !types.isSet(value)
  );
}

/** Such as the name by which a function expression calls itself. */
function hiddenProblem(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `it uses ${name}, which V8 does not show`;
}

/** The innermost scope that has a variable of that name; -1 if none has. */
function scopeOf(chain: readonly LiveScope[], name: string): number {
  return chain.findIndex(({ variables }) => Object.hasOwn(variables, name));
}

function isSamePicture(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && Object.is(a[name], b[name]));
}

function parsed(source: string): ScriptSyntax | SyntaxError {
  let script = scripts.get(source);
  if (script === undefined) {
    script = parse(source);
    if (scriptsCharacters + source.length > MAX_SCRIPTS_CHARACTERS) {
      scripts.clear();
      scriptsCharacters = 0;
    }
    scripts.set(source, script);
    scriptsCharacters += source.length;
  }
  return script;
}

function parse(source: string): ScriptSyntax | SyntaxError {
  try {
    return new ScriptSyntax(source);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}
