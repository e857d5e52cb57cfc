import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bestSize } from "../../src/sweep/best";
import { compareSweeps } from "../../src/sweep/compare";
import { departureFrom } from "../../src/sweep/expected";
import { MEMORY } from "../../src/sweep/quantity";
import type { Point } from "../../src/sweep/series";

const MIB = 2 ** 20;

/** Three runs of each size, of which the value is known. */
function runsOf(values: Readonly<Record<number, number>>, spread = 0.01): readonly Point[] {
  return [1 - spread, 1 + spread, 1].flatMap((factor) =>
    Object.entries(values).map(([size, value]) => ({ size: Number(size), value: value * factor })),
  );
}

describe("best size", () => {
  const times = runsOf({ 1000: 300, 10_000: 140, 27_000: 122, 96_000: 120, 180_000: 124, 1_000_000: 213 });
  const peaks = runsOf({ 1000: 8, 10_000: 9, 27_000: 14, 96_000: 24, 180_000: 40, 1_000_000: 72 }, 0);

  it("is the smallest that is as fast as the fastest, told with the fastest and the range of equals", () => {
    assert.deepEqual(bestSize({ times, peaks, work: "whole" }), {
      work: "whole",
      value: 27_000,
      ns: 122,
      bytes: 14,
      fastest: { value: 96_000, ns: 120, bytes: 24 },
      equalFrom: 27_000,
      equalTo: 180_000,
    });
  });

  it("stays inside the budget", () => {
    const best = bestSize({ times, peaks, work: "whole", largest: 20_000 });
    assert.deepEqual([best?.value, best?.fastest.value], [10_000, 10_000]);
    assert.equal(bestSize({ times, work: "whole", largest: 10 }), undefined);
  });

  it("divides by the size where a run is one piece", () => {
    const best = bestSize({ times: runsOf({ 10: 100, 100: 500, 1000: 4800, 10_000: 60_000 }), work: "piece" });
    assert.deepEqual([best?.value, best?.ns, best?.fastest.value, best?.equalTo], [100, 5, 1000, 1000]);
  });

  it("calls more sizes equal where times are noisy, but not those that are slower by half", () => {
    const noisy = bestSize({ times: runsOf({ 10: 150, 100: 120, 1000: 100, 10_000: 190 }, 0.2), work: "whole" });
    assert.deepEqual([noisy?.equalFrom, noisy?.equalTo], [10, 1000]);
  });
});

describe("expected line", () => {
  const expected = (size: number): number => 8 * size;

  it("is met within the tolerance", () => {
    const points = runsOf({ 1e6: 8.3e6, 1e7: 8.2e7, 1e8: 8.1e8 }, 0);
    const departure = departureFrom(expected, points, MEMORY)!;
    assert.deepEqual(
      departure.sizes.map(({ verdict }) => verdict),
      ["as-expected", "as-expected", "as-expected"],
    );
    assert.equal(departure.from, undefined);
    assert.ok(Math.abs(departure.ratioAtEnd - 1.0125) < 1e-9);
  });

  it("is departed from where it stays away", () => {
    const points = runsOf({ 1e6: 20 * MIB, 1e7: 8e7, 2e7: 3e8, 1e8: 16e8 });
    const departure = departureFrom(expected, points, MEMORY)!;
    assert.deepEqual(
      departure.sizes.map(({ verdict }) => verdict),
      ["more", "as-expected", "more", "more"],
    );
    assert.equal(departure.from, 2e7);
  });

  it("knows less from more", () => {
    const departure = departureFrom(expected, runsOf({ 1e6: 8e6, 1e7: 4e7 }), MEMORY)!;
    assert.deepEqual([departure.from, departure.sizes[1]?.verdict], [1e7, "less"]);
    assert.equal(departureFrom(expected, [], MEMORY), undefined);
  });
});

describe("comparison", () => {
  const NEXT_TO_NO_NOISE = { absoluteNoise: 0.01 };

  it("gives the ratio at each common size, and over all", () => {
    const { sizes, overall } = compareSweeps(
      runsOf({ 10: 200, 100: 2100, 1000: 19_000, 5: 1 }),
      runsOf({ 10: 100, 100: 1000, 1000: 10_000, 7: 1 }, 0.02),
      NEXT_TO_NO_NOISE,
    );
    assert.deepEqual(
      sizes.map(({ size }) => size),
      [10, 100, 1000],
    );
    assert.ok(Math.abs(sizes[0]!.value - 2) < 0.01 && sizes[0]!.low! < 2 && sizes[0]!.high! > 2);
    assert.ok(Math.abs(overall!.value - 2) < 0.01 && overall!.low! > 1.7 && overall!.high! < 2.3);
  });

  it("has no interval for single runs, and nothing for no common size", () => {
    const one = compareSweeps([{ size: 1, value: 3 }], [{ size: 1, value: 2 }], NEXT_TO_NO_NOISE);
    assert.deepEqual(one, { sizes: [{ size: 1, value: 1.5 }], overall: { value: 1.5 } });
    assert.deepEqual(compareSweeps([{ size: 1, value: 3 }], [{ size: 2, value: 2 }], NEXT_TO_NO_NOISE), { sizes: [] });
  });

  it("leaves out what is hardly more than noise", () => {
    const [first, second] = [runsOf({ 10: 300, 1000: 30_000 }), runsOf({ 10: 100, 1000: 20_000 })];
    const { sizes } = compareSweeps(first, second, { absoluteNoise: 100 });
    assert.deepEqual(
      sizes.map(({ size }) => size),
      [1000],
    );
  });
});
