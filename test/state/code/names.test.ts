import assert from "node:assert/strict";
import { test } from "node:test";
import { namesInCell } from "../../../src/state/code/names";

const cases: readonly (readonly [
  code: string,
  variables: readonly string[],
  packages: readonly string[],
  usesAll?: boolean,
  any?: boolean,
])[] = [
  ["exports.a + exports.b.exports.c", ["a", "b"], []],
  ['exports["a-b"]; exports[0]', ["a-b", "0"], []],
  ["(0, exports.f)(1)", ["f"], []],
  ["const x = { exports: 1, require: 2 }; x.exports; x.require", [], []],
  ["exports", [], [], true],
  ["exports[name]", [], [], true],
  ["Object.keys(exports)", [], [], true],
  ["({ exports })", [], [], true],
  ['Object.defineProperty(exports, "given", { value: 1 })', ["given"], []],
  ['require("lodash"); require("./beside")', [], ["lodash", "./beside"]],
  ["require(name)", [], [], false, true],
  ["[1].map(require)", [], [], false, true],
  ['require.resolve("x")', [], [], false, true],
  ["await exports.later", ["later"], []],
  ["return exports.kept", ["kept"], []],
];

for (const [code, variables, packages, usesAll = false, requiresAny = false] of cases)
  test(`${code} asks for ${[...variables, ...packages].join(", ") || "nothing"}${usesAll || requiresAny ? ", or anything" : ""}`, () => {
    const names = namesInCell(code);
    assert.deepEqual([...names.variables], variables);
    assert.deepEqual([...names.packages], packages);
    assert.equal(names.usesAll, usesAll);
    assert.equal(names.requiresAny, requiresAny);
  });

test("what the converter declares first are variables of the cell itself", () => {
  const names = namesInCell(
    '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.a = exports.b = void 0;\nexports.a = exports.c;',
  );
  assert.deepEqual([...names.variables].sort(), ["__esModule", "c"]);
});
