import assert from "node:assert/strict";
import { test } from "node:test";
import Papa from "papaparse";
import { sweepsAsCsv } from "../../src/cli/sweep-csv";
import { sweepSamples } from "../render/sweep-samples";

function rowsOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  const { data, errors } = Papa.parse<Record<string, unknown>>(text, { header: true, dynamicTyping: true, skipEmptyLines: true });
  assert.deepEqual(errors, []);
  return data;
}

test("every run of every sweep is a line", async () => {
  const [died, grid] = [await sweepSamples.died(), await sweepSamples.grid()];
  const rows = rowsOf(sweepsAsCsv([{ kind: "memit", runs: [{}] }, died, grid, "text"]));
  const runs = [died, grid].map(({ points }) => points.reduce((sum, { result }) => sum + result.runs.length, 0));
  assert.deepEqual(
    [1, 2].map((sweep) => rows.filter((row) => row["sweep"] === sweep).length),
    runs,
  );
  const last = rows.findLast((row) => row["sweep"] === 1);
  assert.deepEqual([last?.["value"], last?.["outcome"], last?.["incrementBytes"]], [1e6, "out-of-memory", null]);
  const first = rows.find((row) => row["sweep"] === 2);
  assert.deepEqual(
    [first?.["variable"], first?.["value"], first?.["secondVariable"], first?.["secondValue"], first?.["run"]],
    ["chunk", 1000, "columns", 2, 1],
  );
  assert.equal(first?.["incrementBytes"], grid.points[0]?.result.runs[0]?.incrementBytes);
});

test("without a sweep there is the head alone", () => {
  assert.equal(sweepsAsCsv([]).trim().split("\n").length, 1);
});
