import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type NotebookRun, runNotebook } from "./run-notebook";
import { incrementsOf, memoryLawOf, sweepOf } from "./sweeps";

/** The prose of the notebook says these things of its figures. */
describe("notebooks/compare.ipynb", () => {
  let run: NotebookRun;

  before(() => {
    run = runNotebook("compare.ipynb");
  });

  it("always draws the same page", () => {
    assert.equal(run.printed("ways-code"), "292236 windows, 61313 patterns\n");
  });

  it("finds 49 bytes for each pixel in the array", () => {
    const { bytesPerUnit } = memoryLawOf(run, "array");
    assert.ok(bytesPerUnit > 45 && bytesPerUnit < 50, `${bytesPerUnit} bytes`);
    assert.equal(sweepOf(run, "array").expected?.departure.from, undefined);
  });

  it("finds the array several times as large on pages of all sizes", () => {
    const { sizes, overall } = sweepOf(run, "array").comparison!.memory!;
    assert.equal(sizes.length, 5);
    for (const { size, value } of sizes) assert.ok(value > 2 && value < 6, `${value} times at ${size} pixels`);
    assert.ok(overall!.low! > 1.5 && overall!.low! < overall!.value && overall!.value < overall!.high!);
    assert.match(run.printed("ratio"), /^The array takes [2-5]\.\d times as much memory \(\d\.\d to \d\.\d\)\.\n$/);
  });

  it("finds the dictionary the larger one where there is much noise", () => {
    const increments = incrementsOf(run, "specks-array");
    assert.ok(Math.max(...increments) < 1.05 * Math.min(...increments));
    const { sizes, overall } = sweepOf(run, "specks-array").comparison!.memory!;
    assert.ok(sizes[0]!.value > 5);
    assert.ok(sizes.at(-1)!.value < 0.7);
    assert.ok(overall!.low! < 1 && overall!.high! > 1);
  });
});
