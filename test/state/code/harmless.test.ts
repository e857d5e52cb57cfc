import assert from "node:assert/strict";
import { test } from "node:test";
import { type Class, type Expression, parseExpressionAt } from "acorn";
import { classProblem, constructionProblem, isHarmless } from "../../../src/state/code/harmless";

const parse = (text: string): Expression => parseExpressionAt(text, 0, { ecmaVersion: "latest" });

for (const text of [
  "1 + a",
  "`${a}`",
  "[1, { b: [] }]",
  "new Map([[1, 2]])",
  "Symbol('a')",
  "Object.freeze([1])",
  "(x) => send(x)",
  "a ? b : c",
  "this.x = 1",
  "Symbol.for('x')",
])
  test(`${text} may be evaluated once too often`, () => assert.ok(isHarmless(parse(text))));

for (const text of [
  "send()",
  "a.push(1)",
  "new Server()",
  "delete a.b",
  "tag`x`",
  "[...a]",
  "({ ...a })",
  "({ [send()]: 1 })",
  "import('x')",
  "`${send()}`",
  "a[send()]",
  "new Map(send())",
])
  test(`${text} may not`, () => assert.ok(!isHarmless(parse(text))));

test("a class that does something when it is made has a problem", () => {
  for (const text of ["class { static x = send(); }", "class { static { send(); } }", "class { [send()]() {} }"])
    assert.notEqual(classProblem(parse(text) as Class), undefined, text);
  for (const text of ["class { x = send(); }", "class { static x = 1; static #y = new Map(); }", "class { m() { send(); } }"])
    assert.equal(classProblem(parse(text) as Class), undefined, text);
});

test("a class whose constructor does more than assign cannot be constructed to have an object", () => {
  for (const text of [
    "class { x = send(); }",
    "class { constructor() { send(); } }",
    "class { constructor(a = send()) {} }",
    "class { constructor() { while (a) a = 0; } }",
  ])
    assert.notEqual(constructionProblem(parse(text) as Class), undefined, text);
  for (const text of [
    "class { #x = 1; constructor(a, b = 2) { this.#x = a; if (b) { this.b = b; } } }",
    "class { x = new Map(); static y = send(); }",
  ])
    assert.equal(constructionProblem(parse(text) as Class), undefined, text);
});
