import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toCodePoints, toUtf16Offset } from "../../src/kernel/protocol/code-points";

test("an emoji is one code point and two UTF-16 units", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 9].map((codePoints) => toUtf16Offset("a😀b", codePoints)),
    [0, 1, 3, 4, 4],
  );
  assert.deepEqual(
    [0, 1, 3, 4].map((offset) => toCodePoints("a😀b", offset)),
    [0, 1, 2, 3],
  );
});

test("there and back is where it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(20), (text, codePoints) => {
      const expected = Math.min(codePoints, Array.from(text).length);
      assert.equal(toCodePoints(text, toUtf16Offset(text, codePoints)), expected);
    }),
  );
});
