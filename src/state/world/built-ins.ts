import { intact } from "./intact";
import { types } from "node:util";
import { type Change, changesBetween } from "./changes";
import { companionsOf, coreModuleName, loadCoreModule, loadedCoreModules } from "./core-modules";
import { type Digest, type Difference, digestOf, differencesOf } from "./digest";
import { type Facts, factsOf, stillHas } from "./facts";
import { hiddenIntrinsics } from "./intrinsics";
import { globalsBehindGetters, lazyGlobals, readGlobal, untouchableGlobals } from "./lazy-globals";
import { kernelOwn, kernelOwnPaths, processOwn, processOwnPaths } from "./live-objects";
import { isNodesOwnDoing } from "./nodes-own-doing";
import { Marks } from "./marks";
import { globalEntry, globalOf, rootOf, wellKnownSymbols } from "./paths";
import { type PathOf, type Signature, describe, describeGlobal, describeOpaque, linesOf, sourceHash, textLine } from "./signature";
import { Strangers } from "./strangers";
import { isStandardStream, standardStream, standardStreamPath } from "./standard-streams";
import { type Nameable, type Root, isTransparent, stepsOf, survey } from "./survey";

export interface SurveyStart {
  /**
   * What a pristine process has. With it, only what that has is taken for a built-in: for a process in which a notebook has already run,
   * so that its additions and replacements are seen as such. Without it, the process is taken for pristine.
   */
  readonly reference?: Reference;
}

/** The signature of a pristine process, and what tells apart its things that look alike. */
export interface Reference {
  readonly signature: Signature;
  /** Marks by paths, for {@link Marks}. */
  readonly marks: ReadonlyMap<string, string>;
}

/** A part of the world that is surveyed on its own, so that its paths do not depend on what else was surveyed: a core module, a lazy global, or `globals`. */
interface Region {
  readonly paths: ReadonlyMap<Nameable, string>;
  readonly values: ReadonlyMap<string, Nameable>;
}

const globals = "globals";

/** Surveys all that every Node process has and a program can reach from its globals, in a few milliseconds. Runs no getter and loads nothing. */
export function surveyBuiltIns(start: SurveyStart = {}): BuiltIns {
  return new BuiltIns(start);
}

/** The objects and symbols that every Node process of this version has, and their paths: the same ones in every process. */
export class BuiltIns {
  readonly #reference: Reference | undefined;
  /** Only with a reference, or when they are asked for. */
  #marks: Marks | undefined;
  #ambiguous: ReadonlySet<string> | undefined;
  #referenceRegions: ReadonlyMap<string, readonly (readonly [path: string, description: string])[]> | undefined;
  readonly #regions = new intact.Map<string, Region>();
  /** Of each thing, its path in the first region that has it. */
  readonly #paths = new intact.Map<Nameable, string>();
  readonly #texts = new WeakMap<object, string>();
  readonly #strangers = new Strangers();
  /** What each object held when it was first described, and the descriptions by path: it may have one in each region. */
  readonly #first = new WeakMap<object, { readonly facts: Facts; readonly descriptions: Map<string, string> }>();
  readonly #hashed = new intact.Map<string, { readonly text: string; readonly hash: string }>();

  constructor({ reference }: SurveyStart) {
    this.#reference = reference;
    this.#addRegion(globals, globalRoots());
    if (reference) this.#addOriginals(reference);
  }

  /** The marks of what is surveyed, by paths: part of a {@link Reference}. */
  marks(): ReadonlyMap<string, string> {
    this.#marks ??= new Marks();
    const marks = new intact.Map<string, string>();
    for (const { paths } of this.#regions.values()) {
      for (const [value, path] of paths) {
        const mark = typeof value === "symbol" ? undefined : this.#marks.of(value);
        if (mark !== undefined) marks.set(path, mark);
      }
    }
    return marks;
  }

