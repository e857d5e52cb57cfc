/**
 * What a getter gives, if it is one of Node's own that only hands a value out or loads it: known by its text, as a notebook's getter is never
 * run. Undefined for any other.
 */
export function readNodesGetter(getter: () => unknown, owner: object): unknown {
  return begins(getter, [...loading, ...handing]) ? Reflect.apply(getter, owner, []) : undefined;
}

/**
 * The own property of an object, without running anybody's getter. A property that Node fills in when it is first read is filled in, as it
 * is not the same property afterwards.
 */
export function ownProperty(object: object, key: string | symbol): PropertyDescriptor | undefined {
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  if (property?.get === undefined || !begins(property.get, loading)) return property;
  Reflect.apply(property.get, object, []);
  return Reflect.getOwnPropertyDescriptor(object, key);
}

function begins(getter: () => unknown, starts: readonly string[]): boolean {
  const text = Reflect.apply(sourceOf, getter, []).slice(0, 200).replace(/\s+/g, " ");
  return starts.some((start) => text.startsWith(start));
}

const sourceOf = Function.prototype.toString;

/** How the getters of Node's lib/internal/util.js and bootstrap files begin, from Node 20 on: those that put the value in their own place. */
const loading = ["function get() { mod ??= require(id); if (lazyLoadedValue", "() => { const DOMException = lazyDOMExceptionClass();"];

/** Those that stay. */
const handing = ["function get() { if (check !== undefined) {", "get() { return _process; }", "get() { return _Buffer; }"];
