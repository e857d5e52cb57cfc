import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { risingRoot } from "../../src/stats/root";

describe("the root of a rising function", () => {
  it("is where it crosses zero, whatever its shape", () => {
    const shapes = [(x: number) => x, (x: number) => x ** 3, Math.atan, (x: number) => Math.expm1(20 * x), Math.sign] as const;
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.constantFrom(...shapes), (root, shape) => {
        assert.ok(Math.abs(risingRoot((x) => shape(x - root), 0, 1, 1e-9) - root) <= 2e-9);
      }),
    );
  });

  it("takes no more steps than bisection and one, and far fewer where the function is smooth", () => {
    const stepsFor = (shape: (x: number) => number): number => {
      let steps = 0;
      risingRoot((x) => (steps++, shape(x - 0.3217)), 0, 1, 1e-9);
      return steps;
    };
    const bisection = Math.ceil(Math.log2(1 / 2e-9));
    // Two of them are at the ends.
    assert.ok(stepsFor(Math.sign) <= bisection + 3, String(stepsFor(Math.sign)));
    assert.ok(stepsFor(Math.atan) <= bisection / 2, String(stepsFor(Math.atan)));
  });

  it("ends where numbers are as close as they can be", () => {
    assert.equal(
      risingRoot((x) => x - 1e9, 1e9 - 1, 1e9 + 1, 0),
      1e9,
    );
  });
});
