import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLimit } from "../../src/magics/limit";

test("the unit says whether a limit is one of memory or of time", () => {
  assert.deepEqual(parseLimit("512MiB"), { value: { kind: "memory", bytes: 512 * 2 ** 20 } });
  assert.deepEqual(parseLimit("1.5GB"), { value: { kind: "memory", bytes: 1.5e9 } });
  assert.deepEqual(parseLimit("2s"), { value: { kind: "time", ns: 2e9 } });
  assert.deepEqual(parseLimit("300ms"), { value: { kind: "time", ns: 3e8 } });
  assert.deepEqual(parseLimit("1.5min"), { value: { kind: "time", ns: 90e9 } });
});

test("what has no unit, or is none, is refused", () => {
  for (const text of ["512", "", "s", "0s", "0MiB", "-1s", "2 parsecs", "1e3MiB"]) {
    const parsed = parseLimit(text);
    assert.match("problem" in parsed ? parsed.problem : "", /must be a size such as 512MiB, or a time such as 2s/, text);
  }
});
