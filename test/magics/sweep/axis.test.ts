import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAxis, type AxisSizes } from "../../../src/magics/sweep/axis";

function sizesOf(text: string): AxisSizes {
  const parsed = parseAxis(text);
  assert.ok("value" in parsed, "problem" in parsed ? parsed.problem : "");
  assert.equal(parsed.value.name, "chunk");
  return parsed.value.sizes;
}

test("a list is in ascending order, each size once", () => {
  assert.deepEqual(sizesOf("chunk=1e5,1e4,1_000,1e4"), { kind: "list", values: [1000, 10_000, 100_000] });
  assert.deepEqual(sizesOf("chunk=0.5"), { kind: "list", values: [0.5] });
  assert.deepEqual(sizesOf("chunk=-1,.25,0"), { kind: "list", values: [-1, 0, 0.25] });
});

test("a range has its ends, and a number of sizes if that is given", () => {
  assert.deepEqual(sizesOf("chunk=1e3..1e6"), { kind: "range", range: { from: 1000, to: 1e6 } });
  assert.deepEqual(sizesOf("chunk=1e3..1e6:9"), { kind: "range", range: { from: 1000, to: 1e6, count: 9 } });
});

for (const [text, problem] of [
  ["1e3..1e6", /must be a variable and its sizes, such as chunk=1e4,1e5,1e6/],
  ["=1,2", /must be a variable/],
  ["class=1", /must be a variable/],
  ["chunk=", /must have sizes/],
  ["chunk=a,b", /must have sizes/],
  ["chunk=1..", /must have sizes/],
  ["chunk=1e6..1e3", /a range that ascends/],
  ["chunk=0..10", /a size above 0/],
  ["chunk=1..1e400", /a range that ascends/],
  ["chunk=1e400", /finite/],
  ["chunk=1..10:1", /2 to 200 sizes/],
  ["chunk=0.5..10", /from a whole number to another: list other sizes/],
] as const) {
  test(`refused: ${text}`, () => {
    const parsed = parseAxis(text);
    assert.match("problem" in parsed ? parsed.problem : "", problem);
  });
}
