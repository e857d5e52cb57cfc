import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { linearScale, ticks } from "../../src/render/scale";

test("a scale maps its ends to the ends of the paper", () => {
  const scale = linearScale(10, 20, 100, 0);
  assert.deepEqual(
    [10, 15, 20].map((value) => scale.at(value)),
    [100, 50, 0],
  );
});

test("an empty range can be drawn", () => {
  assert.equal(linearScale(5, 5, 0, 100).at(5), 0);
});

test("ticks are round numbers of the unit", () => {
  assert.deepEqual(ticks(linearScale(0, 312e6, 0, 1), 1e6, 5), [0, 100e6, 200e6, 300e6]);
  assert.deepEqual(ticks(linearScale(60, 270, 0, 1), 1, 4), [100, 200]);
});

test("there are never more ticks than asked for and one, and all lie on the scale", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e12, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e12, noNaN: true }),
      fc.integer({ min: 2, max: 10 }),
      (low, span, most) => {
        const scale = linearScale(low, low + span, 0, 1);
        const values = ticks(scale, 1, most);
        assert.ok(values.length <= most + 1);
        const slack = span * 1e-6 + scale.high * 4 * Number.EPSILON;
        for (const value of values) assert.ok(value >= scale.low - slack && value <= scale.high + slack);
      },
    ),
  );
});
