import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AnyResult } from "../../src/model/result";

const NOTEBOOKS = resolve(__dirname, "../../../notebooks");

const MAIN = resolve(__dirname, "../../src/cli/main.js");

/** What a notebook of this repository came to. Cells are named by their ids. */
export interface NotebookRun {
  /** The results of the cells that measure, one each. */
  readonly results: ReadonlyMap<string, AnyResult>;
  /** What a cell printed. */
  printed(cell: string): string;
}

/** Runs it with `tslab-magics run`. Fails unless all of its cells complete and no temporary file is left. */
export function runNotebook(name: string): NotebookRun {
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  try {
    const [output, json, temporary] = ["out.ipynb", "results.json", "tmp"].map((each) => join(folder, each)) as [string, string, string];
    mkdirSync(temporary);
    const args = [MAIN, "run", join(NOTEBOOKS, name), "-o", output, "--json", json];
    const env = { ...process.env, TMPDIR: temporary };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 300_000, env });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    assert.deepEqual(readdirSync(temporary), []);
    const { cells } = readJson<{ cells: readonly SavedCell[] }>(output);
    const measured = readJson<{ cells: readonly { cellIndex: number; results: readonly AnyResult[] }[] }>(json).cells;
    return {
      results: new Map(measured.map(({ cellIndex, results: [result] }) => [cells[cellIndex]!.id, result!])),
      printed: (id) => printedBy(cells.find((cell) => cell.id === id)!),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface SavedCell {
  readonly id: string;
  readonly outputs?: readonly { readonly output_type: string; readonly text?: string | readonly string[] }[];
}

function printedBy({ outputs = [] }: SavedCell): string {
  return outputs.flatMap(({ output_type, text = [] }) => (output_type === "stream" ? text : [])).join("");
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
