import assert from "node:assert/strict";
import { test } from "node:test";
import { failedChecks, parseCheck } from "../../src/cli/result-checks";
import { UsageError } from "../../src/cli/usage-error";

const memit = { kind: "memit", peakBytes: 100, outcome: { kind: "completed" } };
const sweep = { kind: "sweep", largest: 2_000_000, law: { bytesPerUnit: 8 } };

function failures(...texts: readonly string[]): readonly string[] {
  return failedChecks([memit, sweep], texts.map(parseCheck));
}

test("what holds is not told", () => {
  assert.deepEqual(failures("largest >= 1e6", "law.bytesPerUnit < 8.5 && largest > 0", "peakBytes == 100"), []);
});

test("what does not hold is told with the values", () => {
  assert.deepEqual(failures("largest >= 1e7"), ["--assert largest >= 1e7: it does not hold, as largest is 2,000,000."]);
});

test("a field that no result has makes the check fail", () => {
  assert.deepEqual(failures("best.value > 1", "outcome.kind == 1"), [
    "--assert best.value > 1: no result of the notebook has best.value.",
    "--assert outcome.kind == 1: no result of the notebook has outcome.kind.",
  ]);
});

test("what is no condition on a field is refused", () => {
  for (const text of ["1 < 2", "largest >=", "largest = 1", "exit()"]) assert.throws(() => parseCheck(text), UsageError);
});
