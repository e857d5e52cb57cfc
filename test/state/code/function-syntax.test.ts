import assert from "node:assert/strict";
import { test } from "node:test";
import { type FunctionSyntax, ScriptSyntax } from "../../../src/state/code/function-syntax";

/** The function whose text begins with `start`. */
function syntaxOf(source: string, text: string): FunctionSyntax {
  const syntax = new ScriptSyntax(source).at(source.indexOf(text), text);
  assert.ok(syntax, `${text} was not found`);
  return syntax;
}

const forms: readonly (readonly [source: string, text: string, form: string])[] = [
  ["function f() {}", "function f() {}", "declaration"],
  ["const f = function g() {};", "function g() {}", "expression"],
  ["const f = async x => x;", "async x => x", "arrow"],
  ["({ *m() {} })", "*m() {}", "method"],
  ["({ async m() {} })", "async m() {}", "method"],
  ["({ get m() { return 1; } })", "get m() { return 1; }", "getter"],
  ["({ set m(v) {} })", "set m(v) {}", "setter"],
  ["class A { m() {} }", "m() {}", "class-member"],
  ["class A { static m() {} }", "m() {}", "class-member"],
  ["class A {}", "class A {}", "class"],
  ["const A = class B extends C {};", "class B extends C {}", "class"],
];
for (const [source, text, form] of forms) test(`${source}: ${text} is a ${form}`, () => assert.equal(syntaxOf(source, text).form, form));

const named: readonly (readonly [source: string, text: string, givenName: string | undefined])[] = [
  ["const a = class {};", "class {}", "a"],
  ["let a; a ??= () => 1;", "() => 1", "a"],
  ["let a = 1; a += () => 1;", "() => 1", undefined],
  ["a.b = function () {};", "function () {}", undefined],
  ["const [a = function () {}] = [];", "function () {}", "a"],
  ["({ 'two words': class {} })", "class {}", "two words"],
  ["({ 0x10: class {} })", "class {}", "16"],
  ["({ ['a']: class {} })", "class {}", undefined],
  ["({ __proto__: function () {} })", "function () {}", undefined],
  ["class A { #f = () => 1; }", "() => 1", "#f"],
  ["const a = (0, class {});", "class {}", undefined],
  ["const a = function b() {};", "function b() {}", undefined],
];
for (const [source, text, givenName] of named)
  test(`${source}: its name is ${givenName ?? "none, or its own"}`, () => assert.equal(syntaxOf(source, text).givenName, givenName));

test("a function in parentheses of its own is compiled at once", () => {
  const eager = (source: string): boolean => syntaxOf(source, "function () {}").isEager;
  assert.deepEqual(
    ["const a = (function () {});", "f((function () {}));", "const a = function () {};", "f(function () {});", "f?.(function () {});"].map(
      eager,
    ),
    [true, true, false, false, false],
  );
});

test("a computed name may be made of names; the function's own are not passed to it", () => {
  const method = (source: string): FunctionSyntax => syntaxOf(`let k, l; ({ ${source} })`, source);
  assert.deepEqual(method("[k + `${l}`]() { return l; }").keyNames, ["k"]);
  assert.deepEqual(method("get [Symbol.iterator]() {}").keyNames, []);
  assert.equal(method("[k]() {}").problem, undefined);
  assert.equal(method("[k.l]() {}").problem, "its computed name is more than a name");
  assert.equal(method("[k()]() {}").problem, "its computed name is more than a name");
});

test("strictness comes from the script, the function or the class around", () => {
  assert.equal(syntaxOf("function f() {}", "function f() {}").isStrict, false);
  assert.equal(syntaxOf('"use strict"; function f() {}', "function f() {}").isStrict, true);
  assert.equal(syntaxOf('function f() { "use strict"; }', 'function f() { "use strict"; }').isStrict, true);
  assert.equal(syntaxOf("class A { m() { return () => 1; } }", "() => 1").isStrict, true);
  assert.equal(syntaxOf("export const f = () => 1;", "() => 1").isStrict, true);
});

