import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "../../src/cli/progress";

function told(isTTY: boolean): string {
  let text = "";
  const progress = new Progress({ isTTY, write: (part: string) => (text += part) }, 4);
  progress.cellStarts(2);
  progress.cellEnds(2, "failed");
  return text;
}

test("a log gets one line per cell", () => {
  assert.match(told(false), /^cell 3 of 4: FAILED, \d+\.\d s\n$/);
});

test("a terminal gets one line that changes, and then the same line", () => {
  assert.match(told(true), /^\r\u001b\[Kcell 3 of 4: \d+\.\d s\r\u001b\[Kcell 3 of 4: FAILED, \d+\.\d s\n$/);
});
