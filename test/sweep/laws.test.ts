import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LawKind } from "../../src/model/sweep";
import { exponentOf, floorOf, mainCoefficient } from "../../src/sweep/coefficient";
import { type Fit, fitLaws } from "../../src/sweep/fit";
import { memoryLawOf, timeLawOf } from "../../src/sweep/law";
import { bandAt, largestWithin, riskAt, upperBoundAt, valueAt } from "../../src/sweep/predict";
import { MEMORY, timeQuantity } from "../../src/sweep/quantity";
import type { Point } from "../../src/sweep/series";
import { logSizes } from "../../src/sweep/sizes";

const MIB = 2 ** 20;
const SIZES = logSizes(1000, 1_000_000, 11);
/** What repeats differ by. */
const SHAKE = [0.02 * MIB, -0.03 * MIB, 0.01 * MIB];

function pointsOf(valueOf: (size: number) => number, sizes: readonly number[] = SIZES): readonly Point[] {
  return SHAKE.flatMap((shake) => sizes.map((size) => ({ size, value: valueOf(size) + shake })));
}

function fitOf(points: readonly Point[]): Fit {
  const fit = fitLaws(points, MEMORY);
  assert.ok(fit);
  return fit;
}

const roomOf = (size: number): number => 2 ** Math.ceil(Math.log2(size));

const LAWS: readonly (readonly [LawKind, (size: number) => number, number])[] = [
  ["constant", () => 5 * MIB, 5 * MIB],
  ["linear", (size) => 2 * MIB + 96 * size, 96],
  ["n-log-n", (size) => 2 * MIB + 10 * size * Math.log2(size), 10],
  ["quadratic", (size) => 2 * MIB + 0.001 * size ** 2, 0.001],
  ["warm-up", (size) => 2 * MIB + 16 * MIB * Math.min(1, size / 40_000) + 96 * size, 96],
  ["staircase", (size) => 2 * MIB + 40 * roomOf(size), 40],
];