test("free variables are those that it does not declare, each with what may become of it", () => {
  const source =
    "let count = 0; const kept = 1; let late; var old = 2; function f(a, b = kept) { const c = a; count++; late = b; return [old, Math, c]; }";
  const { free } = syntaxOf(source, source.slice(source.indexOf("function")));
  const found = new Map(free.map((each) => [each.name, each]));
  assert.deepEqual([...found.keys()].sort(), ["Math", "count", "kept", "late", "old"]);
  assert.deepEqual(
    ["count", "kept", "late", "old"].map((name) => found.get(name)!.isAssigned),
    [true, false, true, false],
  );
  assert.deepEqual([found.get("kept")!.isConstant, found.get("count")!.isConstant], [true, false]);
  assert.deepEqual(
    ["count", "kept", "late", "old"].map((name) => found.get(name)!.isInitialized),
    [true, true, false, false],
  );
  assert.equal(found.get("Math")!.isDeclared, false);
});

test("a name that a function calls itself by is not free", () => {
  assert.deepEqual(syntaxOf("const f = function g() { return g; };", "function g() { return g; }").free, []);
  assert.deepEqual(syntaxOf("const A = class B { m() { return B; } };", "class B { m() { return B; } }").free, []);
});

const heritages: readonly (readonly [expression: string, expected: object | undefined])[] = [
  ["B", { root: "B", path: [], isCall: false, helpers: [] }],
  ["a.b.C", { root: "a", path: ["b", "C"], isCall: false, helpers: [] }],
  ["mixin(B)", { root: "mixin", path: [], isCall: true, helpers: [] }],
  ["(0, lib.mixin)(wrap(B))", { root: "lib", path: ["mixin"], isCall: true, helpers: ["wrap"] }],
  ["null", undefined],
];
for (const [expression, expected] of heritages)
  test(`extends ${expression}`, () => {
    const text = `class A extends ${expression} {}`;
    const syntax = syntaxOf(text, text);
    assert.deepEqual(syntax.class?.heritage, expected);
    assert.equal(syntax.problem, undefined);
  });

test("private names are listed, methods too", () => {
  const text = "class A { #a = 1; static #b; #m() {} get #g() { return 1; } open = 2; }";
  assert.deepEqual(syntaxOf(text, text).class?.privateNames, ["#a", "#b", "#m", "#g"]);
});

const problems: readonly (readonly [source: string, text: string, problem: RegExp])[] = [
  ["const f = () => eval('x');", "() => eval('x')", /eval/],
  ["const f = () => import('x');", "() => import('x')", /import/],
  ["({ m() { return super.m(); } })", "m() { return super.m(); }", /super/],
  ["class A { #p; m() { return () => this.#p; } }", "() => this.#p", /private name/],
  ["function f() { return () => new.target; }", "() => new.target", /new\.target/],
  ["function f() { return () => arguments; }", "() => arguments", /arguments/],
  ["const c = 1; const f = () => { c = 2; };", "() => { c = 2; }", /assigns the constant c/],
  ["class A extends (a ? B : C) {}", "class A extends (a ? B : C) {}", /more than a name or a call/],
  ["class A { static x = send(); }", "class A { static x = send(); }", /./],
];
for (const [source, text, problem] of problems)
  test(`${text} cannot be made anew`, () => assert.match(syntaxOf(source, text).problem ?? "", problem));

test("of functions with one text, the one at the place is meant", () => {
  const source = "let a; { let a; var f = () => a; } var g = () => a; a = 1;";
  const script = new ScriptSyntax(source);
  assert.equal(script.at(source.indexOf("() => a"), "() => a")?.free[0]?.isAssigned, false);
  assert.equal(script.at(source.lastIndexOf("() => a"), "() => a")?.free[0]?.isAssigned, true);
  assert.equal(script.at(0, "() => b"), undefined);
});
