import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LargestFound, SweepLargest } from "../../src/model/sweep";
import { type BudgetSearch, nextBudgetRun } from "../../src/sweep/budget";
import { MEMORY, timeQuantity } from "../../src/sweep/quantity";
import type { Point } from "../../src/sweep/series";
import { logSizes } from "../../src/sweep/sizes";
import { ours } from "./synthetic";

const MIB = 2 ** 20;

type Measure = (size: number) => number | undefined;

interface Searched {
  readonly largest: SweepLargest;
  readonly verified: readonly Point[];
}

function search(measure: Measure, limit: number, options: Partial<BudgetSearch> = {}): Searched {
  const sizes = logSizes(1000, 500_000, 9);
  const swept = [...sizes, ...sizes].map((size) => ({ size, value: measure(size)! }));
  return searchOn(swept, measure, limit, options);
}

function searchOn(swept: readonly Point[], measure: Measure, limit: number, options: Partial<BudgetSearch> = {}): Searched {
  const verified: Point[] = [];
  const died: number[] = [];
  for (let run = 0; run < 80; run++) {
    const step = nextBudgetRun({ quantity: MEMORY, limit, swept, verified, died, ...options });
    if (step.kind === "done") return { largest: step.largest, verified };
    const value = measure(step.size);
    if (value === undefined) died.push(step.size);
    else verified.push({ size: step.size, value });
  }
  throw new Error("it goes on and on");
}

function found({ largest }: Searched): LargestFound {
  assert.ok(largest.kind === "found", JSON.stringify(largest));
  return largest;
}

const linear: Measure = (size) => 2 * MIB + 96 * size;

describe("budget", () => {
  it("finds the largest size within, between those measured, and confirms it", () => {
    const largest = found(search(linear, 30 * MIB));
    assert.ok(largest.value < (28 * MIB) / 96 && largest.fill > 0.86 && largest.highest <= 30 * MIB);
    assert.equal(largest.runs, 5);
    assert.ok(largest.confidence! >= 0.95);
    assert.equal(largest.extrapolation, undefined);
  });

  it("says by how much it went beyond the sweep", () => {
    const largest = found(search(linear, 100 * MIB));
    assert.ok(largest.extrapolation! > 1.8 && largest.extrapolation! < 2.2);
    assert.ok(largest.fill > 0.86);
  });

  it("goes no farther than four times the sweep, the range, or what the machine has", () => {
    const reached = found(search(linear, 1e4 * MIB));
    assert.deepEqual([reached.value, reached.endedBy], [2_000_000, "reach"]);
    const whole = found(search(linear, 1e4 * MIB, { most: 600_000 }));
    assert.deepEqual([whole.value, whole.endedBy], [600_000, "range"]);
    const capped = found(search(linear, 1e4 * MIB, { cap: 60 * MIB }));
    assert.equal(capped.endedBy, "cap");
    assert.ok(capped.highest <= 60 * MIB && capped.highest > 0.8 * 60 * MIB);
  });

  it("narrows the bracket where memory jumps, and tells the jump", () => {
    const stairs: Measure = (size) => 2 * MIB + 40 * 2 ** Math.ceil(Math.log2(size));
    const largest = found(search(stairs, 30 * MIB));
    assert.ok(largest.value <= 2 ** 19 && largest.highest <= 30 * MIB);
    assert.ok(largest.jump);
    const { from, to, before, after } = largest.jump;
    assert.ok(from <= 2 ** 19 && to > 2 ** 19 && after > 1.5 * before, JSON.stringify(largest));
  });

  it("steps down when a later run is over", () => {
    let runs = 0;
    const moody: Measure = (size) => linear(size)! * (runs++ === 21 ? 1.15 : 1);
    const searched = search(moody, 30 * MIB);
    const largest = found(searched);
    assert.ok(searched.verified.some(({ value }) => value > 30 * MIB));
    assert.ok(largest.over!.value > largest.value && largest.highest <= 30 * MIB);
    assert.equal(largest.runs, 5);
  });

  it("takes a run that died as an upper bracket", () => {
    const swept = logSizes(1000, 150_000, 9).map((size) => ({ size, value: linear(size)! }));
    const searched = searchOn(swept, (size) => (size > 200_000 ? undefined : linear(size)), 30 * MIB);
    const largest = found(searched);
    assert.ok(largest.value <= 200_000 && largest.over!.value > 200_000);
    assert.equal(largest.over!.amount, undefined);
    assert.ok(largest.over!.value / largest.value < 1.15);
  });

  it("says that nothing is within", () => {
    const { largest } = search((size) => 64 * MIB + size, 10 * MIB);
    assert.ok(largest.kind === "none" && largest.over.value < 1000);
  });

  it("works with too few sizes for a law", () => {
    const swept = [1000, 10_000].map((size) => ({ size, value: linear(size)! }));
    const largest = found(searchOn(swept, linear, 4 * MIB));
    assert.ok(largest.value > 10_000 && largest.highest <= 4 * MIB && largest.confidence === undefined);
  });

  it("works for a time", () => {
    let round = 0;
    const time: Measure = (size) => (1e5 + 200 * size) * (1 + 0.01 * (round++ % 4));
    const largest = found(search(time, 60e6, { quantity: timeQuantity(1e4) }));
    assert.equal(largest.unit, "ns");
    assert.ok(largest.fill <= 1 && largest.fill > 0.8, JSON.stringify(largest));
  });

  it("answers on series of all laws", () => {
    for (let seed = 31_337; seed < 31_344; seed++) {
      const series = ours(seed, { sizes: 9 });
      const limit = series.kind === "constant" ? 2 * series.valueAt(1) : series.valueAt(series.to * 0.7);
      const largest = found(searchOn(series.points, series.measure, limit));
      const isBracketed = largest.over !== undefined && largest.over.value / largest.value < 1.09;
      assert.ok(largest.highest <= limit, `${series.kind}: ${JSON.stringify(largest)}`);
      assert.ok(largest.fill > 0.85 || isBracketed || largest.endedBy !== undefined, `${series.kind}: ${JSON.stringify(largest)}`);
    }
  });
});
