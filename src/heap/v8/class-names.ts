import { types } from "node:util";

// Taken before any cell can replace them.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { isProxy } = types;
const rootPrototype = Object.prototype;
const builtins = builtinConstructors();
const builtinNames = new Set(builtins.values());

/**
 * The class of the objects that have this prototype: the name of the nearest constructor along the chain, else of its `Symbol.toStringTag`
 * (generators and iterators have no constructor). Reads data properties only: no getter and no proxy is ever triggered. A user's class with
 * the name of a builtin, such as `Map`, is `class Map`.
 */
export function className(prototype: object): string {
  return classOf(prototype).name;
}

/**
 * {@link className}, with the class itself where it is a user's or of a package: no builtin, and not behind a proxy. Of another realm its name
 * follows.
 */
export function classOf(prototype: object, realm?: string): { readonly name: string; readonly constructor?: object } {
  for (let at: object | null = prototype; at !== null; at = getPrototypeOf(at) as object | null) {
    if (isProxy(at)) return { name: "object (its prototype is a proxy)" };
    const constructor = dataProperty(at, "constructor");
    if (typeof constructor === "function") {
      const name = realm === undefined ? nameOf(constructor) : `${plainNameOf(constructor)} (${realm})`;
      return { name, ...(!isProxy(constructor) && !builtins.has(constructor) && { constructor }) };
    }
    const tag = dataProperty(at, Symbol.toStringTag);
    if (typeof tag === "string" && tag !== "") return { name: tag };
  }
  return { name: "Object" };
}

/** Whether an object is the `prototype` of its own `constructor`. */
export function isClassPrototype(object: object): boolean {
  if (object === rootPrototype) return true;
  const constructor = dataProperty(object, "constructor");
  return typeof constructor === "function" && !isProxy(constructor) && dataProperty(constructor, "prototype") === object;
}

function nameOf(constructor: object): string {
  if (isProxy(constructor)) return "(class behind a proxy)";
  const builtin = builtins.get(constructor);
  if (builtin !== undefined) return builtin;
  const name = plainNameOf(constructor);
  return builtinNames.has(name) ? `class ${name}` : name;
}

function plainNameOf(constructor: object): string {
  const name = isProxy(constructor) ? undefined : dataProperty(constructor, "name");
  return typeof name !== "string" || name === "" ? "(anonymous class)" : name;
}

function dataProperty(object: object, key: PropertyKey): unknown {
  return getOwnPropertyDescriptor(object, key)?.value;
}

/** The constructors that are global when this file is loaded, by their names; those of a namespace as `WebAssembly.Instance`. */
function builtinConstructors(): ReadonlyMap<object, string> {
  const found = new Map<object, string>();
  for (const [name, value] of dataProperties(globalThis)) {
    if (typeof value === "function") found.set(value, name);
    else if (isNamespace(name, value))
      for (const [key, member] of dataProperties(value)) if (typeof member === "function") found.set(member, `${name}.${key}`);
  }
  return found;
}

function isNamespace(name: string, value: unknown): value is object {
  return typeof value === "object" && value !== null && value !== globalThis && dataProperty(value, Symbol.toStringTag) === name;
}

function dataProperties(object: object): [name: string, value: unknown][] {
  return Object.getOwnPropertyNames(object).map((name) => [name, dataProperty(object, name)]);
}
