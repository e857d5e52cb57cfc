import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Measurement } from "../../src/model/measurement";
import { runInChild } from "./run-in-child";

const MIB = 2 ** 20;
const POINTS = "class Point { constructor() { this.x = 1; } }\n";

function countOf({ partition }: Measurement, kind: string): number | undefined {
  return partition?.rows.find((row) => row.kind === kind)?.count;
}

describe("runTask heap", () => {
  it("counts what the cell left alive, not what was there or what died", async () => {
    const notebook = `${POINTS} variables.Point = Point; variables.old = Array.from({ length: 500 }, () => new Point());`;
    const body =
      "exports.made = Array.from({ length: 10_000 }, () => new exports.Point()); Array.from({ length: 300 }, () => new exports.Point());";
    const { measurement } = await runInChild({ task: { kind: "heap", by: "class" }, notebook, body });
    assert.deepEqual(measurement.outcome, { kind: "completed" });
    assert.equal(countOf(measurement, "Point"), 10_000);
  });

  it("counts the last value, though no variable holds it", async () => {
    const body = `${POINTS} exports.tsLastExpr = Array.from({ length: 1000 }, () => new Point());`;
    const { measurement, names } = await runInChild({ task: { kind: "heap", by: "class" }, body, lastValueName: "tsLastExpr" });
    assert.equal(countOf(measurement, "Point"), 1000);
    assert.deepEqual(names, []);
  });

  it("measures the cell's memory without the census", async () => {
    const { measurement } = await runInChild({
      task: { kind: "heap", by: "class" },
      body: "exports.kept = Buffer.alloc(10 * 2 ** 20, 1);",
    });
    const incrementBytes = (measurement.peakBytes ?? NaN) - (measurement.baselineBytes ?? NaN);
    assert.ok(Math.abs(incrementBytes - 10 * MIB) < MIB, `${incrementBytes}`);
    assert.ok(Math.abs((measurement.retainedBytes ?? NaN) - 10 * MIB) < MIB, `${measurement.retainedBytes}`);
  });

  it("counts what the notebook's variables hold alive when there is no cell", async () => {
    const notebook = `${POINTS} variables.points = Array.from({ length: 2000 }, () => new Point()); globalThis.held = new Point();`;
    const { measurement, events } = await runInChild({ task: { kind: "heap", by: "class" }, notebook });
    assert.equal(countOf(measurement, "Point"), 2000, "what a global holds is not held by the notebook's variables");
    assert.deepEqual(events, [{ type: "stage", stage: "count" }]);
    assert.deepEqual([measurement.startedAtNs, measurement.baselineBytes, measurement.peakBytes], [undefined, undefined, undefined]);
  });
});
