import { brandOf } from "../graph/brand";
import { coderArguments } from "../graph/coders";
import { type Form, type FunctionRecord, ORDINARY } from "../graph/form";
import {
  bufferInside,
  flagsOf,
  forEachElement,
  forEachEntry,
  hiddenStackOf,
  inheritsProxy,
  primitiveIn,
  sizeOf,
  sourceOf,
  targetOf,
  timeOf,
  typedArrayInside,
  viewBufferOf,
  viewPlaceOf,
  weakEntries,
} from "../graph/inside";
import { HOLE, UNINITIALIZED } from "../graph/values";
import type { Inspector } from "../live/inspector";
import { isIndex, startsWithKey } from "../live/elements";
import type { Natives } from "../live/natives";
import { StateError } from "../state-error";
import { liveScopes } from "./align";
import type { Nodes } from "./nodes";
import { describedKeys, isSameProperty, ownProperty, slotsOf } from "./slots";

const { getPrototypeOf, isExtensible } = Reflect;
const functionToString = Function.prototype.toString;

/**
 * Compares the living objects with the description, node by node, with the eyes of V8's inspector where JavaScript has none. Two graphs whose
 * nodes agree one by one, in what they are and to which nodes they refer, are the same. Throws {@link StateError} at the first difference.
 */
export class Verifier {
  readonly #nodes: Nodes;
  readonly #inspector: Inspector;
  readonly #natives: Natives;
  /** Of each form an object that was compared in full. */
  readonly #samples = new Map<Form, object>();
  /** Forms of which an object was asked for the name of its class. */
  readonly #named = new Set<Form>();

  constructor(nodes: Nodes, inspector: Inspector, natives: Natives) {
    this.#nodes = nodes;
    this.#inspector = inspector;
    this.#natives = natives;
  }

  verify(): void {
    const values = new Set<unknown>();
    for (let id = 0; id < this.#nodes.count; id++) {
      const form = this.#nodes.form(id);
      if (form.brand === "scope") continue;
      const value = this.#nodes.object(id);
      if (this.#nodes.isFound(id) || isPlace(form)) {
        if (values.has(value)) this.#differ(id, "two things of the notebook became one");
        values.add(value);
      }
      this.#verifyNode(id, form, value);
    }
    this.#verifyWeak();
  }

  #verifyNode(id: number, form: Form, value: object): void {
    if (isPlace(form) || form.brand === "symbol") return;
    if (form.brand === "proxy") return this.#verifyProxy(id, value);
    if (form.brand === "coder") return this.#verifyBrand(id, form, value);
    const sample = this.#samples.get(form);
    if (sample !== undefined && this.#natives.sameShape(value, sample) && startsWithKey(value, form.keys[0]))
      return this.#verifyRecord(id, form, value);
    this.#verifyObject(id, form, value);
    const isRecord =
      form.brand === "object" &&
      form.privates === undefined &&
      form.keys.length > 0 &&
      form.attributes.every((each) => each === ORDINARY) &&
      form.keys.every((key) => typeof key === "string");
    if (isRecord && !inheritsProxy(value) && this.#natives.hasFastProperties(value) && !hasElements(form)) this.#samples.set(form, value);
  }

  /** Of an object with the hidden class of one that was compared, only the values are its own. */
  #verifyRecord(id: number, { keys }: Form, value: object): void {
    const reader = this.#nodes.readAt(id);
    for (const key of keys) {
      if (!Object.is((value as Record<string, unknown>)[key as string], reader.read()))
        this.#differ(id, `its property ${key} did not become what it was`);
    }
  }

