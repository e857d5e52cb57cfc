import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { GraphAnswer, VariableRow } from "../../src/model/heap-graph";
import type { HeapResult } from "../../src/model/result";
import { runNotebook } from "./run-notebook";

/** The prose of the notebook says these things of its figures. */
describe("notebooks/heap.ipynb", () => {
  let results: ReadonlyMap<string, HeapResult>;

  before(() => {
    results = runNotebook("heap.ipynb").results as ReadonlyMap<string, HeapResult>;
  });

  it("counts 90,000 complex numbers, with their coordinates in boxes", () => {
    const rows = new Map(results.get("grid")!.partition!.rows.map((row) => [row.kind, row]));
    assert.equal(rows.get("Complex")?.count, 90_000);
    assert.ok(rows.get("number (boxed)")!.count >= 90_000);
    assert.ok(rows.has("array storage"));
  });

  it("shows 10,000 numbers as 78.1 KiB outside of the heap, and as many objects as several times that", () => {
    const changes = new Map(results.get("diff")!.diff!.rows.map((row) => [row.kind, row]));
    assert.equal(changes.get("ArrayBuffer (outside the heap)")?.bytesChange, 80_000);
    assert.equal(changes.get("Complex")?.countChange, 10_000);
    assert.ok(changes.get("Complex")!.bytesChange + changes.get("number (boxed)")!.bytesChange > 4 * 80_000);
  });

  it("tells what the variables hold", () => {
    const { rows } = answer("sizes", "variables") as { rows: readonly VariableRow[] };
    const row = (name: string): VariableRow => rows.find((one) => one.name === name)!;
    for (const name of ["nothing", "three"]) assert.equal(row(name).retainedBytes, 0);
    assert.ok(row("generator").retainedBytes < 10_000);
    assert.ok(Math.abs(row("doubled").retainedBytes - 800_000) < 1000);
  });

  it("tells that the cache keeps the sessions alive", () => {
    const { groups } = answer("paths", "paths") as Extract<GraphAnswer, { kind: "paths" }>;
    assert.deepEqual(groups[0]?.path.root, { kind: "variable", name: "cache", cell: 8 });
    assert.equal(groups[0]?.count, 997);
  });

  function answer(cell: string, kind: GraphAnswer["kind"]): GraphAnswer {
    const found = results.get(cell)?.graph?.answers.find((one) => one.kind === kind);
    assert.ok(found, `the cell ${cell} has no answer of kind ${kind}`);
    return found;
  }
});
