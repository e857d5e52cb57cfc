import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { MemitResult } from "../../src/model/result";
import { type NotebookRun, runNotebook } from "./run-notebook";
import { lastIncrementOf, sweepOf } from "./sweeps";

const BUDGET = 32 * 2 ** 20;

/** The prose of the notebook says these things of its figures. */
describe("notebooks/chunk-sizes.ipynb", () => {
  let run: NotebookRun;

  before(() => {
    run = runNotebook("chunk-sizes.ipynb");
  });

  it("finds that a row takes many times its length, read whole", () => {
    const [, length, whole] = /^A row has (\d+) bytes; read whole, it takes (\d+)\.\n$/.exec(run.printed("row")) ?? [];
    assert.equal(length, "40");
    assert.ok(Number(whole) > 5 * 40, `${whole} bytes`);
  });

  it("finds that chunks and streams need a small part of that", () => {
    const whole = lastIncrementOf(run, "whole");
    for (const cell of ["chunked", "streamed"]) assert.ok(whole > 3 * lastIncrementOf(run, cell), cell);
  });

  it("finds columns and the table as large as expected, and objects several times so", () => {
    const ratioOf = (cell: string): number => sweepOf(run, cell).expected!.departure.ratioAtEnd;
    for (const cell of ["columns", "table"]) assert.ok(ratioOf(cell) < 2, cell);
    assert.ok(ratioOf("objects") > 3);
    assert.match(run.printed("table"), /origin: 'LAS'/);
  });

  it("finds the largest chunk within the budget, and a best one that is no larger", () => {
    const { largest, best, budget, budgetBytes } = sweepOf(run, "chunk");
    assert.equal(budgetBytes, BUDGET);
    assert.ok(budget?.kind === "found" && budget.runs >= 5 && budget.highest <= BUDGET);
    assert.ok(budget.highest > 20 * budget.value);
    assert.ok(best!.value <= largest! && best!.bytes! <= BUDGET);
    assert.equal(run.printed("answer"), `At most ${largest} bytes in a chunk; the best are ${best!.value}.\n`);
  });

  it("stays within the budget with the best chunk", () => {
    assert.ok((run.results.get("use") as MemitResult).incrementBytes! <= BUDGET);
    assert.equal(run.printed("use"), "most delayed: DFW 76381 minutes\n");
  });

  it("times pieces of four sizes", () => {
    const { of, points } = sweepOf(run, "pieces");
    assert.deepEqual([of, ...points.map(({ value }) => value)], ["timeit", 4e3, 2e4, 1e5, 5e5]);
  });
});