  #verifyObject(id: number, form: Form, value: object): void {
    if (getPrototypeOf(value) !== this.#nodes.prototype(form)) this.#differ(id, "its prototype did not become what it was");
    if (form.isExtensible !== undefined && isExtensible(value) !== form.isExtensible)
      this.#differ(id, "it can be extended in one process and not in the other");
    this.#verifyBrand(id, form, value);
    this.#verifyClassName(id, form, value);
    const slots = slotsOf(this.#nodes, id);
    const keys = describedKeys(value, form, this.#natives);
    if (keys.length !== slots.length || keys.some((key, index) => key !== slots[index]!.key))
      this.#differ(id, `its properties are ${keys.map(String).join(", ")} instead of ${slots.map(({ key }) => String(key)).join(", ")}`);
    for (const { key, descriptor } of slots) {
      if (!isSameProperty(ownProperty(value, key), descriptor)) this.#differ(id, `its property ${String(key)} did not become what it was`);
    }
    if (form.privates !== undefined) this.#verifyPrivates(id, form.privates, value);
  }

  #verifyClassName(id: number, form: Form, value: object): void {
    if (form.className === undefined || this.#named.has(form)) return;
    this.#named.add(form);
    const className = this.#inspector.classNameOf(value);
    if (className !== form.className) this.#differ(id, `V8 calls its class ${className} there, and ${form.className} in the notebook`);
  }

  #verifyPrivates(id: number, names: readonly string[], value: object): void {
    const { privates } = this.#inspector.internalsOf(value);
    const expected = names.map((name) => ({ name, value: this.#nodes.reader.read() }));
    const isSame =
      privates.length === expected.length &&
      expected.every((field) => privates.some(({ name, value: is }) => name === field.name && Object.is(is, field.value)));
    if (!isSame) this.#differ(id, `its private fields ${names.join(", ")} did not become what they were`);
  }

  #verifyBrand(id: number, form: Form, value: object): void {
    const reader = this.#nodes.readAt(id);
    const expect = (is: unknown, what: string): void => {
      if (!Object.is(is, reader.read())) this.#differ(id, `${what} did not become what it was`);
    };
    const expectBrand = (): void => {
      const brand = brandOf(value);
      const isBrand =
        brand === form.brand ||
        (brand === "closure" && form.brand === "bound") ||
        (brand === "object" && (form.brand === "weakref" || form.brand === "made"));
      if (!isBrand) this.#differ(id, `it is not a ${form.brand} there`);
    };
    expectBrand();
    switch (form.brand) {
      case "array":
        return this.#verifyArray(id, form, value as readonly unknown[]);
      case "map":
        expect(sizeOf(value), "its size");
        return forEachEntry(value, (key, each) => {
          expect(key, "a key");
          expect(each, "an entry");
        });
      case "set":
        expect(sizeOf(value), "its size");
        return forEachElement(value, (element) => expect(element, "an element"));
      case "date":
        return expect(timeOf(value), "its time");
      case "regexp":
        expect(sourceOf(value), "its source");
        return expect(flagsOf(value), "its flags");
      case "boxed":
        return expect(primitiveIn(value), "its value");
      case "closure":
        return this.#verifyClosure(id, value);
      case "bound": {
        const { slots } = this.#inspector.internalsOf(value);
        const args = (slots.get("[[BoundArgs]]") ?? []) as ArrayLike<unknown>;
        expect(slots.get("[[TargetFunction]]"), "the bound function");
        expect(slots.get("[[BoundThis]]"), "the bound this");
        expect(args.length, "the number of its bound arguments");
        for (const arg of Array.from(args)) expect(arg, "a bound argument");
        return;
      }
      case "promise": {
        const { slots } = this.#inspector.internalsOf(value);
        expect(slots.get("[[PromiseState]]") === "fulfilled", "its state");
        return expect(slots.get("[[PromiseResult]]"), "its result");
      }
      case "typedarray": {
        const { kind, buffer, offsetBytes, length } = typedArrayInside(value);
        if (kind !== form.detail) this.#differ(id, `it is a ${kind} instead of a ${form.detail ?? ""}`);
        expect(buffer, "its buffer");
        expect(offsetBytes, "its place in the buffer");
        const expected = reader.read();
        if (expected !== HOLE && expected !== length) this.#differ(id, "its length did not become what it was");
        return;
      }
      case "dataview": {
        const { offsetBytes, bytes } = viewPlaceOf(value);
        expect(viewBufferOf(value), "its buffer");
        expect(offsetBytes, "its place in the buffer");
        return expect(bytes, "its length");
      }
      case "arraybuffer":
      case "sharedarraybuffer": {
        const content = this.#nodes.description.buffers[reader.number()]!;
        const { bytes, maxBytes } = bufferInside(value);
        expect(bytes, "its length");
        expect(maxBytes ?? HOLE, "the length to which it may grow");
        // A buffer that was taken from the job itself has nothing to be compared with.
        if (content.buffer !== value && Buffer.compare(new Uint8Array(value as ArrayBuffer), content) !== 0)
          this.#differ(id, "its bytes did not become what they were");
        return;
      }
      case "coder": {
        const args = coderArguments(value)!;
        expect(args.length, "its class");
        for (const arg of args) expect(arg, "its encoding");
        return;
      }
      case "weakref":
        return expect(targetOf(value), "its target");
      case "error":
        expect(hiddenStackOf(value) ?? HOLE, "its stack");
        if (hiddenStackOf(value) !== undefined && (ownProperty(value, "stack")?.configurable === false) !== (form.hasFixedStack === true))
          this.#differ(id, "its stack can be changed in one process only");
        return;
      default:
        return;
    }
  }

  #verifyArray(id: number, form: Form, array: readonly unknown[]): void {
    const reader = this.#nodes.readAt(id);
    if (array.length !== reader.number()) this.#differ(id, "its length did not become what it was");
    const length = ownProperty(array, "length");
    if (length?.writable !== (form.lengthAttributes === 1)) this.#differ(id, "its length can be changed in one process only");
    if (form.elements === undefined) return;
    for (let i = 0; i < array.length; i++) {
      const value = reader.read();
      const is = array[i];
      const isSame =
        value === HOLE || value === undefined ? is === undefined && Object.hasOwn(array, i) === (value !== HOLE) : Object.is(is, value);
      if (!isSame) this.#differ(id, `its element ${i} did not become what it was`);
    }
  }

  /** A function's text, and the values of all variables that it uses. */
  #verifyClosure(id: number, fn: object): void {
    const { functions, scopes } = this.#nodes.description.meta;
    const record = functions[this.#nodes.readAt(id).number()]!;
    if (Reflect.apply(functionToString, fn, []) !== record.text) this.#differ(id, "its text did not become what it was");
    this.#verifyInferredName(id, fn, record);
    const live = liveScopes(this.#inspector, fn);
    if (this.#nodes.isFound(id) && record.module !== undefined) {
      if (live.length < record.scopes.length) this.#differ(id, "its scopes did not become what they were");
      record.scopes.forEach((scope, depth) => this.#verifyScope(scope, live[depth]!.variables, record.module!));
      return;
    }
    for (const { name, scope } of record.source?.uses ?? []) {
      // V8 does not show it.
      if (name === "this") continue;
      const { node, names } = scopes[scope]!;
      const reader = this.#nodes.readAt(node);
      reader.at += names.indexOf(name);
      const expected = reader.read();
      const variables = live.find((each) => Object.hasOwn(each.variables, name))?.variables;
      if (variables === undefined && name === record.source?.ownName && expected === fn) continue;
      if (variables === undefined || !Object.is(variables[name], expected === UNINITIALIZED ? undefined : expected))
        this.#differ(id, `its variable ${name} did not become what it was`);
    }
  }

  /** Of a function with a name, it shows in the names of functions inside, if at all. */
  #verifyInferredName(id: number, fn: object, { source, module, where }: FunctionRecord): void {
    if (source?.inferredName === undefined || (this.#nodes.isFound(id) && module !== undefined)) return;
    const isNamed = source.ownName !== undefined || source.givenName !== undefined;
    if (isNamed && source.isEager !== true) return;
    const name = this.#natives.inferredName(fn);
    if (name !== source.inferredName)
      throw new StateError(
        `${where}: in stacks it is called ${source.inferredName || "nothing"}, and ${name || "nothing"} when it is made anew`,
      );
  }

  #verifyScope(scope: number, variables: Readonly<Record<string, unknown>>, module: string): void {
    const { node, names } = this.#nodes.description.meta.scopes[scope]!;
    const reader = this.#nodes.readAt(node);
    for (const name of names) {
      const expected = reader.read();
      if (Object.is(variables[name], expected)) continue;
      throw new StateError(
        `The package ${module} holds a state that cannot be set from outside: its variable ${name} is ${shown(expected)} in the notebook, and ${shown(variables[name])} after the package is loaded anew`,
      );
    }
  }

  #verifyProxy(id: number, value: object): void {
    const { slots } = this.#inspector.internalsOf(value);
    const reader = this.#nodes.readAt(id);
    for (const part of ["[[Target]]", "[[Handler]]"])
      if ((slots.get(part) ?? null) !== reader.read()) this.#differ(id, `the proxy's ${part} did not become what it was`);
  }

  #verifyWeak(): void {
    const { reader } = this.#nodes;
    for (const [node, start, count] of this.#nodes.description.meta.weak) {
      const collection = this.#nodes.object(node);
      const isMap = this.#nodes.form(node).brand === "weakmap";
      reader.at = start;
      const expected = new Set<unknown>();
      for (let i = 0; i < count; i++) {
        const key = reader.read() as WeakKey;
        const value = reader.read();
        expected.add(key);
        const is: unknown = isMap ? WeakMap.prototype.get.call(collection, key) : WeakSet.prototype.has.call(collection, key);
        if (!Object.is(is, value)) this.#differ(node, "an entry did not become what it was");
      }
      this.#checkNoOthers(node, collection, expected);
    }
  }

  /** A package may have put something in when it was loaded anew, whose key it shares with the state. */
  #checkNoOthers(node: number, collection: object, expected: ReadonlySet<unknown>): void {
    for (const { key } of weakEntries(collection, this.#inspector))
      if (!expected.has(key) && this.#nodes.values.includes(key)) this.#differ(node, "it has an entry that it did not have");
  }

  #differ(id: number, what: string): never {
    const { brand } = this.#nodes.form(id);
    const { text } = brand === "closure" ? this.#nodes.description.meta.functions[this.#nodes.readAt(id).number()]! : { text: brand };
    throw new StateError(`${text.slice(0, 60)}: ${what}`);
  }
}

function isPlace({ brand }: Form): boolean {
  return brand === "built-in" || brand === "host" || brand === "registered-symbol";
}

function hasElements({ keys }: Form): boolean {
  return keys.some((key) => typeof key === "string" && isIndex(key));
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
