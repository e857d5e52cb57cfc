import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { distanceFromAlias, gridSizes, logSizes, roundsOver } from "../../src/sweep/sizes";

describe("logSizes", () => {
  it("gives whole sizes in ascending order, with both ends, the same for the same seed", () => {
    const range = fc.record({ from: fc.integer({ min: 1, max: 1e6 }), factor: fc.integer({ min: 1, max: 10_000 }), seed: fc.integer() });
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 20 }), ({ from, factor, seed }, count) => {
        const sizes = logSizes(from, from * factor, count, seed);
        assert.deepEqual(sizes, logSizes(from, from * factor, count, seed));
        assert.equal(sizes[0], from);
        assert.equal(sizes.at(-1), from * factor);
        assert.ok(sizes.length <= count && sizes.every(Number.isInteger));
        assert.ok(sizes.every((size, index) => index === 0 || size > sizes[index - 1]!));
      }),
    );
  });

  it("has no neighbours at which a staircase looks straight", () => {
    for (let seed = 0; seed < 50; seed++) {
      const sizes = logSizes(1000, 1000 * 2 ** 10, 11, seed);
      assert.equal(sizes.length, 11);
      const distances = sizes.slice(1).map((size, index) => distanceFromAlias(size / sizes[index]!));
      assert.ok(Math.min(...distances) > 0.3, `${sizes.join(" ")}: ${Math.min(...distances)}`);
    }
  });

  it("gives fewer where there are not so many", () => {
    assert.deepEqual(logSizes(1, 3, 9), [1, 2, 3]);
    assert.deepEqual(logSizes(7, 7, 1), [7]);
  });

  it("refuses what is no range", () => {
    for (const [from, to, count] of [
      [0, 10, 3],
      [10, 1, 3],
      [1.5, 10, 3],
      [1, 10, 1],
      [1, NaN, 3],
    ] as const) {
      assert.throws(() => logSizes(from, to, count), RangeError);
    }
  });
});

describe("orders", () => {
  it("combines two variables, the first varying fastest", () => {
    assert.deepEqual(gridSizes([1, 2], [10, 20]), [
      [1, 10],
      [2, 10],
      [1, 20],
      [2, 20],
    ]);
  });

  it("goes over all sizes before it repeats one", () => {
    assert.deepEqual(roundsOver([30, 10, 20, 10], 2), [10, 20, 30, 10, 20, 30]);
  });
});
