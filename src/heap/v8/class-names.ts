import { types } from "node:util";

// Taken before any cell can replace them.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { isProxy } = types;
const rootPrototype = Object.prototype;
const builtins = builtinConstructors();
const builtinNames = new Set([...builtins].map((constructor) => dataProperty(constructor, "name")));

/**
 * The class of the objects that have this prototype: the name of the nearest constructor along the chain, else of its `Symbol.toStringTag`
 * (generators and iterators have no constructor). Reads data properties only: no getter and no proxy is ever triggered. A user's class with
 * the name of a builtin, such as `Map`, is `class Map`.
 */
export function className(prototype: object): string {
  for (let at: object | null = prototype; at !== null; at = getPrototypeOf(at) as object | null) {
    if (isProxy(at)) return "object (its prototype is a proxy)";
    const constructor = dataProperty(at, "constructor");
    if (typeof constructor === "function") return nameOf(constructor);
    const tag = dataProperty(at, Symbol.toStringTag);
    if (typeof tag === "string" && tag !== "") return tag;
  }
  return "Object";
}

/** Whether an object is the `prototype` of its own `constructor`. */
export function isClassPrototype(object: object): boolean {
  if (object === rootPrototype) return true;
  const constructor = dataProperty(object, "constructor");
  return typeof constructor === "function" && !isProxy(constructor) && dataProperty(constructor, "prototype") === object;
}

function nameOf(constructor: object): string {
  if (isProxy(constructor)) return "(class behind a proxy)";
  const name = dataProperty(constructor, "name");
  if (typeof name !== "string" || name === "") return "(anonymous class)";
  return builtinNames.has(name) && !builtins.has(constructor) ? `class ${name}` : name;
}

function dataProperty(object: object, key: PropertyKey): unknown {
  return getOwnPropertyDescriptor(object, key)?.value;
}

/** The constructors that are global when this file is loaded. */
function builtinConstructors(): ReadonlySet<object> {
  const found = new Set<object>();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = dataProperty(globalThis, name);
    if (typeof value === "function") found.add(value);
  }
  return found;
}