  /** Whether a function that has a path could just as well be another one of the same source: with a reference only. */
  isAmbiguous(fn: object): boolean {
    if (this.#reference === undefined || this.#marks?.of(fn) !== undefined) return false;
    this.#ambiguous ??= textsOfMany(this.#reference.signature);
    return this.#ambiguous.has(this.#textOf(fn));
  }

  /** The path of a built-in; undefined for anything else, and for what is not surveyed (see {@link addModule}, {@link addLazyGlobals}). */
  pathOf(value: Nameable): string | undefined {
    const path = this.#paths.get(value) ?? standardStreamPath(value);
    return path !== undefined && processOwnPaths.has(path) && !isStandardStream(path) ? undefined : path;
  }

  /** What stands under a path that any process of this Node version gave. Loads the module or lazy global that the path begins with. Undefined if there is none. */
  at(path: string): Nameable | undefined {
    if (isStandardStream(path)) return standardStream(path);
    return this.#regions.get(this.regionOf(path) ?? "")?.values.get(path);
  }

  /** The region that a path belongs to, surveyed; undefined if this process has none of that name. */
  regionOf(path: string): string | undefined {
    const name = regionNameOf(path);
    if (name.startsWith("node:")) return this.addModule(name) ? name : undefined;
    if (lazyGlobals.has(name)) return this.addLazyGlobal(name) ? name : undefined;
    return globals;
  }

  /** Surveys a core module, `fs` or `node:fs`, and loads it if need be. False if there is none of that name that may be looked into. */
  addModule(id: string): boolean {
    const name = coreModuleName(id);
    if (name === undefined) return false;
    const region = `node:${name}`;
    if (!this.#regions.has(region)) this.#addRegion(region, [[region, loadCoreModule(name) as object]]);
    return true;
  }

  /** Surveys the core modules that this process has loaded by now. */
  addLoadedModules(): void {
    for (const name of loadedCoreModules()) for (const each of [name, ...companionsOf(name)]) this.addModule(each);
  }

  /** Surveys a global that Node loads when it is first read. False if this process has none of that name. */
  addLazyGlobal(name: string): boolean {
    if (this.#regions.has(name)) return true;
    const value = lazyGlobals.has(name) ? readGlobal(name) : undefined;
    if (!isObject(value)) return false;
    this.#addRegion(name, [[name, value]]);
    return true;
  }

  /** Loads and surveys all of them: 25 ms and 15 MiB on Node 22 and later. For a kernel, before its notebook can replace one; not for a child. */
  addLazyGlobals(): void {
    for (const name of lazyGlobals) this.addLazyGlobal(name);
  }

  /** What the built-ins hold now, of all that is surveyed or of some regions. */
  signature(regions: Iterable<string> = this.#regions.keys()): Signature {
    const signature = new intact.Map<string, string>();
    for (const region of regions) for (const [path, text] of this.#describe(region)) signature.set(path, text);
    return signature;
  }

  /** What has changed since a signature was taken, of all objects that it has. Their values, if any, are read from the objects. */
  changesSince(start: Signature): readonly Change[] {
    const now = new intact.Map<string, string>();
    for (const region of this.#regions.keys()) for (const [path, text] of this.#describe(region, start)) now.set(path, text);
    return changesBetween(start, now, (path) => this.#valueAt(path)).filter((change) => !isNodesOwnDoing(change));
  }

  /** A short form of the signature for another process to compare, without what kernel and child each set for themselves. */
  digest(regions: Iterable<string> = this.#regions.keys()): Digest {
    return intact.fromEntries([...regions].map((region) => [region, this.#hashes(region).join("")]));
  }

  /** Where this process differs from the one that made the digest. Surveys the regions that it names. */
  differences(digest: Digest): readonly Difference[] {
    return intact.entries(digest).flatMap(([region, theirs]) => {
      if (!this.#addNamed(region)) return [{ path: region, why: "this process has none" }];
      return differencesOf(theirs, this.#hashes(region).join(""), () => this.#compared(region).map(([path]) => path));
    });
  }

  /** What a kernel or a child may have or not is not counted. */
  #compared(region: string): readonly (readonly [path: string, description: string])[] {
    const now = this.#describe(region);
    // What the notebook has taken away, and nobody can reach any more, is what it was.
    const all = this.#referenceOf(region)?.map(([path, was]) => [path, now.get(path) ?? was] as const) ?? [...now];
    return all.filter(([path]) => !kernelOwnPaths.has(path));
  }

  /** The part of the reference, if it has one, in the order of the survey. */
  #referenceOf(region: string): readonly (readonly [path: string, description: string])[] | undefined {
    if (this.#reference === undefined) return undefined;
    this.#referenceRegions ??= groupByRegion(this.#reference.signature);
    return this.#referenceRegions.get(region);
  }

  #hashes(region: string): readonly string[] {
    return this.#compared(region).map(([path, text]) => {
      const kept = this.#hashed.get(path);
      if (kept?.text === text) return kept.hash;
      const made = { text, hash: digestOf(text, kernelOwn.get(path)) };
      this.#hashed.set(path, made);
      return made.hash;
    });
  }

  #addNamed(region: string): boolean {
    return region === globals || this.regionOf(region) === region;
  }

  /** Without loading anything. */
  #valueAt(path: string): Nameable | undefined {
    const root = rootOf(path);
    return (this.#regions.get(root) ?? this.#regions.get(globals))?.values.get(path);
  }

  #addRegion(name: string, roots: readonly Root[]): void {
    const known = this.#regions.get(globals)?.paths;
    const paths = survey({
      roots: roots.filter(([, value]) => known?.has(value) !== true),
      isKnown: (value) => known?.has(value) ?? false,
      isHidden,
      ...(this.#isReferenced(roots) && { before: (path, now) => this.#before(path, now) }),
    });
    const values = new intact.Map<string, Nameable>(roots);
    for (const [value, path] of paths) {
      values.set(path, value);
      if (!this.#paths.has(value)) this.#paths.set(value, path);
    }
    this.#regions.set(name, { paths, values });
  }

  /** A reference may be of some regions only; the others are taken as they are, and compared by the other process. */
  #isReferenced(roots: readonly Root[]): boolean {
    return roots.some(([path]) => this.#reference?.signature.has(path));
  }

  /** An original stays what it is, wherever the notebook has put it and whatever stands in its place. */
  #before(path: string, now: Nameable): Nameable | undefined {
    if (this.#isInReference(path, now)) return now;
    const mark = this.#reference?.marks.get(path);
    return mark === undefined ? undefined : this.#marks?.original(mark);
  }

  #isInReference(path: string, value: Nameable): boolean {
    if (typeof value === "symbol" || this.#reference === undefined) return true;
    const { signature, marks } = this.#reference;
    this.#marks ??= new Marks();
    const mark = this.#marks.of(value);
    if (mark !== marks.get(path)) return false;
    const description = signature.get(path);
    if (description === undefined) return false;
    const lines = linesOf(description);
    return (
      lines.get(textLine) === this.#textOf(value) &&
      (mark !== undefined || typeof value === "function" || types.isProxy(value) || hasMostOf(value, lines))
    );
  }

  /** What the notebook has replaced may still be held by it. */
  #addOriginals({ marks }: Reference): void {
    const { values } = this.#region(globals);
    for (const [path, mark] of marks) {
      const original = this.#marks?.original(mark);
      if (original === undefined || this.#paths.has(original)) continue;
      this.#paths.set(original, path);
      (values as Map<string, Nameable>).set(path, original);
    }
  }

  /** The descriptions of a region's objects, in the order of the survey; of those that have not changed since a signature was taken, none. */
  #describe(name: string, since?: Signature): Map<string, string> {
    const { paths } = this.#region(name);
    const known = this.#region(globals).paths;
    const pathOf = (value: Nameable): string => known.get(value) ?? paths.get(value) ?? this.#strangers.nameOf(value);
    const described = new intact.Map<string, string>();
    for (const global of unseenGlobals(name)) described.set(globalEntry(global), describeGlobal(global, pathOf));
    for (const [value, path] of paths) {
      if (typeof value === "symbol" || processOwnPaths.has(path)) continue;
      const text = this.#describeObject(value, path, pathOf);
      if (text !== since?.get(path)) described.set(path, text);
    }
    return described;
  }

  #describeObject(object: object, path: string, pathOf: PathOf): string {
    if (!isTransparent(object, path)) return describeOpaque(this.#textOf(object));
    // What was first described is what Node made, and stays; a notebook's values are not kept alive here.
    const first = this.#first.get(object);
    if (first !== undefined && !stillHas(object, first.facts, isHidden))
      return this.#describeFacts(object, path, factsOf(object, isHidden), pathOf);
    const facts = first?.facts ?? factsOf(object, isHidden);
    const descriptions = first?.descriptions ?? new intact.Map<string, string>();
    if (first === undefined) this.#first.set(object, { facts, descriptions });
    const kept = descriptions.get(path);
    if (kept !== undefined) return kept;
    const made = this.#describeFacts(object, path, facts, pathOf);
    descriptions.set(path, made);
    return made;
  }

  #describeFacts(object: object, path: string, facts: Facts, pathOf: PathOf): string {
    return describe({ facts, steps: stepsOf(object), text: this.#textOf(object), ignored: processOwn.get(path) }, pathOf);
  }

  #region(name: string): Region {
    const region = this.#regions.get(name);
    if (region === undefined) throw new Error(`Nothing of the name ${name} was surveyed: call addModule or addLazyGlobal first.`);
    return region;
  }

  #textOf(value: object): string {
    const kept = this.#texts.get(value);
    if (kept !== undefined) return kept;
    const text = types.isProxy(value) ? "proxy" : sourceHash(value);
    this.#texts.set(value, text);
    return text;
  }
}

function regionNameOf(path: string): string {
  const global = globalOf(path);
  const root = global !== undefined && lazyGlobals.has(global) ? global : rootOf(path);
  return root.startsWith("node:") || lazyGlobals.has(root) ? root : globals;
}

/** Globals by their names, and what has no name in the language but one in its specification. */
function globalRoots(): readonly Root[] {
  const symbols = wellKnownSymbols.map((symbol): Root => [symbol.description ?? "", symbol]);
  const named = intact
    .getOwnPropertyNames(intact.globalThis)
    .filter(
      (name) =>
        !isHidden(intact.globalThis, name) && /^[A-Za-z_$][\w$]*$/.test(name) && processOwn.get("globalThis")?.has(`.${name}`) !== true,
    )
    .sort()
    .flatMap((name): Root[] => {
      const value: unknown = intact.getOwnPropertyDescriptor(intact.globalThis, name)?.value;
      return isObject(value) && value !== intact.globalThis ? [[name, value]] : [];
    });
  // Both are behind getters, which give what these modules give.
  const behindGetters: Root[] = [
    ["process", loadCoreModule("process") as object],
    ["Buffer", (loadCoreModule("buffer") as { readonly Buffer: object }).Buffer],
  ];
  return [...symbols, ...named, ...behindGetters, ["globalThis", globalThis], ...hiddenIntrinsics()];
}

function isHidden(owner: object, key: string | symbol): boolean {
  return owner === intact.globalThis && typeof key === "string" && (lazyGlobals.has(key) || untouchableGlobals.has(key));
}

/** Globals whose property the description of `globalThis` does not show, and that belong to a region. */
function unseenGlobals(region: string): readonly string[] {
  if (region === globals) return globalsBehindGetters;
  return lazyGlobals.has(region) ? [region] : [];
}

/** Whether an object can be the one that is described, changed or not: it has half of its properties at least. */
function hasMostOf(object: object, lines: ReadonlyMap<string, string>): boolean {
  const steps = new intact.Set(stepsOf(object).map(([, step]) => step));
  const wanted = [...lines.keys()].filter((name) => !name.startsWith("[["));
  return 2 * wanted.filter((step) => steps.has(step)).length >= wanted.length;
}

function groupByRegion(signature: Signature): ReadonlyMap<string, readonly (readonly [path: string, description: string])[]> {
  const regions = new intact.Map<string, (readonly [string, string])[]>();
  for (const entry of signature) {
    const region = regionNameOf(entry[0]);
    const kept = regions.get(region);
    if (kept === undefined) regions.set(region, [entry]);
    else kept.push(entry);
  }
  return regions;
}

/** The texts of functions that more than one has. */
function textsOfMany(signature: Signature): ReadonlySet<string> {
  const seen = new intact.Set<string>();
  const many = new intact.Set<string>();
  for (const description of signature.values()) {
    const text = linesOf(description).get(textLine) ?? "";
    if (seen.has(text)) many.add(text);
    seen.add(text);
  }
  return many;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