describe("laws", () => {
  for (const [kind, valueOf, coefficient] of LAWS) {
    it(`names ${kind} and brackets its coefficient`, () => {
      const fit = fitOf(pointsOf(valueOf));
      assert.equal(fit.best.kind, kind);
      const { value, low, high } = mainCoefficient(fit);
      assert.ok(low <= coefficient && coefficient <= high, `${low} to ${high} does not hold ${coefficient}`);
      assert.ok(low <= value && value <= high);
    });
  }

  it("finds the exponent of a power law", () => {
    const fit = fitOf(pointsOf((size) => 2 * MIB + 3000 * size ** 0.6));
    assert.equal(fit.best.kind, "power");
    const exponent = exponentOf(fit)!;
    assert.ok(exponent.low <= 0.6 && 0.6 <= exponent.high && exponent.high - exponent.low < 0.03);
  });

  it("finds the floor", () => {
    const { low, high } = floorOf(fitOf(pointsOf((size) => 2 * MIB + 96 * size)));
    assert.ok(low <= 2 * MIB && 2 * MIB <= high && high - low < 0.2 * MIB);
  });

  it("is the same for the same points in any order", () => {
    const points = pointsOf((size) => 2 * MIB + 96 * size);
    assert.deepEqual(
      mainCoefficient(fitOf([...points].reverse())).value.toPrecision(9),
      mainCoefficient(fitOf(points)).value.toPrecision(9),
    );
  });

  it("prints more than one law where sizes cannot tell them apart", () => {
    const narrow = logSizes(1_000_000, 3_000_000, 6);
    const fit = fitOf(pointsOf((size) => 2 * MIB + 96 * size, narrow));
    assert.ok(fit.plausible.length > 1);
    assert.ok(fit.plausible.some(({ kind }) => kind === "linear"));
  });

  it("tolerates one repeat that is far off", () => {
    const points = pointsOf((size) => 2 * MIB + 96 * size).map((point, index) =>
      index === 7 ? { ...point, value: 2.5 * point.value } : point,
    );
    const fit = fitOf(points);
    assert.equal(fit.best.kind, "linear");
    assert.equal(fit.outlier, undefined);
    assert.ok(Math.abs(mainCoefficient(fit).value - 96) < 0.5);
  });

  it("leaves out one size that is far off, and says which", () => {
    const odd = SIZES[6]!;
    const fit = fitOf(pointsOf((size) => (2 * MIB + 96 * size) * (size === odd ? 1.8 : 1)));
    assert.equal(fit.best.kind, "linear");
    assert.equal(fit.outlier?.size, odd);
    assert.equal(fit.series.groups.length, SIZES.length - 1);
  });

  it("knows no law of three sizes, only a slope", () => {
    const points = pointsOf((size) => 2 * MIB + 96 * size, [1000, 20_000, 1_000_000]);
    assert.equal(fitLaws(points, MEMORY), undefined);
    const slope = memoryLawOf(points);
    assert.deepEqual([slope?.kind, slope?.from, slope?.to], ["slope", 1000, 1_000_000]);
    assert.ok(Math.abs(slope!.bytesPerUnit - 96) < 0.01);
    assert.equal(memoryLawOf(points.filter(({ size }) => size === 1000)), undefined);
  });

  it("names no law that has more to fit than there are sizes", () => {
    const fit = fitOf(pointsOf((size) => 2 * MIB + 96 * size, logSizes(1000, 1_000_000, 4)));
    assert.ok(fit.plausible.every(({ kind }) => ["constant", "linear", "n-log-n", "quadratic"].includes(kind)));
  });

  it("gives a result with units", () => {
    const law = memoryLawOf(pointsOf((size) => 2 * MIB + 96 * size));
    assert.ok(law?.kind === "linear");
    assert.deepEqual(law.plausible, ["linear"]);
    assert.equal(law.coefficients.length, 2);
    assert.ok(law.r2 > 0.999 && law.low < 96 && law.high > 96 && law.from === 1000 && law.to === 1_000_000);
    const stairs = memoryLawOf(pointsOf((size) => 2 * MIB + 40 * roomOf(size)));
    assert.ok(stairs?.kind === "staircase" && stairs.factor === 2);
  });

  it("fits times, whose noise is a share of them and to one side", () => {
    const factors = [1.02, 1.3, 1, 1.01, 1.15];
    const points = factors.flatMap((factor, round) =>
      SIZES.map((size, index) => ({ size, value: (2e4 + 50 * size) * (index % 5 === round ? factor : 1 + 0.01 * factor) })),
    );
    const law = timeLawOf(points, timeQuantity(1000, "minimum"));
    assert.ok(law?.kind === "linear");
    assert.ok(law.low <= 50.5 && 50 <= law.high && law.nsPerUnit > 49 && law.nsPerUnit < 53, JSON.stringify(law));
  });

  it("sees through what a process has free, which hides the first MiB or so", () => {
    const ripple = (size: number): number => 1 + 0.05 * Math.sin(size);
    const points = pointsOf((size) => Math.max(0, 120 * size * ripple(size) - 1.2 * MIB), logSizes(1000, 1_500_000, 13));
    const law = memoryLawOf(points);
    assert.ok(law?.kind === "linear", JSON.stringify(law));
    assert.ok(law.low < 120 && 120 < law.high && law.high - law.low < 30, JSON.stringify(law));
    assert.equal(law.floorBytes, 0);
    const fit = fitLaws(points, MEMORY)!;
    assert.equal(valueAt(fit.best, 2000), 0);
    assert.deepEqual([bandAt(fit, 2000).low, bandAt(fit, 1e6).low > 90e6], [0, true]);
  });

  it("does not take for nothing what is small where all is small", () => {
    const law = memoryLawOf(pointsOf((size) => 20_000 + 0.1 * size));
    assert.ok(law?.kind === "linear" && Math.abs(law.floorBytes - 20_000) < 5000, JSON.stringify(law));
  });

  it("calls what takes nothing at all constant", () => {
    const law = memoryLawOf([...SIZES, ...SIZES].map((size) => ({ size, value: 0 })));
    assert.ok(law?.kind === "constant");
    assert.deepEqual([law.bytesPerUnit < 1, law.floorBytes < 1, law.low], [true, true, 0]);
  });
});

describe("predictions", () => {
  const fit = fitOf(pointsOf((size) => 2 * MIB + 96 * size));

  it("brackets a new run, the more widely the farther out", () => {
    const truth = 2 * MIB + 96 * 3e6;
    const { low, high } = bandAt(fit, 3e6);
    assert.ok(low < truth && truth < high);
    assert.ok(upperBoundAt(fit, 3e6) > valueAt(fit.best, 3e6) && upperBoundAt(fit, 3e6) < high);
    assert.ok(high / truth > bandAt(fit, 5e5).high / (2 * MIB + 96 * 5e5));
  });

  it("finds the largest size that stays within a limit", () => {
    const size = largestWithin(fit, 100 * MIB, { from: 1000, to: 4e6 })!;
    assert.ok(riskAt(fit, size, 100 * MIB) <= 0.05);
    assert.ok(size < (98 * MIB) / 96 && size > 0.9 * ((98 * MIB) / 96));
    assert.equal(largestWithin(fit, MIB, { from: 1000, to: 4e6 }), undefined);
    assert.equal(largestWithin(fit, 1e6 * MIB, { from: 1000, to: 4e6 }), 4e6);
  });

  it("foresees the jump of a staircase", () => {
    const stairs = fitOf(pointsOf((size) => 2 * MIB + 40 * roomOf(size)));
    assert.ok(upperBoundAt(stairs, 1.2e6) > 80 * MIB, "the room is for 2^21 beyond 2^20");
  });
});
