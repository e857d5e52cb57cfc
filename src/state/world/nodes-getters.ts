import { intact } from "./intact";
/**
 * What a getter gives, if it is one of Node's own that only hands a value out or loads it: known by its text, as a notebook's getter is never
 * run. Undefined for any other.
 */
export function readNodesGetter(getter: () => unknown, owner: object): unknown {
  return begins(getter, [...loading, ...handing]) ? intact.apply(getter, owner, []) : undefined;
}

/**
 * The own property of an object, without running anybody's getter. A property that Node fills in when it is first read is filled in, as it
 * is not the same property afterwards.
 */
export function ownProperty(object: object, key: string | symbol): PropertyDescriptor | undefined {
  const property = intact.getOwnPropertyDescriptor(object, key);
  const getter = property && getterOf(property);
  if (getter === undefined || !isLoading(getter)) return property;
  intact.apply(getter, object, []);
  return intact.getOwnPropertyDescriptor(object, key);
}

/** The getter of a property; the prototype of a descriptor, which a notebook may have changed, is left out. */
export function getterOf(property: PropertyDescriptor): (() => unknown) | undefined {
  return intact.hasOwn(property, "get") ? property.get : undefined;
}

function isLoading(getter: () => unknown): boolean {
  let known = loadingGetters.get(getter);
  if (known === undefined) loadingGetters.set(getter, (known = begins(getter, loading)));
  return known;
}

/** What was found out, since a text takes long to read and never changes. */
const loadingGetters = new WeakMap<() => unknown, boolean>();

function begins(getter: () => unknown, starts: readonly string[]): boolean {
  const text = intact.apply(sourceOf, getter, []).slice(0, 200).replace(/\s+/g, " ");
  return starts.some((start) => text.startsWith(start));
}

const sourceOf = Function.prototype.toString;

/** How the getters of Node's lib/internal/util.js and bootstrap files begin, from Node 20 on: those that put the value in their own place. */
const loading = [
  "function get() { mod ??= require(id); if (lazyLoadedValue",
  "() => { const DOMException = lazyDOMExceptionClass();",
  // crypto.constants.defaultCipherList, which loading node:tls reads.
  "get() { const value = getOptionValue('--tls-cipher-list');",
];

/** Those that stay. */
const handing = ["function get() { if (check !== undefined) {", "get() { return _process; }", "get() { return _Buffer; }"];
