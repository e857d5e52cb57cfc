import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { ExpressionError, readArithmetic, type Value } from "../../src/sweep/expression";

const at = (text: string, values: Readonly<Record<string, Value>> = {}): Value => readArithmetic(text).evaluate((name) => values[name]!);

test("arithmetic is JavaScript's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 99 }), (n, k) => {
      for (const text of [
        "8*n",
        "8 * n + k",
        "(n - k) * -2",
        "n ** 2 / k % 7",
        "2 ** k ** 0.5",
        "n * Math.log2(n)",
        "max(n, k) - min(n, k)",
      ]) {
        const { max, min } = Math;
        assert.equal(at(text, { n, k }), runInNewContext(text, { n, k, max, min }));
      }
    }),
  );
});

test("comparisons and logic give truth values", () => {
  assert.equal(at("largest >= 1e6", { largest: 2e6 }), true);
  assert.equal(at("largest >= 1e6 && law.bytesPerUnit < 9", { largest: 2e6, "law.bytesPerUnit": 9.5 }), false);
  assert.equal(at("!(a == 1) || true", { a: 1 }), true);
});

test("the names that an expression asks for are known", () => {
  assert.deepEqual(readArithmetic("8 * chunk + chunk * best.value + sqrt(2)").names, ["chunk", "best.value"]);
});

for (const text of [
  "",
  "8 *",
  "8; 9",
  "f(1)",
  "a[0]",
  "process.exit()",
  "`x`",
  "a = 1",
  "() => 1",
  "this",
  "(1).constructor",
  "Math['log2'](8)",
  "constructor(1)",
]) {
  test(`nothing else is read: ${text}`, () => {
    assert.throws(() => readArithmetic(text), ExpressionError);
  });
}
