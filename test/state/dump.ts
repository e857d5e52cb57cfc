import { primitiveIn } from "../../src/state/graph/inside";
import { types } from "node:util";
import { builtInsHere } from "./carry";

const CALLS = 2;

/**
 * All that JavaScript can see of some values, as text: which things they are, what they are, and which refer to which. Then what their
 * functions named `probe…` answer, called in order, so that captured variables and private fields show. Knows nothing of how graphs are carried.
 */
export function dump(roots: readonly unknown[]): string {
  const before = new Dump();
  const lines = roots.map((root) => before.name(root));
  before.drain();
  const probes = before.things.flatMap(probeOf);
  for (let call = 0; call < CALLS; call++)
    for (const probe of probes) {
      lines.push(`probe = ${answerOf(probe, before)}`);
      before.drain();
    }
  return [...lines, ...before.lines].join("\n");
}

class Dump {
  readonly things: unknown[] = [];
  readonly lines: string[] = [];
  readonly #names = new Map<unknown, string>();
  #next = 0;

  name(value: unknown): string {
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "bigint") return `${value}n`;
    if (value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol"))
      return Object.is(value, -0) ? "-0" : String(value);
    const path = builtInsHere().pathOf(value);
    if (path !== undefined) return `<${path}>`;
    let name = this.#names.get(value);
    if (name === undefined) {
      this.#names.set(value, (name = `#${this.things.length}`));
      this.things.push(value);
    }
    return name;
  }

  drain(): void {
    while (this.#next < this.things.length) {
      const thing = this.things[this.#next]!;
      this.lines.push(`#${this.#next++}: ${typeof thing === "symbol" ? String(thing) : this.#describe(thing)}`);
    }
  }

  #describe(object: object): string {
    const prototype: unknown = Object.getPrototypeOf(object);
    const properties = Reflect.ownKeys(object).map((key) => this.#property(object, key));
    const isExtensible = Object.isExtensible(object) ? "" : " closed";
    return `${this.#inside(object)} of ${this.name(prototype)}${isExtensible} {${properties.join(", ")}}`;
  }

  #property(object: object, key: string | symbol): string {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key)!;
    const { get, set, writable, enumerable, configurable } = descriptor;
    const bits = [writable, enumerable, configurable].map((bit) => (bit === true ? "1" : "0")).join("");
    const content = get || set ? `get ${this.name(get)} set ${this.name(set)}` : this.name(descriptor.value);
    return `${typeof key === "symbol" ? this.name(key) : JSON.stringify(key)} ${bits} ${content}`;
  }

  #inside(object: object): string {
    if (types.isProxy(object)) return "proxy";
    if (typeof object === "function") return `function ${JSON.stringify(Function.prototype.toString.call(object))}`;
    if (types.isMap(object))
      return `map ${[...Map.prototype.entries.call(object)].map((entry) => entry.map((each) => this.name(each)).join("→")).join()}`;
    if (types.isSet(object)) return `set ${[...Set.prototype.values.call(object)].map((each) => this.name(each)).join()}`;
    if (types.isDate(object)) return `date ${Date.prototype.getTime.call(object)}`;
    if (types.isRegExp(object)) return `regexp ${object.source} ${object.flags}`;
    if (types.isArrayBuffer(object)) return `buffer ${Buffer.from(object).toString("hex")}`;
    if (types.isSharedArrayBuffer(object)) return `shared ${Buffer.from(new Uint8Array(object)).toString("hex")}`;
    if (ArrayBuffer.isView(object))
      return `view ${Object.prototype.toString.call(object)} ${this.name(object.buffer)} ${object.byteOffset} ${object.byteLength}`;
    if (types.isBoxedPrimitive(object)) return `boxed ${this.name(primitiveIn(object))}`;
    if (Array.isArray(object)) return "array";
    return Object.prototype.toString.call(object);
  }
}

/** A function that is called `probe…`, or an object's method `probe`. */
function probeOf(thing: unknown): (() => unknown)[] {
  if (typeof thing === "function") {
    const name: unknown = Reflect.getOwnPropertyDescriptor(thing, "name")?.value;
    return typeof name === "string" && /^(?:bound )?probe./.test(name) ? [() => Reflect.apply(thing, undefined, []) as unknown] : [];
  }
  if (typeof thing !== "object" || thing === null || types.isProxy(thing)) return [];
  return [() => (thing as { readonly probe?: () => unknown }).probe?.()];
}

function answerOf(probe: () => unknown, dump: Dump): string {
  try {
    return dump.name(probe());
  } catch (error) {
    return `thrown ${String(error)}`;
  }
}
