import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { histogramOf } from "../../src/stats/histogram";
import { meanInterval, relativeHalfWidth } from "../../src/stats/interval";
import { pairedRatio } from "../../src/stats/ratio";
import { type NonEmpty, sort } from "../../src/stats/sample";
import { trendOf } from "../../src/stats/trend";

const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe("meanInterval", () => {
  it("is Student's", () => {
    // R: t.test(c(1, 2, 3, 4, 5))$conf.int
    const interval = meanInterval([1, 2, 3, 4, 5]);
    assert.ok(interval && Math.abs(interval.low - 1.036757) < 1e-6 && Math.abs(interval.high - 4.963243) < 1e-6);
    assert.ok(Math.abs((relativeHalfWidth([1, 2, 3, 4, 5]) ?? NaN) - 1.963243 / 3) < 1e-6);
  });

  it("does not exist for one value", () => {
    assert.equal(meanInterval([1]), undefined);
    assert.equal(relativeHalfWidth([1]), undefined);
  });
});

describe("pairedRatio", () => {
  it("is exact where each pair has the same ratio, whatever slowed both down", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 2, maxLength: 20 }), fc.double({ min: 0.1, max: 10, noNaN: true }), (values, factor) => {
        const ratio = pairedRatio(values.map((value) => value * factor) as unknown as NonEmpty, values as unknown as NonEmpty);
        assert.ok(ratio && Math.abs(ratio.value / factor - 1) < 1e-9);
        assert.ok(ratio.low !== undefined && ratio.high !== undefined && ratio.low <= ratio.value && ratio.value <= ratio.high);
      }),
    );
  });

  it("has no interval for one pair, and no value for a time of zero", () => {
    assert.deepEqual(pairedRatio([2], [1]), { value: 2 });
    assert.equal(pairedRatio([2, 2], [1, 0]), undefined);
    assert.equal(pairedRatio([0, 2], [1, 1]), undefined);
  });
});

describe("trendOf", () => {
  it("sees what falls and what rises, and one outlier as neither", () => {
    const falling = Array.from({ length: 20 }, (_, i) => 100 - i);
    assert.ok((trendOf(falling)?.z ?? 0) < -5);
    assert.ok((trendOf([...falling].reverse())?.z ?? 0) > 5);
    const outlier = [500, ...Array.from({ length: 19 }, (_, i) => 100 + (i % 3))];
    assert.ok(Math.abs(trendOf(outlier)?.z ?? NaN) < 3);
  });

  it("gives the ratio of the last third to the first", () => {
    assert.equal(trendOf([4, 4, 3, 3, 2, 2])?.ratio, 0.5);
    assert.equal(trendOf([0, 0, 1, 1, 2, 2])?.ratio, 1);
  });

  it("says nothing of a few values, and takes very many", () => {
    assert.equal(trendOf([1, 2, 3, 4, 5]), undefined);
    const many = Array.from({ length: 100_000 }, (_, i) => 100_000 - i);
    assert.ok((trendOf(many)?.z ?? 0) < -20);
  });
});

describe("histogramOf", () => {
  it("counts every value once, in no more ranges than it may", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (values, most) => {
        const histogram = histogramOf(sort(values as unknown as NonEmpty), most);
        if (Math.max(...values) === Math.min(...values)) return assert.equal(histogram, undefined);
        assert.ok(histogram && histogram.counts.length >= 2 && histogram.counts.length <= most);
        assert.equal(
          histogram.counts.reduce((sum, count) => sum + count, 0),
          values.length,
        );
        assert.ok(histogram.counts[0]! > 0 && histogram.counts.at(-1)! > 0);
      }),
    );
  });
});
