import { types } from "node:util";
import { StateError } from "../state-error";
import type { Inspector } from "../live/inspector";
import type { Natives } from "../live/natives";
import type { NotebookNames } from "../code/names";
import { brandOf } from "./brand";
import { Closures } from "./closures";
import { ACCESSOR, CONFIGURABLE, ENUMERABLE, type Brand, type Form, type GraphMeta, ORDINARY, WRITABLE } from "./form";
import { coderArguments } from "./coders";
import { isAllowedPrototype, madeBy } from "./node-classes";
import { isIndex, isPlainArray, startsWithKey } from "../live/elements";
import { namedKeysOf } from "../live/typed-arrays";
import type { LoadedModule, Surroundings } from "./surroundings";
import { Numbers } from "./numbers";
import { HOLE, ValueWriter } from "./values";
import {
  bufferInside,
  descriptionOf,
  flagsOf,
  forEachElement,
  forEachEntry,
  hiddenStackOf,
  inheritsProxy,
  isOfText,
  primitiveIn,
  sizeOf,
  sourceOf,
  targetOf,
  timeOf,
  typedArrayInside,
  viewBufferOf,
  viewPlaceOf,
  weakEntries,
} from "./inside";

// Taken before any cell can replace them.
const { getPrototypeOf, isExtensible, ownKeys, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
/** An object graph, described. `sections` are its texts, its stream, its tables, and then the contents of its buffers. */
export interface Description {
  readonly meta: GraphMeta;
  readonly texts: readonly string[];
  readonly stream: Uint8Array;
  readonly formOf: Uint32Array;
  readonly startOf: Uint32Array;
  readonly buffers: readonly Uint8Array[];
}

export interface DescriberTools {
  readonly inspector: Inspector;
  readonly natives: Natives;
  readonly surroundings: Surroundings;
}

/** As dictionaries are made: they all have one hidden class. */
const withoutPrototype: object = Object.create(null) as object;

/** An array with fewer elements than this share of its length is described by its keys. */
const SPARSE = 0.25;

/**
 * Describes all that can be reached from some roots, without changing it and without running any code of the notebook: no getter, no proxy's
 * handler, no `toString`. Throws {@link StateError} for what another process cannot have.
 */
export class Describer {
  readonly #tools: DescriberTools;
  readonly #ids = new Map<unknown, number>();
  readonly #things: unknown[] = [];
  readonly #parents = new Numbers();
  readonly #formOf = new Numbers();
  readonly #startOf = new Numbers();
  readonly #forms: Form[] = [];
  readonly #formIds = new Map<string, number>();
  readonly #buffers: Uint8Array[] = [];
  readonly #weak: { readonly node: number; readonly object: object }[] = [];
  readonly #roots: { readonly name: string; readonly value: unknown; readonly bytes: number }[] = [];
  readonly #modules: { readonly url: string; readonly node: number }[] = [];
  readonly #writer: ValueWriter;
  readonly #closures: Closures;
  #records: RecordForm[] = [];
  /** An object that a tagged template gives its tag, by which it may be known again. */
  #hasTemplateObject = false;
  #next = 0;
  #parent = -1;

  constructor(tools: DescriberTools) {
    this.#tools = tools;
    this.#writer = new ValueWriter((value) => this.#idOf(value));
    this.#closures = new Closures(tools, (reason) => this.#refuse(this.#next, reason));
  }

  /** What the functions met so far ask of the notebook by name, and what may be no root yet. */
  get wanted(): NotebookNames {
    const { wanted: variables, packages, usesAll, requiresAny } = this.#closures;
    return { variables, packages, usesAll, requiresAny };
  }

  /** Describes a root and all that it reaches and no earlier root did. Gives the bytes that this took. */
  addRoot(name: string, value: unknown): number {
    const before = this.#bytes();
    this.#parent = -1;
    this.#roots.push({ name, value, bytes: 0 });
    if (isReference(value)) this.#idOf(value);
    this.#drain();
    return this.#bytes() - before;
  }

  /** Describes what a module exports, and all that it reaches. */
  addModule(module: LoadedModule): void {
    this.#parent = -1;
    this.#closures.meet(module);
    for (const met of this.#closures.takeModules()) this.#addModule(met);
    this.#drain();
  }

  end(): Description {
    const weak = this.#describeWeak();
    this.#writeScopes();
    const { withTemplate } = this.#closures;
    if (this.#hasTemplateObject && withTemplate !== undefined)
      throw new StateError(`${withTemplate}: its tagged template gave its tag an object that the notebook still holds`);
    const rootsStart = this.#writer.length;
    for (const { value } of this.#roots) this.#writer.write(value);
    return {
      meta: {
        forms: this.#forms,
        functions: this.#closures.functions,
        scopes: this.#closures.scopes.map((scope) => scope.toRecord()),
        weak,
        modules: this.#modules,
        roots: this.#roots.map(({ name }) => name),
        rootsStart,
        nodeCount: this.#things.length,
      },
      texts: this.#writer.texts,
      stream: this.#writer.toBytes(),
      formOf: this.#formOf.first(this.#things.length),
      startOf: this.#startOf.first(this.#things.length),
      buffers: this.#buffers,
    };
  }

  /** In the end, because a scope has more variables for each function that uses it. */
  #writeScopes(): void {
    for (const { node, values } of this.#closures.scopes) {
      this.#startOf.set(node, this.#writer.length);
      for (const value of values) this.#writer.write(value);
    }
  }

  #bytes(): number {
    return this.#writer.length * 8 + this.#buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #idOf(value: object | symbol, parent = this.#parent): number {
    let id = this.#ids.get(value);
    if (id === undefined) {
      id = this.#things.length;
      this.#ids.set(value, id);
      this.#things.push(value);
      this.#parents.set(id, parent + 1);
    }
    return id;
  }

  #drain(): void {
    while (this.#next < this.#things.length) {
      const id = this.#next;
      this.#parent = id;
      this.#startOf.set(id, this.#writer.length);
      this.#formOf.set(id, this.#describe(this.#things[id]));
      this.#next++;
      for (const module of this.#closures.takeModules()) this.#addModule(module);
    }
  }

  /** A function of a module was met: the module's state belongs to it. */
  #addModule({ url, exports }: LoadedModule): void {
    if (isReference(exports)) this.#modules.push({ url, node: this.#idOf(exports) });
  }

  /** Writes what is a node's own, and gives the number of its form. */
  #describe(thing: unknown): number {
    if (typeof thing === "object" && thing !== null) {
      const known = this.#recordOf(thing);
      if (known !== undefined) return known;
    }
    if (this.#closures.isScope(thing)) return this.#formId({ brand: "scope", keys: [], attributes: [] });
    const { surroundings } = this.#tools;
    const place = surroundings.placeOf(thing as object | symbol);
    if (place !== undefined) {
      this.#writer.write(place.name);
      return this.#formId({ brand: place.kind, keys: [], attributes: [] });
    }
    if (typeof thing === "symbol") return this.#describeSymbol(thing);
    const module = surroundings.moduleThatExports(thing as object);
    if (module !== undefined) this.#closures.meet(module);
    return this.#describeObject(thing as object);
  }

  #describeSymbol(symbol: symbol): number {
    const key = Symbol.keyFor(symbol);
    if (key !== undefined) {
      this.#writer.write(key);
      return this.#formId({ brand: "registered-symbol", keys: [], attributes: [] });
    }
    this.#writer.write(descriptionOf(symbol) ?? HOLE);
    return this.#formId({ brand: "symbol", keys: [], attributes: [] });
  }

  #describeObject(object: object): number {
    if (types.isProxy(object)) return this.#describeProxy(object);
    if (inheritsProxy(object)) this.#refuse(this.#next, "it inherits from a proxy, whose handler would run to look into it");
    const made = madeBy(object, this.#tools.surroundings.builtIns, this.#tools.inspector);
    if (made !== undefined) {
      if (ownKeys(object).length > 0) this.#refuse(this.#next, `it is an object of Node's (${made.path}) with properties of its own`);
      this.#writer.number(made.args.length);
      for (const arg of made.args) this.#writer.write(arg);
      return this.#formId({
        brand: "made",
        detail: made.path,
        prototype: this.#prototypeId(object),
        isExtensible: true,
        keys: [],
        attributes: [],
      });
    }
    if (getPrototypeOf(object) === WeakRef.prototype) return this.#describeWeakRef(object);
    const brand = brandOf(object);
    if (typeof brand === "object") this.#refuse(this.#next, brand.refusal);
    if (brand === "coder") return this.#describeCoder(object);
    const kind = brand === "closure" ? this.#describeFunction(object) : brand;
    const { detail, elements, lengthAttributes, hasFixedStack, skip } =
      brand === "closure" ? NOTHING_MORE : this.#describeBrand(object, brand);
    const form = this.#describeProperties(object, kind, skip);
    const id = this.#formId({
      ...form,
      ...(detail !== undefined && { detail }),
      ...(elements !== undefined && { elements }),
      ...(lengthAttributes !== undefined && { lengthAttributes }),
      ...(hasFixedStack && { hasFixedStack }),
    });
    if (kind === "object" && this.#forms[id]!.privates === undefined) this.#learnRecord(object, id);
    return id;
  }

  #describeCoder(coder: object): number {
    const args = coderArguments(coder)!;
    this.#writer.number(args.length);
    for (const arg of args) this.#writer.write(arg);
    return this.#formId({ brand: "coder", keys: [], attributes: [] });
  }

  #describeWeakRef(ref: object): number {
    this.#writer.write(targetOf(ref));
    return this.#formId({ ...this.#describeProperties(ref, "weakref") });
  }

  #describeProxy(proxy: object): number {
    const { slots } = this.#tools.inspector.internalsOf(proxy);
    this.#writer.write(slots.get("[[Target]]") ?? null);
    this.#writer.write(slots.get("[[Handler]]") ?? null);
    return this.#formId({ brand: "proxy", keys: [], attributes: [] });
  }

  #describeFunction(fn: object): Brand {
    const { slots } = this.#tools.inspector.internalsOf(fn);
    if (slots.has("[[TargetFunction]]")) {
      const args = (slots.get("[[BoundArgs]]") ?? []) as ArrayLike<unknown>;
      this.#writer.write(slots.get("[[TargetFunction]]"));
      this.#writer.write(slots.get("[[BoundThis]]"));
      this.#writer.number(args.length);
      for (const arg of Array.from(args)) this.#writer.write(arg);
      return "bound";
    }
    this.#writer.number(
      this.#closures.describe(
        fn,
        {
          nodeOf: (scope) => this.#idOf(scope),
          hold: (scope, value) => {
            if (isReference(value)) this.#idOf(value, scope.node);
          },
          ancestors: () => this.#ancestors(),
        },
        () => this.#pathTo(this.#next),
      ),
    );
    return "closure";
  }

  /** Writes what only this kind of object has, and says which properties that covers. */
  #describeBrand(object: object, brand: Brand): BrandDescription {
    switch (brand) {
      case "array":
        return this.#describeArray(object as readonly unknown[]);
      case "map":
        this.#writer.number(sizeOf(object));
        forEachEntry(object, (key, value) => {
          this.#writer.write(key);
          this.#writer.write(value);
        });
        return {};
      case "set":
        this.#writer.number(sizeOf(object));
        forEachElement(object, (element) => this.#writer.write(element));
        return {};
      case "weakmap":
      case "weakset":
        this.#weak.push({ node: this.#next, object });
        return {};
      case "date":
        this.#writer.number(timeOf(object));
        return {};
      case "regexp":
        return this.#describeRegExp(object);
      case "boxed":
        this.#writer.write(primitiveIn(object));
        return { skip: (key) => isOfText(object, key) };
      case "error":
        return this.#describeError(object);
      case "arraybuffer":
      case "sharedarraybuffer":
        return this.#describeBuffer(object as ArrayBuffer);
      case "typedarray":
        return this.#describeTypedArray(object);
      case "dataview":
        this.#describeView(object);
        return {};
      case "promise":
        return this.#describePromise(object);
      case "object":
        return {};
      case "namespace":
        this.#meetNamespace(object);
        return {};
      default:
        throw new Error(`No object has the brand ${brand}.`);
    }
  }

  #meetNamespace(namespace: object): void {
    const module = this.#tools.surroundings.moduleOfNamespace(namespace);
    if (module === undefined) this.#refuse(this.#next, "it is the namespace of a module that cannot be found again");
    this.#closures.meet(module);
  }

  #describeArray(array: readonly unknown[]): BrandDescription {
    this.#hasTemplateObject ||= isTemplateObject(array);
    const { length } = array;
    this.#writer.number(length);
    const { writable } = getOwnPropertyDescriptor(array, "length")!;
    const lengthAttributes = writable ? WRITABLE : 0;
    const elements = this.#describeElements(array, length);
    if (elements === undefined) return { lengthAttributes, skip: (key) => key === "length" };
    return { elements, lengthAttributes, skip: (key) => key === "length" || isIndex(key) };
  }

  /** Writes an array's elements if they are all plain values with the same attributes, which are given; else nothing. */
  #describeElements(array: readonly unknown[], length: number): number | undefined {
    if (this.#isPlainArray(array)) {
      for (let i = 0; i < length; i++) {
        const value = array[i];
        this.#writer.write(value === undefined && !(i in array) ? HOLE : value);
      }
      return ORDINARY;
    }
    const indices = ownKeys(array).filter(isIndex);
    if (indices.length < length * SPARSE) return undefined;
    const descriptors = indices.map((key) => getOwnPropertyDescriptor(array, key)!);
    const [first] = descriptors;
    const attributes = first === undefined ? ORDINARY : attributesOf(first);
    if (descriptors.some((each) => attributesOf(each) !== attributes) || attributes & ACCESSOR) return undefined;
    let at = 0;
    for (let i = 0; i < length; i++) this.#writer.write(indices[at] === String(i) ? descriptors[at++]!.value : HOLE);
    return attributes;
  }

  /** Whether reading an element by its index gives the value of an own property with ordinary attributes, or shows that there is none. */
  #isPlainArray(array: readonly unknown[]): boolean {
    return this.#tools.surroundings.arraysInheritNoElements && isPlainArray(array, this.#tools.natives);
  }

  #describeRegExp(object: object): BrandDescription {
    this.#writer.write(sourceOf(object));
    this.#writer.write(flagsOf(object));
    return {};
  }

  /** A stack that V8 hides behind an accessor is a value of the error; any other is a property. */
  #describeError(error: object): BrandDescription {
    const stack = hiddenStackOf(error);
    this.#writer.write(stack ?? HOLE);
    if (stack === undefined) return {};
    const isFixed = getOwnPropertyDescriptor(error, "stack")?.configurable === false;
    return { ...(isFixed && { hasFixedStack: true }), skip: (key) => key === "stack" };
  }

  #describeBuffer(buffer: ArrayBuffer): BrandDescription {
    this.#checkAttached(buffer);
    const { bytes, maxBytes } = bufferInside(buffer);
    this.#writer.number(this.#buffers.length);
    this.#writer.number(bytes);
    this.#writer.write(maxBytes ?? HOLE);
    this.#buffers.push(new Uint8Array(buffer, 0, bytes));
    return {};
  }

  #describeTypedArray(object: object): BrandDescription {
    const { kind, buffer, offsetBytes, length, bytes } = typedArrayInside(object);
    this.#writer.write(buffer);
    this.#writer.number(offsetBytes);
    // Made without a length, it follows the length of its buffer. That cannot be asked: one that ends with its buffer is taken for such a one.
    const { bytes: bufferBytes, maxBytes } = bufferInside(buffer);
    const follows = maxBytes !== undefined && offsetBytes + bytes === bufferBytes;
    this.#writer.write(follows ? HOLE : length);
    return { detail: kind, skip: isIndex };
  }

  #describeView(object: object): void {
    const buffer = viewBufferOf(object);
    this.#checkAttached(buffer);
    if (bufferInside(buffer).maxBytes !== undefined) this.#refuse(this.#next, "it is a view on a buffer that can change its length");
    const { offsetBytes, bytes } = viewPlaceOf(object);
    this.#writer.write(buffer);
    this.#writer.number(offsetBytes);
    this.#writer.number(bytes);
  }

  #checkAttached(buffer: ArrayBufferLike): void {
    if (isDetached(buffer)) this.#refuse(this.#next, "its memory was transferred to someone else");
  }

  #describePromise(object: object): BrandDescription {
    const { slots } = this.#tools.inspector.internalsOf(object);
    const state = slots.get("[[PromiseState]]");
    if (state === "pending") this.#refuse(this.#next, "it is a promise that is not settled: await it in a cell before");
    this.#writer.write(state === "fulfilled");
    this.#writer.write(slots.get("[[PromiseResult]]"));
    return {};
  }

  /** Writes the properties, then the private fields, and gives what of it others may share. */
  #describeProperties(object: object, brand: Brand, skip: (key: string | symbol) => boolean = () => false): Form {
    const keys: (string | number)[] = [];
    const attributes: number[] = [];
    for (const key of this.#keysOf(object, brand)) {
      if (skip(key)) continue;
      const descriptor = getOwnPropertyDescriptor(object, key);
      if (descriptor === undefined) continue;
      keys.push(typeof key === "symbol" ? this.#idOf(key) : key);
      attributes.push(attributesOf(descriptor));
      if (attributes[attributes.length - 1]! & ACCESSOR) {
        this.#writer.write(descriptor.get);
        this.#writer.write(descriptor.set);
      } else this.#writer.write(descriptor.value);
    }
    const privates = this.#describePrivates(object, brand);
    const className = this.#hasClassName(object) ? { className: this.#tools.inspector.classNameOf(object) } : {};
    return {
      brand,
      prototype: this.#prototypeId(object, brand),
      isExtensible: isExtensible(object),
      ...className,
      keys,
      attributes,
      ...privates,
    };
  }

  /** Whether V8 may have a name for its class that other objects of its kind do not have. */
  #hasClassName(object: object): boolean {
    const prototype = getPrototypeOf(object);
    return prototype === null
      ? !this.#tools.natives.sameShape(object, withoutPrototype)
      : this.#tools.surroundings.builtIns.pathOf(prototype) === undefined;
  }

  #keysOf(object: object, brand: Brand): (string | symbol)[] {
    if (brand === "array" && isPlainArray(object, this.#tools.natives)) return [];
    if (brand !== "typedarray") return ownKeys(object);
    return (
      namedKeysOf(object as Uint8Array, this.#tools.natives) ?? this.#refuse(this.#next, "it is too long to look for properties of its own")
    );
  }

  #prototypeId(object: object, brand?: Brand): number {
    const prototype = getPrototypeOf(object);
    if (prototype === null) return -1;
    if (brand === "object" && !isPrototypeOfClass(object)) {
      const { builtIns } = this.#tools.surroundings;
      const foreign = chainOf(object).find((each) => builtIns.pathOf(each) !== undefined && !isAllowedPrototype(each));
      const path = foreign && builtIns.pathOf(foreign);
      if (path !== undefined)
        this.#refuse(this.#next, `it is an object of Node's own (${path.replace(/\.prototype$/, "")}), whose inside cannot be carried`);
    }
    return this.#idOf(prototype);
  }

  #describePrivates(object: object, brand: Brand): Pick<Form, "privates" | "constructedBy"> {
    const { builtIns } = this.#tools.surroundings;
    const prototype = getPrototypeOf(object);
    const mayHave = brand === "closure" || (prototype !== null && builtIns.pathOf(prototype) === undefined);
    if (!mayHave) return {};
    const { privates } = this.#tools.inspector.internalsOf(object);
    const brandOnly = brand !== "closure" && this.#closures.hasPrivateMethods(object);
    if (privates.length === 0 && !brandOnly) return {};
    for (const { value } of privates) this.#writer.write(value);
    const names = privates.map(({ name }) => name);
    if (new Set(names).size < names.length) this.#refuse(this.#next, "two of its classes have private fields of one name");
    if (brand === "closure") return { privates: names };
    const classFunction = this.#closures.constructorOf(object, (reason) => this.#refuse(this.#next, reason));
    return { privates: names, constructedBy: this.#idOf(classFunction) };
  }

  /** An entry of a weak collection can be seen only by who has its key. */
  #describeWeak(): GraphMeta["weak"] {
    const described = new Map<number, Map<unknown, unknown>>();
    for (let hasGrown = true; hasGrown;) {
      hasGrown = false;
      // It may grow meanwhile, by what an entry leads to.
      for (const { node, object } of this.#weak) {
        const seen = described.get(node) ?? new Map<unknown, unknown>();
        described.set(node, seen);
        for (const { key, value } of weakEntries(object, this.#tools.inspector)) {
          this.#hasTemplateObject ||= isTemplateObject(key);
          if (!this.#ids.has(key) || seen.has(key)) continue;
          seen.set(key, value);
          hasGrown = true;
          this.#parent = node;
          if (isReference(value)) this.#idOf(value);
          this.#drain();
        }
      }
    }
    return [...described].map(([node, entries]) => {
      const start = this.#writer.length;
      // In an order that does not depend on where V8 keeps them.
      const sorted = [...entries].sort(([a], [b]) => this.#ids.get(a)! - this.#ids.get(b)!);
      for (const [key, value] of sorted) {
        this.#writer.write(key);
        this.#writer.write(value);
      }
      return [node, start, entries.size] as const;
    });
  }

  /** The form of an object that has the shape of one that was described before; its values are written then. */
  #recordOf(object: object): number | undefined {
    const { sameShape } = this.#tools.natives;
    const records = this.#records;
    for (let i = records.length - 1; i >= 0; i--) {
      const record = records[i]!;
      if (!sameShape(object, record.sample)) continue;
      if (!startsWithKey(object, record.firstKey)) return undefined;
      // The last that fitted is tried first.
      if (i < records.length - 1) {
        records.splice(i, 1);
        records.push(record);
      }
      const { names } = record;
      for (const name of names) this.#writer.write((object as Record<string, unknown>)[name]);
      return record.form;
    }
    return undefined;
  }

  #learnRecord(object: object, formId: number): void {
    const { keys, attributes } = this.#forms[formId]!;
    const names = keys.filter((key): key is string => typeof key === "string" && !isIndex(key));
    const isSimple = names.length === keys.length && names.length > 0 && attributes.every((each) => each === ORDINARY);
    if (!isSimple || inheritsProxy(object) || !this.#tools.natives.hasFastProperties(object)) return;
    this.#records.push({ sample: object, form: formId, names, firstKey: names[0]! });
    if (this.#records.length > MAX_RECORDS) this.#records = this.#records.slice(-MAX_RECORDS / 2);
  }

  #formId(form: Form): number {
    const key = JSON.stringify(form);
    let id = this.#formIds.get(key);
    if (id === undefined) {
      id = this.#forms.length;
      this.#forms.push(form);
      this.#formIds.set(key, id);
    }
    return id;
  }

  #refuse(id: number, reason: string): never {
    throw new StateError(`${this.#pathTo(id)}: ${reason}`);
  }

  /** What holds the node that is being described, the nearest first. */
  #ancestors(): object[] {
    const ancestors: object[] = [];
    for (let at = this.#parents.at(this.#next) - 1; at >= 0; at = this.#parents.at(at) - 1) {
      const thing = this.#things[at];
      if (typeof thing === "object" && thing !== null && !this.#closures.isScope(thing)) ancestors.push(thing);
    }
    return ancestors;
  }

  /** From a root to a node, as a user would write it. */
  #pathTo(id: number): string {
    const steps: string[] = [];
    let at = id;
    for (let parent = this.#parents.at(at) - 1; parent >= 0; parent = this.#parents.at(at) - 1) {
      steps.push(stepBetween(this.#things[parent], this.#things[at], this.#closures));
      at = parent;
    }
    const root =
      this.#roots.find(({ value }) => value === this.#things[at])?.name ??
      this.#modules.find(({ node }) => node === at)?.url ??
      "the notebook";
    return root + steps.reverse().join("");
  }
}

const MAX_RECORDS = 64;

interface RecordForm {
  readonly sample: object;
  readonly form: number;
  readonly names: readonly string[];
  readonly firstKey: string;
}

interface BrandDescription {
  readonly detail?: string;
  readonly elements?: number;
  readonly lengthAttributes?: number;
  readonly hasFixedStack?: true;
  readonly skip?: (key: string | symbol) => boolean;
}

const NOTHING_MORE: BrandDescription = {};

/** Whether a value has an identity, and so is a node of the graph: an object, a function or a symbol. */
export function isReference(value: unknown): value is object | symbol {
  return (typeof value === "object" && value !== null) || typeof value === "function" || typeof value === "symbol";
}

function attributesOf(descriptor: PropertyDescriptor): number {
  const isAccessor = !("value" in descriptor) && !("writable" in descriptor);
  return (
    (descriptor.writable ? WRITABLE : 0) |
    (descriptor.enumerable ? ENUMERABLE : 0) |
    (descriptor.configurable ? CONFIGURABLE : 0) |
    (isAccessor ? ACCESSOR : 0)
  );
}

function chainOf(object: object): object[] {
  const chain: object[] = [];
  for (let at = getPrototypeOf(object); at !== null && !types.isProxy(at); at = getPrototypeOf(at)) chain.push(at);
  return chain;
}

/** `ArrayBuffer.prototype.detached` came with Node 22. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer, 0, 0).length > 0;
  } catch {
    return true;
  }
}

/** What a class or function definition made as its `prototype`: it holds nothing but properties, whatever it inherits from. */
function isPrototypeOfClass(object: object): boolean {
  const constructor: unknown = getOwnPropertyDescriptor(object, "constructor")?.value;
  return (
    typeof constructor === "function" && !types.isProxy(constructor) && getOwnPropertyDescriptor(constructor, "prototype")?.value === object
  );
}

function isTemplateObject(value: unknown): boolean {
  return isArray(value) && !types.isProxy(value) && Object.isFrozen(value) && getOwnPropertyDescriptor(value, "raw")?.enumerable === false;
}

/** As `indexOf`, which may be a cell's, and asks getters. */
function indexIn(array: readonly unknown[], element: unknown): number {
  for (let index = 0; index < array.length; index++) if (getOwnPropertyDescriptor(array, index)?.value === element) return index;
  return -1;
}

function stepBetween(parent: unknown, child: unknown, closures: Closures): string {
  if (closures.isScope(parent)) {
    const index = parent.values.indexOf(child);
    return index < 0 ? " → ?" : ` → ${parent.names[index]!}`;
  }
  if (typeof parent !== "object" && typeof parent !== "function") return "";
  if (parent === null || types.isProxy(parent)) return " → (behind a proxy)";
  if (isArray(parent)) {
    const index = indexIn(parent, child);
    if (index >= 0) return `[${index}]`;
  }
  for (const key of ownKeys(parent)) {
    const descriptor = getOwnPropertyDescriptor(parent, key);
    if (descriptor?.value === child)
      return typeof key === "symbol"
        ? `[${String(key)}]`
        : /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
    if (descriptor?.get === child || descriptor?.set === child) return ` → get ${String(key)}`;
  }
  if (types.isMap(parent)) return " → an entry";
  if (types.isSet(parent)) return " → an element";
  if (getPrototypeOf(parent) === child) return " → its prototype";
  return typeof parent === "function" ? " (what it captured)" : " → (inside)";
}
