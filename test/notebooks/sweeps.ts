import assert from "node:assert/strict";
import type { MemoryLaw } from "../../src/model/sweep";
import type { SweepResult } from "../../src/model/sweep-result";
import type { NotebookRun } from "./run-notebook";

/** The sweep that a cell made. */
export function sweepOf({ results }: NotebookRun, cell: string): SweepResult {
  const result = results.get(cell);
  assert.equal(result?.kind, "sweep", `the cell ${cell} made no sweep`);
  return result;
}

/** How memory grew in it. */
export function memoryLawOf(run: NotebookRun, cell: string): MemoryLaw {
  const law = sweepOf(run, cell).memoryLaw;
  assert.ok(law && law.kind !== "slope", `the cell ${cell} found no law`);
  return law;
}

/** The increment at each size, of the run with the highest peak. */
export function incrementsOf(run: NotebookRun, cell: string): readonly number[] {
  return sweepOf(run, cell).points.map(({ result }) => result.incrementBytes!);
}

/** The same at the largest size. */
export function lastIncrementOf(run: NotebookRun, cell: string): number {
  return incrementsOf(run, cell).at(-1)!;
}
