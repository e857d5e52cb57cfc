import assert from "node:assert/strict";
import { test } from "node:test";
import { describeGraph, rebuildGraph } from "../carry";
import { inCell } from "../cell";

/** What an expression gives, carried, and called. */
function carried<Value = () => unknown>(expression: string): Value {
  return rebuildGraph(describeGraph({ value: inCell(expression) }))[0] as Value;
}

test("closures of one scope share it; those of equal scopes do not", () => {
  const [up, read, other] = carried<(() => unknown)[]>(
    "(() => { const make = () => { let n = 3; return [() => ++n, () => n]; }; const a = make(); return [...a, make()[1]]; })()",
  );
  assert.equal(up!(), 4);
  assert.equal(read!(), 4);
  assert.equal(other!(), 3);
});

test("an inner scope hides the outer one's variable", () => {
  const [inner, outer] = carried<(() => unknown)[]>(
    "(() => { let x = 'outer'; const outer = () => x; { let x = 'inner'; return [() => x, outer]; } })()",
  );
  assert.deepEqual([inner!(), outer!()], ["inner", "outer"]);
});

for (const name of [
  "values",
  "$values",
  "$$values",
  "make",
  "set",
  "kit",
  "eval1",
  "undefined1",
  "ünïcode",
  "async",
  "of",
  "get",
  "$tslabMagicsKit1",
])
  test(`a variable may be called ${name}`, () => {
    const [up, fn] = carried<(() => unknown)[]>(
      `(() => { let ${name} = 41, $values = 1; return [() => ++${name}, () => [${name}, $values]]; })()`.replace(
        "let $values = 41, $values = 1",
        "let $values = 41",
      ),
    );
    up!();
    assert.equal((fn!() as unknown[])[0], 42);
  });

test("strict and sloppy functions of one graph stay what they are", () => {
  const [sloppy, strict] = carried<(() => unknown)[]>(
    "[function () { return this === globalThis; }, function () { 'use strict'; return this; }]",
  );
  assert.equal(sloppy!(), true);
  assert.equal(strict!(), undefined);
});

test("every form of function is called as before", async () => {
  const all = carried<Record<string, (...args: unknown[]) => unknown>>(
    "({ arrow: (a) => a + 1, async later(a) { return a; }, *some() { yield 1; yield 2; }, async *many() { yield 3; }, named: function again(n) { return n === 0 ? 0 : again(n - 1); }, 'odd name'() { return 5; }, [Symbol.iterator]: function* () { yield 6; } })",
  );
  assert.equal(all["arrow"]!(1), 2);
  assert.equal(await all["later"]!(2), 2);
  assert.deepEqual([...(all["some"]!() as Iterable<number>)], [1, 2]);
  assert.equal(all["named"]!(3), 0);
  assert.equal(all["odd name"]!(), 5);
  assert.deepEqual([...(all as unknown as Iterable<number>)], [6]);
});

test("a text that ends in a comment, or holds a template, is written whole", () => {
  const text = "(() => 1 // the end\n)";
  assert.equal(carried(text)(), 1);
  assert.equal(carried("() => `a${'b'}\\n`")(), "ab\n");
});

/** The names of the functions on the stack of the error that a call throws, above this one. */
function namesOnStack(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    // The calls in between have no name.
    const names = [...(error as Error).stack!.matchAll(/^ {4}at (.*) \(/gm)].map(([, name]) => name!);
    return names.slice(0, names.indexOf("namesOnStack"));
  }
  return [];
}

const thrower = "() { throw new Error('thrown'); }";
const called: readonly (readonly [cell: string, call: (value: never) => unknown])[] = [
  [`(() => { const walked = { *[Symbol.iterator]${thrower} }; return walked; })()`, (value: Iterable<unknown>) => [...value]],
  [`(() => { const list = [function* ${thrower}]; return list; })()`, ([make]: [() => Iterable<unknown>]) => [...make()]],
  [`(() => { const a = {}; a.b = {}; a.b.c = function ${thrower}; return a.b.c; })()`, (f: () => void) => [1].map(f)],
  [`(() => { const a = {}; a.K = class { static m${thrower} }; return a.K; })()`, (K: { m(): void }) => K.m()],
  [`(() => { function Maker() { this.f = function ${thrower}; } return Maker; })()`, (K: new () => { f(): void }) => [1].map(new K().f)],
  [
    `(() => { const eager = (function () { return [function ${thrower}]; }); return eager; })()`,
    (f: () => (() => void)[]) => [1].map(f()[0]!),
  ],
  [`(() => { const f = () => { throw new Error('thrown'); }; delete f.name; return f; })()`, (f: () => void) => [1].map(f)],
];
for (const [cell, call] of called)
  test(`V8 has the same names for ${cell}`, () => {
    const value = inCell<never>(cell);
    const expected = namesOnStack(() => call(value));
    assert.ok(expected.length > 0);
    assert.deepEqual(
      namesOnStack(() => call(carried<never>(cell))),
      expected,
    );
  });

test("an anonymous class keeps its name in the message of a call without new", () => {
  const Named = carried<() => unknown>("(() => { const Named = class {}; return Named; })()");
  assert.throws(() => Named(), { message: "Class constructor Named cannot be invoked without 'new'" });
});

test("an object keeps the name of the function that made it, and one of a class that extends a built-in its own", () => {
  const [made, list] = carried<(object & { f(): void })[]>(
    `(() => { function Made() {} Made.prototype = { f${thrower} }; class List extends Array { f${thrower} } return [new Made(), new List()]; })()`,
  );
  assert.deepEqual(
    [made, list].map((each) => namesOnStack(() => each!.f())[0]),
    ["Made.f", "List.f"],
  );
});
