import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Inspector } from "../../../src/state/live/inspector";
import { inCell } from "../cell";

const inspector = new Inspector();
after(() => inspector.close());

type Fn = () => unknown;

const variablesOf = (fn: object): Record<string, unknown> =>
  Object.assign(
    {},
    ...inspector
      .scopesOf(fn)!
      .filter(({ description }) => description !== "Global")
      .map(({ variables }) => variables),
  ) as Record<string, unknown>;

test("scopes are innermost first, and hold the living values", () => {
  const held = {};
  const fn = inCell<(held: object) => Fn>(
    "(held) => { let n = -0; { const big = 5n, sign = Symbol.iterator; return () => [held, n, big, sign]; } }",
  )(held);
  const [inner, outer] = inspector.scopesOf(fn)!;
  assert.deepEqual(Object.keys(inner!.variables), ["big", "sign"]);
  assert.equal(inner!.variables["big"], 5n);
  assert.equal(inner!.variables["sign"], Symbol.iterator);
  assert.equal(outer!.variables["held"], held);
  assert.ok(Object.is(outer!.variables["n"], -0));
});

test("bound functions have no scopes", () => {
  assert.equal(inspector.scopesOf((() => 1).bind(null)), undefined);
});

test("private fields are seen, and set", () => {
  const object = inCell<{ read(): unknown[] }>(
    "new (class { #a = 1; #b = null; #m() {} get #g() { return 1; } read() { return [this.#a, this.#b]; } })()",
  );
  assert.deepEqual(inspector.internalsOf(object).privates, [
    { name: "#a", value: 1 },
    { name: "#b", value: null },
  ]);
  const value = { deep: NaN };
  inspector.setPrivates([
    { object, name: "#a", value },
    { object, name: "#b", value: undefined },
  ]);
  assert.equal(object.read()[0], value);
  assert.deepEqual(
    Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith("$tslab")),
    [],
  );
});

test("a failure to set one private field keeps no other from being set, or shows", () => {
  const make = inCell<() => { read(): unknown }>("() => new (class { #a = 1; read() { return this.#a; } })()");
  const [first, second] = [make(), make()];
  inspector.setPrivates([
    { object: first, name: "#none", value: 2 },
    { object: second, name: "#a", value: 2 },
  ]);
  const seen = inspector.internalsOf(second).privates;
  assert.deepEqual(seen, [{ name: "#a", value: second.read() }]);
});

test("internals are seen without being asked", () => {
  const [target, handler] = [{}, { get: () => assert.fail("the handler ran") }];
  const { slots } = inspector.internalsOf(new Proxy(target, handler));
  assert.equal(slots.get("[[Target]]"), target);
  assert.equal(slots.get("[[Handler]]"), handler);
  assert.equal(inspector.internalsOf(Promise.resolve(3)).slots.get("[[PromiseResult]]"), 3);
  const bound = inspector.internalsOf(handler.get.bind(target)).slots;
  assert.equal(bound.get("[[TargetFunction]]"), handler.get);
  assert.equal(bound.get("[[BoundThis]]"), target);
});

const values: readonly unknown[] = [
  1,
  -0,
  NaN,
  Infinity,
  12345678901234567890n,
  "text",
  "\ud800",
  true,
  null,
  undefined,
  { a: 1 },
  () => 1,
  Symbol("own"),
];

for (const kind of ["", "async "])
  test(`variables around a function (${kind || "plain"}) are set, and the function never runs`, () => {
    const keyword = `${kind.replace("*", "")}function${kind.includes("*") ? "*" : ""}`;
    const source = `(() => { let ran = 0, a = "old"; const b = "old"; return { fn: ${keyword} () { ran++; return [a, b, ran]; }, read: () => [a, b, ran] }; })()`;
    for (const value of values) {
      const { fn, read } = inCell<{ fn: Fn; read: () => unknown[] }>(source);
      inspector.setVariables(
        fn,
        0,
        new Map([
          ["a", value],
          ["b", value],
        ]),
      );
      const [a, b, ran] = read();
      assert.ok(Object.is(a, value), `a let that becomes ${String(value)}`);
      assert.equal(ran, 0);
      // V8 compiles a constant into the code that reads it: only the variable itself is sure.
      assert.ok(Object.is(variablesOf(read)["b"], b));
    }
  });

for (const kind of ["function*", "async function*"])
  test(`a ${kind} is not stopped before its first step: nothing is set, and nothing runs`, () => {
    const { fn, read } = inCell<{ fn: Fn; read: () => unknown[] }>(
      `(() => { let ran = 0, a = "old"; return { fn: ${kind} () { ran++; yield a; }, read: () => [a, ran] }; })()`,
    );
    inspector.setVariables(fn, 0, new Map([["a", "new"]]));
    assert.deepEqual(read(), ["old", 0]);
  });

test("of two scopes with a variable of one name, the one at that depth is set", () => {
  const { fn, outer } = inCell<{ fn: Fn; outer: Fn }>(
    "(() => { let x = 1; const outer = () => x; return { outer, fn: (() => { let y = 2; return () => [x, y]; })() }; })()",
  );
  inspector.setVariables(fn, 1, new Map([["x", 10]]));
  assert.equal(outer(), 10);
  assert.deepEqual(fn(), [10, 2]);
});

test("variables of the function's own do not move the depths", () => {
  const fn = inCell<Fn>("(() => { let x = 1; return function () { let y = 5; const inner = () => y; return [x, inner()]; }; })()");
  inspector.setVariables(fn, 0, new Map([["x", 7]]));
  assert.deepEqual(fn(), [7, 5]);
});

test("scripts and their addresses", () => {
  const fn = inCell<Fn>("() => 1");
  const url = inspector.scriptUrls().get(inspector.scriptIdOf(fn)!);
  assert.match(url ?? "", /^cell \d+$/);
  assert.equal(inspector.scriptIdOf(Math.max), undefined);
});
