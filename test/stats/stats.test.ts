import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { mean, populationDeviation, sampleDeviation } from "../../src/stats/moments";
import { perLoopStatistics } from "../../src/stats/per-loop";
import { median, quantile } from "../../src/stats/quantile";
import { type NonEmpty, sort } from "../../src/stats/sample";
import { studentT } from "../../src/stats/student-t";

const anyValues = fc
  .tuple(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true })))
  .map(([first, rest]): NonEmpty => [first, ...rest]);

function near(actual: number | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

describe("moments", () => {
  it("gives exact values", () => {
    assert.equal(mean([2, 4, 4, 4, 5, 5, 7, 9]), 5);
    assert.equal(populationDeviation([2, 4, 4, 4, 5, 5, 7, 9]), 2);
    near(sampleDeviation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7));
  });

  it("knows one value, and zero", () => {
    assert.equal(mean([0]), 0);
    assert.equal(populationDeviation([0]), 0);
    assert.equal(sampleDeviation([3]), undefined);
  });

  it("keeps a small spread beside a large mean", () => {
    assert.equal(populationDeviation([1e15, 1e15 + 2]), 1);
  });
});

describe("quantile", () => {
  it("interpolates as R's default type 7", () => {
    const sample = sort([10, 1, 3, 2]);
    assert.deepEqual(
      [0, 0.25, 0.5, 0.75, 1].map((p) => quantile(sample, p)),
      [1, 1.75, 2.5, 4.75, 10],
    );
    near(quantile(sample, 0.99), 9.79);
  });

  it("of one value is that value", () => {
    assert.deepEqual(
      [0, 0.5, 0.99, 1].map((p) => quantile(sort([0]), p)),
      [0, 0, 0, 0],
    );
  });

  it("refuses a share outside 0 to 1", () => {
    assert.throws(() => quantile(sort([1]), 1.1), RangeError);
    assert.throws(() => quantile(sort([1]), NaN), RangeError);
  });

  it("lies within the sample, grows with its share, and leaves the input as it was", () => {
    fc.assert(
      fc.property(anyValues, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (values, p, q) => {
        const before = [...values];
        const sample = sort(values);
        assert.deepEqual(values, before);
        const low = quantile(sample, Math.min(p, q));
        const high = quantile(sample, Math.max(p, q));
        assert.ok(low >= Math.min(...values) && high <= Math.max(...values) && low <= high + 1e-3);
        assert.ok(median(sample) >= quantile(sample, 0) && median(sample) <= quantile(sample, 1));
      }),
    );
  });
});

describe("studentT", () => {
  // R 4: qt(0.975, df), to 15 digits.
  const TABLE: readonly (readonly [number, number])[] = [
    [1, 12.7062047361747],
    [2, 4.30265272974946],
    [3, 3.18244630528371],
    [4, 2.77644510519779],
    [5, 2.57058183563631],
    [6, 2.44691185114497],
    [9, 2.2621571627982],
    [10, 2.22813885198627],
    [29, 2.0452296421327],
    [30, 2.04227245630124],
    [99, 1.98421695158642],
    [1000, 1.96233908082641],
  ];

  for (const [degrees, expected] of TABLE) {
    it(`is right for ${degrees} degrees of freedom`, () => {
      near(studentT(degrees, 0.95), expected, 1e-12);
    });
  }

  it("refuses what has no meaning", () => {
    for (const degrees of [0, 1.5, NaN, -1]) assert.throws(() => studentT(degrees, 0.95), RangeError);
    for (const confidence of [0, 1, NaN]) assert.throws(() => studentT(3, confidence), RangeError);
  });
});

describe("perLoopStatistics", () => {
  it("of two repeats", () => {
    const { ciLowNs, ciHighNs, ...rest } = perLoopStatistics([200, 400], 100);
    assert.deepEqual(rest, { meanNs: 3, stdevNs: 1, bestNs: 2, worstNs: 4, medianNs: 3, p75Ns: 3.5, p99Ns: 3.98 });
    assert.equal(ciLowNs, 0, "3 - 12.7 is below 0, which no duration is");
    near(ciHighNs, 3 + 12.7062047361747, 1e-12);
  });

  it("of one repeat has no interval", () => {
    assert.deepEqual(perLoopStatistics([700], 7), {
      meanNs: 100,
      stdevNs: 0,
      bestNs: 100,
      worstNs: 100,
      medianNs: 100,
      p75Ns: 100,
      p99Ns: 100,
    });
  });

  it("of a repeat that took no time at all", () => {
    const statistics = perLoopStatistics([0], 1_000_000);
    assert.deepEqual([...new Set(Object.values(statistics))], [0]);
  });

  it("has an interval around the mean that narrows with more repeats", () => {
    const few = perLoopStatistics([100, 102, 98], 1);
    const many = perLoopStatistics([100, 102, 98, 100, 102, 98, 100, 102, 98], 1);
    near(few.ciLowNs, 100 - (4.30265272974946 * 2) / Math.sqrt(3));
    near(few.ciHighNs, 100 + (4.30265272974946 * 2) / Math.sqrt(3));
    assert.ok((many.ciHighNs ?? NaN) - (many.ciLowNs ?? NaN) < (few.ciHighNs ?? NaN) - (few.ciLowNs ?? NaN));
  });
});
