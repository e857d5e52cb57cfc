import assert from "node:assert/strict";
import { test } from "node:test";
import { StateError } from "../../src/state/state-error";
import { describeGraph } from "./carry";
import { inCell } from "./cell";

const trap = "() => { globalThis.hostileRan = (globalThis.hostileRan ?? 0) + 1; throw new Error('ran'); }";
const allTraps = `new Proxy({}, { get: () => ${trap} })`;

/** Values whose code must not run while they are described. */
const hostile: Readonly<Record<string, string>> = {
  "a getter": `Object.defineProperty({}, "a", { get: ${trap}, enumerable: true })`,
  "a proxy with all traps": `new Proxy({ a: 1 }, ${allTraps})`,
  "a proxy of a function": `new Proxy(function () {}, ${allTraps})`,
  "a proxy of an array": `new Proxy(Object.freeze([1]), ${allTraps})`,
  "an heir of a proxy": `Object.create(new Proxy({}, ${allTraps}))`,
  "heirs of a proxy, of one shape": `(() => { const p = new Proxy({}, ${allTraps}); return [1, 2, 3].map((a) => Object.assign(Object.create(null), { a })).map((o) => Object.setPrototypeOf(o, p)); })()`,
  "a proxy as a key of a WeakMap": `(() => { const p = new Proxy([], ${allTraps}); return [p, new WeakMap([[p, 1]]), new WeakSet([p])]; })()`,
  "a proxy in a Map": `new Map([[new Proxy({}, ${allTraps}), new Proxy({}, ${allTraps})]])`,
  "conversions that throw": `({ toString: ${trap}, valueOf: ${trap}, toJSON: ${trap}, [Symbol.toPrimitive]: ${trap}, then: ${trap} })`,
  "a toStringTag": `Object.defineProperty({}, Symbol.toStringTag, { get: ${trap} })`,
  "a constructor that lies": `({ constructor: Map, __proto__: { constructor: Array } })`,
  "a constructor behind a getter": `Object.defineProperty({}, "constructor", { get: ${trap} })`,
  "flags of a regular expression": `Object.defineProperty(/a/g, "global", { get: ${trap} })`,
  "a subclass that overrides everything": `new (class extends Map { get size() { return (${trap})(); } forEach() { return (${trap})(); } [Symbol.iterator]() { return (${trap})(); } entries() { return (${trap})(); } })()`,
  "a set that overrides everything": `new (class extends Set { get size() { return (${trap})(); } forEach() { return (${trap})(); } [Symbol.iterator]() { return (${trap})(); } })()`,
  "a date that overrides everything": `new (class extends Date { getTime() { return (${trap})(); } valueOf() { return (${trap})(); } })(5)`,
  "a typed array with properties of the class's names": `Object.defineProperties(new Uint8Array(4), { length: { get: ${trap} }, buffer: { get: ${trap} }, byteOffset: { get: ${trap} }, BYTES_PER_ELEMENT: { get: ${trap} } })`,
  "a buffer with getters": `Object.defineProperties(new ArrayBuffer(4), { byteLength: { get: ${trap} }, resizable: { get: ${trap} }, maxByteLength: { get: ${trap} } })`,
  "an array that overrides everything": `[() => 1, Object.assign([() => 2], { indexOf: ${trap}, [Symbol.iterator]: ${trap}, map: ${trap}, filter: ${trap} })]`,
  "an array with a getter for an element": `Object.defineProperty([1, () => 1], 0, { get: ${trap} })`,
  "an error with a stack of its own": `Object.defineProperty(new Error("a"), "stack", { get: ${trap} })`,
  "a function that overrides toString": `Object.assign(() => 1, { toString: ${trap}, call: ${trap}, apply: ${trap}, bind: ${trap} })`,
  "a bound function with a getter": `Object.defineProperty((() => 1).bind(null), "name", { get: ${trap} })`,
  "a class with hasInstance": `class { static [Symbol.hasInstance]() { return (${trap})(); } static get [Symbol.species]() { return (${trap})(); } }`,
  "an object with private fields whose prototype is a proxy": `Object.setPrototypeOf(new (class { #a = 1; })(), new Proxy({}, ${allTraps}))`,
};

for (const [what, expression] of Object.entries(hostile))
  test(`describing runs none of it: ${what}`, () => {
    const value: unknown = inCell(expression);
    Reflect.deleteProperty(globalThis, "hostileRan");
    try {
      describeGraph({ value });
    } catch (error) {
      assert.ok(error instanceof StateError, String(error));
    }
    assert.equal((globalThis as { readonly hostileRan?: number }).hostileRan, undefined);
  });

test("methods of collections that a cell has patched are not called on what is described", () => {
  const patched = [
    [Map.prototype, "forEach"],
    [Set.prototype, "forEach"],
    [Date.prototype, "getTime"],
    [Array.prototype, "indexOf"],
    [Array.prototype, "toString"],
    [WeakRef.prototype, "deref"],
  ] as const;
  const value = [new Map([[1, 2]]), new Set([1]), new Date(5), () => 1, new WeakRef(patched)];
  const seen: unknown[] = [];
  const originals = patched.map(([owner, name]) => [owner, name, Object.getOwnPropertyDescriptor(owner, name)!] as const);
  for (const [owner, name, { value: original }] of originals)
    Object.defineProperty(owner, name, {
      configurable: true,
      value(this: unknown, ...args: unknown[]): unknown {
        // The parser's own arrays do not count.
        if (this === value || value.includes(this as never)) seen.push(name);
        return Reflect.apply(original as () => unknown, this, args);
      },
    });
  try {
    describeGraph({ value });
  } finally {
    for (const [owner, name, original] of originals) Object.defineProperty(owner, name, original);
  }
  assert.deepEqual(seen, []);
});
