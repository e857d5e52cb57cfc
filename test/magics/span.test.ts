import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { beginsLine, lineNumberAt, mask, nextLineAt, trimmed } from "../../src/magics/span";

const text = fc.string({ unit: fc.constantFrom("a", "%", " ", "\t", "\n", "\r\n", "\r", "\u2028", "\u2029", "\u{1f600}", "é") });

const LINE_BREAKS = /[\n\r\u2028\u2029]/g;

test("a mask keeps the length, the line breaks, and what is in its spans; the rest is blank", () => {
  fc.assert(
    fc.property(text, fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 3 }), (cell, pairs) => {
      const spans = pairs.map(([a, b]) => ({ start: Math.min(a, b, cell.length), end: Math.min(Math.max(a, b), cell.length) }));
      const masked = mask(cell, ...spans);
      assert.equal(masked.length, cell.length);
      for (let i = 0; i < cell.length; i++) {
        const isKept = spans.some(({ start, end }) => start <= i && i < end) || /[\n\r\u2028\u2029]/.test(cell[i]!);
        assert.equal(masked[i], isKept ? cell[i] : " ");
      }
      assert.deepEqual(masked.match(LINE_BREAKS), cell.match(LINE_BREAKS));
    }),
  );
});

test("a mask of a part in the middle", () => {
  assert.equal(mask("%memit \u{1f600}f()\r\n  g()", { start: 9, end: 12 }), "         f()\r\n     ");
  assert.equal(mask("ab cd ef", { start: 6, end: 8 }, { start: 0, end: 2 }), "ab    ef");
  assert.equal(mask("ab\ncd"), "  \n  ");
});

test("lines end at every line break of JavaScript", () => {
  assert.equal(nextLineAt("a\r\nb", 0), 3);
  assert.equal(nextLineAt("a\rb", 0), 2);
  assert.equal(nextLineAt("a\u2028b", 0), 2);
  assert.equal(nextLineAt("a", 0), 1);
  assert.equal(lineNumberAt("a\r\nb\rc\u2029d", 7), 4);
  assert.equal(beginsLine("a\n \t%", 4), true);
  assert.equal(beginsLine("a\n b%", 4), false);
});

test("a span is trimmed to its content", () => {
  assert.deepEqual(trimmed("(  f()\n )", { start: 1, end: 8 }), { start: 3, end: 6 });
  assert.equal(trimmed("( \n )", { start: 1, end: 4 }), undefined);
});
