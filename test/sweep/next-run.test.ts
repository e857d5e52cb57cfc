import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { familyOf } from "../../src/sweep/form";
import { fitLaws } from "../../src/sweep/fit";
import { type Done, type Plan, type Sweep, nextRun } from "../../src/sweep/next-run";
import { MEMORY } from "../../src/sweep/quantity";
import type { Point } from "../../src/sweep/series";
import { gaussian } from "./synthetic";

const MIB = 2 ** 20;
const CHOSEN: Plan = { kind: "chosen", from: 1000, to: 1_000_000, most: 13, repeats: 2 };

interface Told {
  readonly points: readonly Point[];
  readonly died: readonly number[];
  readonly done: Done;
}

/** Does what it is told; `measure` gives undefined for a run that dies. */
function follow(plan: Plan, measure: (size: number) => number | undefined, limits: Partial<Sweep> = {}): Told {
  const points: Point[] = [];
  const died: number[] = [];
  for (let run = 0; run < 100; run++) {
    const step = nextRun({ plan, points, died, quantity: MEMORY, ...limits });
    if (step.kind === "done") return { points, died, done: step };
    const value = measure(step.size);
    if (value === undefined) died.push(step.size);
    else points.push({ size: step.size, value });
  }
  throw new Error("it goes on and on");
}

const linear = (size: number): number => 2 * MIB + 96 * size;

describe("sizes that are chosen", () => {
  it("goes up first, then has a second round, then settles", () => {
    const { points, done } = follow(CHOSEN, linear);
    const sizes = points.map(({ size }) => size);
    assert.equal(sizes[0], 1000);
    assert.equal(sizes[5], 1_000_000);
    assert.deepEqual(
      [...sizes.slice(0, 6)].sort((a, b) => a - b),
      sizes.slice(0, 6),
    );
    assert.deepEqual(sizes.slice(6, 11), sizes.slice(0, 5));
    assert.deepEqual(done, { kind: "done", reason: "settled" });
    assert.ok(new Set(sizes).size >= 7 && new Set(sizes).size <= 9);
  });

  it("does not run a size twice in a row while there is another one", () => {
    const sizes = follow(CHOSEN, (size) => linear(size) * (1 + 0.05 * Math.sin(size))).points.map(({ size }) => size);
    const inRow = sizes.filter((size, index) => size === sizes[index - 1]).length;
    assert.ok(inRow <= 1, sizes.join(" "));
  });

  it("asks for a third run where two differ", () => {
    let runs = 0;
    const { points } = follow(CHOSEN, (size) => linear(size) * (runs++ === 8 ? 1.5 : 1));
    const odd = points[8]!.size;
    assert.equal(points.filter(({ size }) => size === odd).length, 3);
  });

  it("does not go where the cap may be exceeded", () => {
    const cap = 60 * MIB;
    const { points, done } = follow(CHOSEN, linear, { cap });
    assert.ok(points.every(({ value }) => value <= cap));
    assert.equal(done.refusal?.kind, "over-cap");
    assert.ok(Math.max(...points.map(({ value }) => value)) > 0.4 * cap);
  });

  it("takes a size that died as a bound, and goes on below it", () => {
    const { points, died, done } = follow(CHOSEN, (size) => (size > 300_000 ? undefined : linear(size)));
    assert.ok(died.length > 0 && died.every((size) => size > 300_000));
    assert.equal(done.refusal?.kind, "died");
    assert.ok(Math.max(...points.map(({ size }) => size)) > 200_000);
    assert.equal(done.reason, "settled");
  });

  it("ends where the first size dies", () => {
    const { done } = follow(CHOSEN, () => undefined);
    assert.deepEqual(done, { kind: "done", reason: "no-sizes-left", refusal: { kind: "died", size: 1000 } });
  });

  it("ends where whole numbers are used up", () => {
    const { points, done } = follow({ ...CHOSEN, from: 1, to: 4 }, (size) => size * MIB);
    assert.deepEqual(
      [...new Set(points.map(({ size }) => size))].sort((a, b) => a - b),
      [1, 2, 3, 4],
    );
    assert.ok(["no-sizes-left", "settled"].includes(done.reason));
  });

  it("finds the law with few runs", () => {
    const series = Array.from({ length: 12 }, (_, index) => gaussian(900_100 + index, {}));
    const told = series.map(({ from, to, measure }) => follow({ ...CHOSEN, from, to }, measure));
    const right = told.filter(({ points }, index) => {
      const fit = fitLaws(points, MEMORY);
      return fit?.plausible.some(({ kind }) => familyOf(kind) === familyOf(series[index]!.kind));
    });
    assert.ok(right.length >= 11, `${right.length} of 12`);
    const runs = told.reduce((sum, { points }) => sum + points.length, 0) / 12;
    assert.ok(runs < 26, `${runs} runs`);
  });
});

describe("sizes that are listed", () => {
  const LISTED: Plan = { kind: "listed", sizes: [20_000, 1000, 10_000], repeats: 2 };

  it("goes round by round", () => {
    const { points, done } = follow(LISTED, linear);
    assert.deepEqual(
      points.map(({ size }) => size),
      [1000, 10_000, 20_000, 1000, 10_000, 20_000],
    );
    assert.deepEqual(done, { kind: "done", reason: "listed" });
  });

  it("measures sizes on the way where a step is large, and leaves out what is too much", () => {
    const { points, done } = follow({ ...LISTED, sizes: [1000, 1_000_000] }, linear, { cap: 50 * MIB });
    const sizes = points.map(({ size }) => size);
    assert.ok(sizes.length > 3 && !sizes.includes(1_000_000));
    assert.ok(points.every(({ value }) => value <= 50 * MIB));
    assert.deepEqual(done.refusal, { kind: "over-cap", size: 1_000_000 });
  });

  it("leaves out sizes above one that died", () => {
    const { points, died, done } = follow({ ...LISTED, repeats: 1 }, (size) => (size > 5000 ? undefined : linear(size)));
    assert.deepEqual([points.length, died], [1, [10_000]]);
    assert.deepEqual(done.refusal, { kind: "died", size: 10_000 });
  });
});
