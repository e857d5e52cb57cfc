import assert from "node:assert/strict";
import { test } from "node:test";
import type { CellEnd } from "../../src/cli/notebook-run";
import { Progress } from "../../src/cli/progress";

function told(end: CellEnd, isTTY: boolean): string {
  let text = "";
  const progress = new Progress({ isTTY, write: (part: string) => (text += part) });
  progress.cellStarts({ number: 3, total: 4 });
  progress.cellEnds({ number: 3, total: 4 }, end);
  return text;
}

test("a log gets one line per cell", () => {
  assert.match(told("ok", false), /^cell 3 of 4: \d+\.\d s, done\n$/);
  assert.match(told("tolerated", false), /^cell 3 of 4: \d+\.\d s, failed, as it may\n$/);
});

test("a terminal gets one line that changes and goes", () => {
  assert.match(told("ok", true), /^\r\u001b\[Kcell 3 of 4: \d+\.\d s\r\u001b\[K$/);
});

test("a terminal keeps the line of a cell that failed", () => {
  assert.match(told("failed", true), /^\r\u001b\[Kcell 3 of 4: \d+\.\d s\r\u001b\[Kcell 3 of 4: \d+\.\d s, FAILED\n$/);
});
