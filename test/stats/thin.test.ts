import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { thin } from "../../src/stats/thin";

interface Point {
  readonly t: number;
  readonly v: number;
}

const read = { time: (point: Point) => point.t, value: (point: Point) => point.v };

const curves = fc
  .array(fc.record({ step: fc.nat({ max: 1000 }), v: fc.nat({ max: 2 ** 40 }) }), { maxLength: 800 })
  .map((steps) => steps.reduce<Point[]>((points, { step, v }) => [...points, { t: (points.at(-1)?.t ?? 0) + step, v }], []));

describe("thin", () => {
  it("keeps the first, the last and the highest point, and the order of time, within the limit", () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 4, max: 200 }), (points, limit) => {
        const thinned = thin(points, limit, read);
        assert.ok(thinned.length <= limit);
        assert.equal(thinned[0], points[0]);
        assert.equal(thinned.at(-1), points.at(-1));
        assert.equal(Math.max(...thinned.map(read.value)), Math.max(...points.map(read.value)));
        assert.deepEqual(
          thinned.map((point) => points.indexOf(point)),
          thinned.map((point) => points.indexOf(point)).sort((a, b) => a - b),
        );
        assert.equal(new Set(thinned).size, thinned.length, "no point twice");
      }),
      { numRuns: 200 },
    );
  });

  it("returns a curve within the limit as it is", () => {
    fc.assert(fc.property(curves, (points) => assert.equal(thin(points, Math.max(4, points.length), read), points)));
  });

  it("keeps both the spike and the dip of a slice", () => {
    const flat = Array.from({ length: 1000 }, (_, t) => ({ t, v: 100 }));
    const points = flat.with(500, { t: 500, v: 900 }).with(503, { t: 503, v: 1 });
    const kept = thin(points, 20, read);
    assert.ok(kept.some((point) => point.t === 500 && point.v === 900));
    assert.ok(kept.some((point) => point.t === 503 && point.v === 1));
  });

  it("spends its points evenly over time, not over samples", () => {
    const dense = Array.from({ length: 900 }, (_, i) => ({ t: i, v: i % 2 }));
    const sparse = Array.from({ length: 100 }, (_, i) => ({ t: 1000 + i * 90, v: i % 2 }));
    const kept = thin([...dense, ...sparse], 42, read);
    assert.ok(kept.filter((point) => point.t >= 1000).length >= 34);
  });

  it("refuses a limit that leaves no room for the peak", () => {
    assert.throws(() => thin([], 3, read), new RangeError("A curve cannot be thinned to 3 points: ask for 4 or more."));
  });
});
