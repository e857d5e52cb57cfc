import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { GraphAnswer, VariableRow } from "../../src/model/heap-graph";
import type { HeapResult } from "../../src/model/result";

const NOTEBOOK = resolve(__dirname, "../../../notebooks/heap.ipynb");

const MAIN = resolve(__dirname, "../../src/cli/main.js");

/** The prose of the notebook says these things of its figures. */
describe("notebooks/heap.ipynb", () => {
  let folder: string;
  let results: ReadonlyMap<string, HeapResult>;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
    const json = join(folder, "results.json");
    const args = [MAIN, "run", NOTEBOOK, "-o", join(folder, "out.ipynb"), "--json", json];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 300_000 });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    const { cells } = JSON.parse(readFileSync(NOTEBOOK, "utf8")) as { cells: { id: string }[] };
    const measured = (JSON.parse(readFileSync(json, "utf8")) as { cells: { cellIndex: number; results: HeapResult[] }[] }).cells;
    results = new Map(measured.map(({ cellIndex, results: [result] }) => [cells[cellIndex]!.id, result!]));
  });

  after(() => {
    rmSync(folder, { recursive: true });
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
    assert.deepEqual(groups[0]?.path.root, { kind: "variable", name: "cache" });
    assert.equal(groups[0]?.count, 997);
  });

  function answer(cell: string, kind: GraphAnswer["kind"]): GraphAnswer {
    const found = results.get(cell)?.graph?.answers.find((one) => one.kind === kind);
    assert.ok(found, `the cell ${cell} has no answer of kind ${kind}`);
    return found;
  }
});
