import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type NotebookRun, runNotebook } from "./run-notebook";
import { incrementsOf, lastIncrementOf, memoryLawOf, sweepOf } from "./sweeps";

/** The prose of the notebook says these things of its figures. */
describe("notebooks/array-length.ipynb", () => {
  let run: NotebookRun;

  before(() => {
    run = runNotebook("array-length.ipynb");
  });

  for (const cell of ["doubles", "binary", "mapped"]) {
    it(`finds 8 bytes for each number in ${cell}`, () => {
      const { kind, bytesPerUnit } = memoryLawOf(run, cell);
      assert.equal(kind, "linear");
      assert.ok(Math.abs(bytesPerUnit - 8) < 0.08, `${bytesPerUnit} bytes`);
      assert.equal(sweepOf(run, cell).expected?.departure.from, undefined);
    });
  }

  it("finds nothing for memory that was never written to", () => {
    assert.ok(lastIncrementOf(run, "untouched") < 200_000);
    assert.ok(sweepOf(run, "untouched").expected!.departure.ratioAtEnd < 0.01);
  });

  it("finds several times as much, in steps, for an array that grows", () => {
    const { departure } = sweepOf(run, "pushed").expected!;
    assert.ok(departure.from !== undefined && departure.ratioAtEnd > 2);
    assert.ok(memoryLawOf(run, "pushed").plausible.includes("staircase"));
  });

  it("reads the same numbers from both files, and needs far more for text", () => {
    assert.equal(run.printed("write"), "true\n");
    assert.match(run.printed("times"), /^As text a number takes (?:[5-9]|\d\d) times as much\.\n$/);
  });

  it("stays flat in anonymous memory", () => {
    const { plausible } = memoryLawOf(run, "anonymous");
    assert.ok(plausible.includes("constant"));
    assert.ok(Math.max(...incrementsOf(run, "anonymous")) < 1_000_000);
  });
});
