import assert from "node:assert/strict";
import { test } from "node:test";
import { Inspector } from "../../src/state/live/inspector";
import { StateError } from "../../src/state/state-error";
import { describeGraph, rebuildGraph } from "./carry";
import { inCell } from "./cell";

type Alter = (value: never) => unknown;

/** A value, and a change of what was made of it that nobody but the verifier can notice. */
const alterations: readonly (readonly [what: string, expression: string, alter: Alter])[] = [
  ["a number", "({ a: 1 })", (o: { a: number }) => (o.a = 2)],
  ["-0 for 0", "({ a: 0 })", (o: { a: number }) => (o.a = -0)],
  ["a text", "({ a: 'x' })", (o: { a: string }) => (o.a = "y")],
  ["the second of two of one shape", "[{ a: 1, b: 2 }, { a: 3, b: 4 }]", ([, o]: [object, { b: number }]) => (o.b = 5)],
  ["an element beside properties of a known shape", "[{ a: 1 }, { a: 2 }]", ([, o]: [object, Record<number, number>]) => (o[0] = 1)],
  ["one object for another of the same content", "({ a: { x: 1 }, b: { x: 1 } })", (o: { a: object; b: object }) => (o.a = o.b)],
  ["a property more", "({ a: 1 })", (o: Record<string, number>) => (o["b"] = 2)],
  ["a property less", "({ a: 1 })", (o: Record<string, number>) => delete o["a"]],
  ["the order of properties", "({ a: 1, b: 2 })", (o: Record<string, number>) => delete o["a"] && (o["a"] = 1)],
  ["a property that is hidden", "({ a: 1 })", (o: object) => Object.defineProperty(o, "a", { enumerable: false })],
  ["a property that is constant", "({ a: 1 })", (o: object) => Object.defineProperty(o, "a", { writable: false })],
  ["an accessor for a value", "({ a: 1 })", (o: object) => Object.defineProperty(o, "a", { get: () => 1 })],
  ["a getter", "({ get a() { return 1; } })", (o: object) => Object.defineProperty(o, "a", { get: () => 1 })],
  ["a symbol's property", "({ [Symbol.iterator]: 1 })", (o: { [Symbol.iterator]: number }) => (o[Symbol.iterator] = 2)],
  ["a prototype", "({ a: 1 })", (o: object) => Reflect.setPrototypeOf(o, null)],
  ["a frozen object", "({ a: 1 })", Object.freeze],
  ["an object that cannot grow", "({ a: 1 })", Object.preventExtensions],
  ["an element", "[1, 2, 3]", (a: number[]) => (a[1] = 0)],
  ["an element for a hole", "[1, , 3]", (a: unknown[]) => (a[1] = undefined)],
  ["a hole for undefined", "[1, undefined, 3]", (a: unknown[]) => Reflect.deleteProperty(a, 1)],
  ["an array's length", "[1, 2]", (a: unknown[]) => (a.length = 3)],
  ["an array's property", "Object.assign([1], { note: 1 })", (a: { note: number }) => (a.note = 2)],
  ["a new property of an array", "[1]", (a: object) => Object.assign(a, { note: 2 })],
  ["a sparse element", "(() => { const a = []; a[9999] = 1; return a; })()", (a: unknown[]) => (a[500] = 1)],
  ["a map's value", "new Map([[1, 2]])", (m: Map<number, number>) => m.set(1, 3)],
  ["a map's entry", "new Map([[1, 2]])", (m: Map<number, number>) => m.set(3, 3)],
  ["a map's order", "new Map([[1, 2], [2, 2]])", (m: Map<number, number>) => m.delete(1) && m.set(1, 2)],
  ["a set's element", "new Set([1])", (s: Set<number>) => s.delete(1) && s.add(2)],
  ["a date", "new Date(5)", (d: Date) => d.setTime(6)],
  ["a regular expression", "[/a/g]", (a: RegExp[]) => (a[0] = /b/g)],
  ["lastIndex", "/a/g", (r: RegExp) => (r.lastIndex = 2)],
  ["a private field", "new (class { #a = 1; set(a) { this.#a = a; } })()", (o: { set(a: number): void }) => o.set(2)],
  ["a captured variable", "(() => { let n = 1; return () => ++n; })()", (f: () => number) => f()],
  [
    "a captured variable of a getter",
    "({ get a() { return 1; }, up: (() => { let n = 1; return () => ++n; })() })",
    (o: { up(): number }) => o.up(),
  ],
  ["a function's property", "() => 1", (f: object) => Object.assign(f, { x: 1 })],
  ["a function's name", "() => 1", (f: object) => Object.defineProperty(f, "name", { value: "g" })],
  ["a class's static", "class { static n = 1; }", (c: { n: number }) => (c.n = 2)],
  ["a method", "class { m() {} }", (c: { prototype: object }) => Object.assign(c.prototype, { m: () => 1 })],
  [
    "an entry of a WeakMap",
    "(() => { const key = {}; return [key, new WeakMap([[key, 1]])]; })()",
    ([key, map]: [object, WeakMap<object, number>]) => map.set(key, 2),
  ],
  [
    "an entry more of a WeakMap",
    "(() => { const key = {}; return [key, new WeakMap()]; })()",
    ([key, map]: [object, WeakMap<object, number>]) => map.set(key, 2),
  ],
  [
    "an element more of a WeakSet",
    "(() => { const key = {}; return [key, new WeakSet()]; })()",
    ([key, set]: [object, WeakSet<object>]) => set.add(key),
  ],
  ["an error's message", "new Error('a')", (e: Error) => (e.message = "b")],
  ["an error's stack", "new Error('a')", (e: Error) => (e.stack = "b")],
  ["a symbol", "({ a: Symbol('a') })", (o: { a: symbol }) => (o.a = Symbol("a"))],
];

for (const [what, expression, alter] of alterations)
  test(`altered after it was rebuilt: ${what}`, () => {
    const description = describeGraph({ value: inCell(expression) });
    assert.doesNotThrow(() => rebuildGraph(description), "untouched, it is right");
    const spoil = (roots: readonly unknown[]): void => void (alter as (value: unknown) => unknown)(roots[0]);
    assert.throws(() => rebuildGraph(description, spoil), StateError);
  });

test("a constant that was set by a debugger is noticed", () => {
  const description = describeGraph({ value: inCell("(() => { const n = 1; return () => n; })()") });
  const inspector = new Inspector();
  const spoil = ([fn]: readonly unknown[]): void => inspector.setVariables(fn as () => unknown, 0, new Map([["n", 2]]));
  assert.throws(() => rebuildGraph(description, spoil), /its variable n/);
  inspector.close();
});
