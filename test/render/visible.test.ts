import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { visible, visibleWithin } from "../../src/render/visible";
import { HOSTILE } from "./samples";

const ACTS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

test("what acts instead of being seen is shown as its escape", () => {
  assert.equal(visible("\u001b[31mred\u0007"), "\\x1b[31mred\\x07");
  assert.equal(visible("a\r\n\tb\u2028c"), "a\\r\\n\\tb\\u2028c");
  assert.equal(visible("\u202egnp.exe"), "\\u202egnp.exe");
  assert.equal(visible("half \ud83d of a pair"), "half \\ud83d of a pair");
});

test("other text stays as it is", () => {
  for (const text of ["Point", "größe", "点 👩‍👩‍👧 🙂", "<script>", "a\\nb", ""]) assert.equal(visible(text), text);
});

test("a long name keeps its two ends", () => {
  assert.equal(visibleWithin("abcdefghij", 10), "abcdefghij");
  assert.equal(visibleWithin("abcdefghijk", 10), "abcde…hijk");
  assert.equal(visibleWithin("🙂".repeat(50), 5), "🙂🙂…🙂🙂");
  assert.equal(visibleWithin(`ab${"x".repeat(10_000_000)}yz`, 5), "ab…yz");
});

test("no text is longer than allowed, spans lines or has halves of characters", () => {
  const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom(...HOSTILE));
  fc.assert(
    fc.property(anyText, fc.integer({ min: 3, max: 60 }), (text, max) => {
      const shown = visibleWithin(text, max);
      assert.ok(Array.from(shown).length <= max);
      assert.doesNotMatch(shown, ACTS);
      assert.equal(Buffer.from(shown).toString(), shown);
    }),
  );
});
