import { type Form, ORDINARY } from "../graph/form";
import { HOLE, type ValueReader } from "../graph/values";
import { isModuleHost } from "../module-hosts";
import { StateError } from "../state-error";
import type { Nodes } from "./nodes";

/** Finds what another process has by the same path or name. */
export interface Places {
  builtIn(path: string): object | symbol;
  host(name: string): object | symbol;
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
  readonly #literals = new Map<Form, (read: () => unknown) => object>();
  /** Nodes whose content was not all there when they were made. */
  readonly unfinished = new Set<number>();

  constructor(nodes: Nodes, places: Places) {
    this.#nodes = nodes;
    this.#places = places;
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
    if (!isLiteral) return { value: Object.create(prototype) as object, isWhole: false };
    let literal = this.#literals.get(form);
    if (literal === undefined) this.#literals.set(form, (literal = compileLiteral(form.keys as readonly string[])));
    return { value: literal(() => reader.read()), isWhole: true };
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

type Maker = (reader: ValueReader, form: Form, nodes: Nodes, objects: Objects) => Made | undefined;

const later = (value: unknown): Made => ({ value, isWhole: false });
const notHere: Maker = () => undefined;

const notFound: Maker = (_, { brand, detail }) => {
  throw new StateError(
    `${detail ?? "Something"}: it is ${brand === "opaque" ? "an object of Node's own, whose inside cannot be carried" : "the namespace of a module that was not found again"}`,
  );
};

const makers: Readonly<Record<Form["brand"], Maker>> = {
  object: (reader, form, _, objects) => objects.makeRecord(reader, form),
  array: makeArray,
  map: () => later(new Map()),
  set: () => later(new Set()),
  weakmap: () => later(new WeakMap()),
  weakset: () => later(new WeakSet()),
  weakref: (reader) => {
    const target = reader.read();
    return target === undefined ? undefined : later(new WeakRef(target as object));
  },
  date: (reader) => later(new Date(reader.number())),
  regexp: (reader) => later(new RegExp(String(reader.read()), String(reader.read()))),
  boxed: (reader) => later(Object(reader.read())),
  error: makeError,
  arraybuffer: (reader, _, nodes) => later(makeBuffer(reader, nodes)),
  sharedarraybuffer: (reader, _, nodes) => later(makeSharedBuffer(reader, nodes)),
  typedarray: makeTypedArray,
  dataview: (reader) => {
    const buffer = reader.read() as ArrayBuffer | undefined;
    return buffer === undefined ? undefined : later(new DataView(buffer, reader.number(), reader.number()));
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
  namespace: notFound,
  opaque: notFound,
  closure: notHere,
  scope: notHere,
  symbol: notHere,
  "registered-symbol": notHere,
  "built-in": notHere,
  host: notHere,
};

function compileLiteral(keys: readonly string[]): (read: () => unknown) => object {
  const properties = keys.map((key) => `${JSON.stringify(key)}: read()`).join(", ");
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the names are texts in it, and a literal is what gives V8's shape
  return new Function("read", `return { ${properties} };`) as (read: () => unknown) => object;
}

function makeArray(reader: ValueReader, form: Form, nodes: Nodes): Made {
  const length = reader.number();
  if (form.elements === undefined) return later(Object.assign([], { length }));
  const isOrdinary = form.elements === ORDINARY && form.keys.length === 0 && form.isExtensible !== false && form.lengthAttributes === 1;
  const isOwn = form.prototype === undefined || nodes.get(form.prototype) !== Array.prototype;
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

function makeError(reader: ValueReader): Made {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const stack = reader.read();
  if (stack === HOLE) Reflect.deleteProperty(error, "stack");
  else (error as { stack: unknown }).stack = stack;
  return later(error);
}

function makeBuffer(reader: ValueReader, nodes: Nodes): ArrayBuffer {
  const bytes = nodes.description.buffers[reader.number()]!;
  const length = reader.number();
  const maxByteLength = reader.read();
  if (maxByteLength === HOLE) return wholeBuffer(bytes);
  const buffer = new (ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer)(length, { maxByteLength });
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** The section's own buffer, if it is nothing else's: no copy is made of it. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(bytes).buffer;
}

function makeSharedBuffer(reader: ValueReader, nodes: Nodes): SharedArrayBuffer {
  const bytes = nodes.description.buffers[reader.number()]!;
  const length = reader.number();
  const maxByteLength = reader.read();
  const Growable = SharedArrayBuffer as unknown as new (length: number, options?: object) => SharedArrayBuffer;
  const buffer = maxByteLength === HOLE ? new Growable(length) : new Growable(length, { maxByteLength });
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function makeTypedArray(reader: ValueReader, form: Form, nodes: Nodes): Made | undefined {
  const Kind = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer, offset: number, length?: number) => object>)[
    form.detail ?? ""
  ];
  if (Kind === undefined) throw new StateError(`This process knows no ${form.detail ?? "typed array"}`);
  const buffer = reader.read() as ArrayBuffer | undefined;
  if (buffer === undefined) return undefined;
  const offset = reader.number();
  const length = reader.read();
  if (form.prototype !== undefined && nodes.get(form.prototype) === Buffer.prototype && length !== HOLE)
    return later(Buffer.from(buffer, offset, length as number));
  return later(length === HOLE ? new Kind(buffer, offset) : new Kind(buffer, offset, length as number));
}

function makePromise(reader: ValueReader): Made | undefined {
  const isFulfilled = reader.read();
  reader.forgetMissed();
  const result = reader.read();
  if (reader.missed) return undefined;
  if (isFulfilled === true) return later(fulfilledWith(result));
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the notebook's
  const rejected = Promise.reject(result);
  // The notebook has dealt with it.
  rejected.catch(() => undefined);
  return later(rejected);
}

/** With the value itself, also if it has a `then`. */
function fulfilledWith(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null || !("then" in value)) return Promise.resolve(value);
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
