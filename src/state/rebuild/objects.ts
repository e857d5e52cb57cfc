import { type CoderArguments, makeCoder } from "../graph/coders";
import { type Form, ORDINARY } from "../graph/form";
import { HOLE, type ValueReader } from "../graph/values";
import type { Inspector } from "../live/inspector";
import { isModuleHost } from "../module-hosts";
import { StateError } from "../state-error";
import type { Nodes } from "./nodes";

/** Finds what another process has by the same path or name. */
export interface Places {
  builtIn(path: string): object | symbol;
  host(name: string): object | symbol;
  /** Whether every process has it. */
  isBuiltIn(value: object): boolean;
}

/** Own keys of an object that is made by one literal, so that V8 gives all its equals one hidden class. */
const MAX_LITERAL_KEYS = 1000;

/**
 * Makes the objects of a description that were not found in this process. They refer to each other in the end, when {@link fill} has been
 * called: what an object contains is made before it where there is no cycle, and most objects are whole when they are made.
 */
export class Objects {
  readonly #nodes: Nodes;
  readonly #places: Places;
  readonly #inspector: Inspector;
  readonly #literals = new Map<Form, (read: () => unknown) => object>();
  readonly #heirs = new Map<Form, Constructor>();
  readonly #makers = new Map<Form, () => object>();
  /** Nodes whose content was not all there when they were made. */
  readonly unfinished = new Set<number>();

  constructor(nodes: Nodes, places: Places, inspector: Inspector) {
    this.#nodes = nodes;
    this.#places = places;
    this.#inspector = inspector;
  }

  /** What is found by its name, and needs nothing else. */
  makeLeaves(): void {
    for (let id = 0; id < this.#nodes.count; id++) {
      const leaf = this.#isOfModule(id) ? undefined : this.#makeLeaf(id);
      if (leaf !== undefined) this.#nodes.set(id, leaf);
    }
  }

