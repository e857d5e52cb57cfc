/**
 * What a getter gives, if it is one of Node's own that only hands a value out or loads it: known by its text, as a notebook's getter is never
 * run. Undefined for any other.
 */
export function readNodesGetter(getter: () => unknown, owner: object): unknown {
  const text = Reflect.apply(sourceOf, getter, []).replace(/\s+/g, " ");
  return texts.some((start) => text.startsWith(start)) ? Reflect.apply(getter, owner, []) : undefined;
}

const sourceOf = Function.prototype.toString;

/** How the getters of Node's lib/internal/util.js and bootstrap files begin, from Node 20 on. */
const texts = [
  "function get() { mod ??= require(id);",
  "function get() { if (check !== undefined) {",
  "() => { const DOMException = lazyDOMExceptionClass();",
  "get() { return _process; }",
  "get() { return _Buffer; }",
];