  /** Symbols of the notebook's own, and what Node gives to each module; those of packages that were loaded have been found by then. */
  makeSymbols(): void {
    for (let id = 0; id < this.#nodes.count; id++) {
      if (this.#nodes.has(id)) continue;
      if (this.#isOfModule(id)) this.#nodes.set(id, this.#makeLeaf(id));
      if (this.#nodes.form(id).brand !== "symbol") continue;
      const description = this.#nodes.readAt(id).read();
      this.#nodes.set(id, description === HOLE ? Symbol() : Symbol(String(description)));
    }
  }

  makeObjects(): void {
    for (const id of this.#prototypes()) this.#make(id);
    for (let id = this.#nodes.count - 1; id >= 0; id--) this.#make(id);
  }

  /** What cannot be made without something that had not been made yet, as a proxy its target. */
  makeRest(): void {
    let rest = this.#notMade();
    while (rest.length > 0) {
      for (const id of rest) this.#make(id);
      const still = this.#notMade();
      if (still.length === rest.length)
        throw new StateError(
          `The state holds a circle of ${this.#nodes.form(still[0]!).brand} objects that cannot be made one after the other`,
        );
      rest = still;
    }
  }

  #notMade(): number[] {
    return [...this.unfinished].filter((id) => !this.#nodes.has(id));
  }

  #isOfModule(id: number): boolean {
    return this.#nodes.form(id).brand === "host" && isModuleHost(String(this.#nodes.readAt(id).read()));
  }

  #makeLeaf(id: number): object | symbol | undefined {
    const { brand } = this.#nodes.form(id);
    if (brand === "built-in") return this.#places.builtIn(String(this.#nodes.readAt(id).read()));
    if (brand === "host") return this.#places.host(String(this.#nodes.readAt(id).read()));
    if (brand === "registered-symbol") return Symbol.for(String(this.#nodes.readAt(id).read()));
    return undefined;
  }

  /** Numbers of prototypes, so that their heirs can be made with them. Those of prototypes themselves first. */
  #prototypes(): number[] {
    const ordered: number[] = [];
    const seen = new Set<number>();
    const visit = (id: number): void => {
      if (id < 0 || seen.has(id)) return;
      seen.add(id);
      visit(this.#nodes.form(id).prototype ?? -1);
      ordered.push(id);
    };
    for (const { prototype } of this.#nodes.description.meta.forms) visit(prototype ?? -1);
    return ordered;
  }

  #make(id: number): void {
    if (this.#nodes.has(id)) return;
    const form = this.#nodes.form(id);
    if (form.brand === "scope" || form.brand === "closure") return;
    const reader = this.#nodes.readAt(id);
    reader.forgetMissed();
    const made =
      form.constructedBy === undefined ? makers[form.brand](reader, form, this.#nodes, this) : this.#construct(form.constructedBy, id);
    if (made === undefined) {
      this.unfinished.add(id);
      return;
    }
    this.#nodes.set(id, made.value);
    if (!made.isWhole || reader.missed) this.unfinished.add(id);
  }

  /** A plain object by a literal of its own form. */
  makeRecord(reader: ValueReader, form: Form): Made | undefined {
    const prototype = form.prototype === undefined || form.prototype < 0 ? null : this.#nodes.get(form.prototype);
    if (prototype === undefined) return undefined;
    const isLiteral =
      prototype === Object.prototype &&
      form.isExtensible !== false &&
      form.keys.length <= MAX_LITERAL_KEYS &&
      form.attributes.every((each) => each === ORDINARY) &&
      form.keys.every((key) => typeof key === "string" && key !== "__proto__");
    if (!isLiteral) return { value: this.#makerOf(form, prototype)(), isWhole: false };
    let literal = this.#literals.get(form);
    if (literal === undefined) this.#literals.set(form, (literal = compileLiteral(form.keys as readonly string[])));
    return { value: literal(() => reader.read()), isWhole: true };
  }

  /** V8 remembers the function that made an object, and names its class by it. Where the prototype tells another name, one of that name makes it. */
  #makerOf(form: Form, prototype: object | null): () => object {
    let maker = this.#makers.get(form);
    if (maker !== undefined) return maker;
    maker = (): object => Object.create(prototype) as object;
    const { className } = form;
    // Properties of its own may tell another name too.
    const tellsItself = form.keys.some((key) => typeof key !== "string" || key === "constructor");
    if (className !== undefined && (tellsItself || className !== this.#inspector.classNameOf(maker()))) {
      const Named = functionNamed(className);
      Named.prototype = prototype;
      maker = (): object => new Named();
    }
    this.#makers.set(form, maker);
    return maker;
  }

  /** Constructs an object of a built-in class, or of a class that inherits from it. */
  construct<Made extends object>(base: Constructor<Made>, args: readonly unknown[], form: Form): Made {
    return Reflect.construct(base, args, this.#heirOf(base, form)) as Made;
  }

  #heirOf(base: Constructor, form: Form): Constructor {
    const prototype = form.prototype === undefined ? undefined : this.#nodes.get(form.prototype);
    if (form.className === base.name || prototype === base.prototype || !isObject(prototype)) return base;
    let heir = this.#heirs.get(form);
    if (heir === undefined) {
      heir = functionNamed(base.name);
      heir.prototype = prototype;
      this.#heirs.set(form, heir);
    }
    return heir;
  }

  /** Its constructor does nothing that is not set afterwards; the kernel has looked. */
  #construct(classId: number, id: number): Made {
    const constructor = this.#nodes.object(classId);
    try {
      return { value: Reflect.construct(constructor as new () => object, []), isWhole: false };
    } catch (error) {
      throw new StateError(`An object with private fields could not be made by its constructor: ${String(error)} (node ${id})`, {
        cause: error,
      });
    }
  }
}

interface Made {
  readonly value: unknown;
  readonly isWhole: boolean;
}

/** A class that makes objects, as `new` and `Reflect.construct` take it. */
interface Constructor<Made extends object = object> {
  new (...args: never[]): Made;
  prototype: object | null;
}

type Maker = (reader: ValueReader, form: Form, nodes: Nodes, objects: Objects) => Made | undefined;

const later = (value: unknown): Made => ({ value, isWhole: false });
const notHere: Maker = () => undefined;

const notFound: Maker = (_, { detail }) => {
  throw new StateError(`${detail ?? "Something"}: it is the namespace of a module that was not found again`);
};

const makers: Readonly<Record<Form["brand"], Maker>> = {
  object: (reader, form, _, objects) => objects.makeRecord(reader, form),
  array: makeArray,
  map: (_, form, __, objects) => later(objects.construct(Map, [], form)),
  set: (_, form, __, objects) => later(objects.construct(Set, [], form)),
  weakmap: (_, form, __, objects) => later(objects.construct(WeakMap, [], form)),
  weakset: (_, form, __, objects) => later(objects.construct(WeakSet, [], form)),
  weakref: (reader) => {
    const target = reader.read();
    return target === undefined ? undefined : later(new WeakRef(target as object));
  },
  date: (reader, form, _, objects) => later(objects.construct(Date, [reader.number()], form)),
  regexp: (reader, form, _, objects) => later(objects.construct(RegExp, [String(reader.read()), String(reader.read())], form)),
  boxed: makeBoxed,
  error: makeError,
  arraybuffer: (reader, form, nodes, objects) => later(makeBuffer(reader, form, nodes, objects)),
  sharedarraybuffer: (reader, form, nodes, objects) => later(makeSharedBuffer(reader, form, nodes, objects)),
  typedarray: makeTypedArray,
  dataview: (reader, form, _, objects) => {
    const buffer = reader.read() as ArrayBuffer | undefined;
    return buffer === undefined ? undefined : later(objects.construct(DataView, [buffer, reader.number(), reader.number()], form));
  },
  promise: makePromise,
  proxy: makeProxy,
  bound: makeBound,
  made: (reader, form) => {
    const constructor = constructorAt(form.detail ?? "");
    const count = reader.number();
    const args = Array.from({ length: count }, () => reader.read());
    return args.includes(undefined) ? undefined : later(Reflect.construct(constructor, args));
  },
  coder: (reader) => {
    const count = reader.number();
    return { value: makeCoder(Array.from({ length: count }, () => reader.read()) as unknown as CoderArguments), isWhole: true };
  },
  namespace: notFound,
  closure: notHere,
  scope: notHere,
  symbol: notHere,
  "registered-symbol": notHere,
  "built-in": notHere,
  host: notHere,
};

/** A function that V8 calls by that name. */
function functionNamed(name: string): Constructor {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the name is a text in it, and only a literal key names a function for V8
  const make = new Function(`return { ${JSON.stringify(name)}: function () {} };`) as () => Record<string, Constructor>;
  return make()[name]!;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" ? value !== null : typeof value === "function";
}

function compileLiteral(keys: readonly string[]): (read: () => unknown) => object {
  const properties = keys.map((key) => `${JSON.stringify(key)}: read()`).join(", ");
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the names are texts in it, and a literal is what gives V8's shape
  return new Function("read", `return { ${properties} };`) as (read: () => unknown) => object;
}

function makeArray(reader: ValueReader, form: Form, nodes: Nodes, objects: Objects): Made {
  const length = reader.number();
  const empty = objects.construct(Array, [], form);
  if (form.elements === undefined) return later(Object.assign(empty, { length }));
  const isOrdinary = form.elements === ORDINARY && form.keys.length === 0 && form.isExtensible !== false && form.lengthAttributes === 1;
  const isOwn = form.prototype === undefined || nodes.get(form.prototype) !== Array.prototype;
  // What inherits from an array is filled later, as it was made: empty.
  if (isOwn && form.className !== "Array") return later(empty);
  return { value: readElements(reader, length), isWhole: isOrdinary && !isOwn };
}

/** As V8 holds an array that was not built element by element: with no room to grow, and with no holes if it has none. */
function readElements(reader: ValueReader, length: number): unknown[] {
  const elements: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const value = reader.read();
    if (value === HOLE) return readHoley(reader, elements, length);
    elements.push(value);
  }
  return elements.slice();
}

function readHoley(reader: ValueReader, first: readonly unknown[], length: number): unknown[] {
  const elements = new Array<unknown>(length);
  first.forEach((value, index) => (elements[index] = value));
  for (let i = first.length + 1; i < length; i++) {
    const value = reader.read();
    if (value !== HOLE) elements[i] = value;
  }
  return elements;
}

function makeError(reader: ValueReader, form: Form, _: Nodes, objects: Objects): Made {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = objects.construct(Error, [], form);
  Error.stackTraceLimit = stackTraceLimit;
  const stack = reader.read();
  if (stack === HOLE) Reflect.deleteProperty(error, "stack");
  else (error as { stack: unknown }).stack = stack;
  return later(error);
}

/** A boxed symbol or bigint has no constructor: nothing inherits from it. */
function makeBoxed(reader: ValueReader, form: Form, _: Nodes, objects: Objects): Made {
  const value = reader.read();
  switch (typeof value) {
    case "number":
      return later(objects.construct(Number, [value], form));
    case "string":
      return later(objects.construct(String, [value], form));
    case "boolean":
      return later(objects.construct(Boolean, [value], form));
    default:
      return later(Object(value));
  }
}

function makeBuffer(reader: ValueReader, form: Form, nodes: Nodes, objects: Objects): ArrayBuffer {
  const bytes = nodes.description.buffers[reader.number()]!;
  const length = reader.number();
  const maxByteLength = reader.read();
  const isOwn = form.className === undefined || form.className === "ArrayBuffer";
  if (maxByteLength === HOLE && isOwn) return wholeBuffer(bytes);
  const buffer = objects.construct(ArrayBuffer, maxByteLength === HOLE ? [length] : [length, { maxByteLength }], form);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** The section's own buffer, if it is nothing else's: no copy is made of it. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(bytes).buffer;
}

function makeSharedBuffer(reader: ValueReader, form: Form, nodes: Nodes, objects: Objects): SharedArrayBuffer {
  const bytes = nodes.description.buffers[reader.number()]!;
  const length = reader.number();
  const maxByteLength = reader.read();
  const buffer = objects.construct(SharedArrayBuffer, maxByteLength === HOLE ? [length] : [length, { maxByteLength }], form);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function makeTypedArray(reader: ValueReader, form: Form, nodes: Nodes, objects: Objects): Made | undefined {
  const Kind = (globalThis as unknown as Record<string, Constructor>)[form.detail ?? ""];
  if (Kind === undefined) throw new StateError(`This process knows no ${form.detail ?? "typed array"}`);
  const buffer = reader.read() as ArrayBuffer | undefined;
  if (buffer === undefined) return undefined;
  const offset = reader.number();
  const length = reader.read();
  if (form.prototype !== undefined && nodes.get(form.prototype) === Buffer.prototype && length !== HOLE)
    return later(Buffer.from(buffer, offset, length as number));
  return later(objects.construct(Kind, length === HOLE ? [buffer, offset] : [buffer, offset, length], form));
}

function makePromise(reader: ValueReader, form: Form, _: Nodes, objects: Objects): Made | undefined {
  const isFulfilled = reader.read();
  reader.forgetMissed();
  const result = reader.read();
  if (reader.missed) return undefined;
  if (isFulfilled === true) return later(objects.construct(Promise, [fulfillerWith(result)], form));
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the notebook's
  const rejected = Promise.reject(result);
  // The notebook has dealt with it.
  rejected.catch(() => undefined);
  return later(rejected);
}

/** With the value itself, also if it has a `then`. */
function fulfillerWith(value: unknown): (resolve: (value: unknown) => void) => void {
  if (typeof value !== "object" || value === null || !("then" in value)) return (resolve) => resolve(value);
  throw new StateError("A promise was fulfilled with something that looks like a promise itself");
}

function makeProxy(reader: ValueReader): Made | undefined {
  const target = reader.read();
  const handler = reader.read();
  if (target === undefined || handler === undefined) return undefined;
  if (target === null || handler === null) {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { value: proxy, isWhole: true };
  }
  return { value: new Proxy(target, handler), isWhole: true };
}

function makeBound(reader: ValueReader): Made | undefined {
  const target = reader.read();
  reader.forgetMissed();
  const self = reader.read();
  const count = reader.number();
  const args = Array.from({ length: count }, () => reader.read());
  if (target === undefined || reader.missed) return undefined;
  return later(Reflect.apply(Function.prototype.bind, target as () => unknown, [self, ...args]));
}

function constructorAt(path: string): new (...args: readonly unknown[]) => object {
  return path.split(".").reduce<unknown>((object, key) => (object as Record<string, unknown>)[key], globalThis) as new () => object;
}
