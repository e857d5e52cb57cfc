import assert from "node:assert/strict";
import { test } from "node:test";
import { diffPartitions } from "../../src/heap/partition-diff";
import type { Partition } from "../../src/model/result";

function partition(...kinds: readonly (readonly [kind: string, count: number, bytes: number])[]): Partition {
  let cumulativeBytes = 0;
  const rows = kinds.map(([kind, count, bytes], index) => ({ index, count, bytes, cumulativeBytes: (cumulativeBytes += bytes), kind }));
  return { objectCount: kinds.reduce((sum, [, count]) => sum + count, 0), totalBytes: cumulativeBytes, rows, moreRows: 0 };
}

test("what has changed most comes first, up or down; what is as it was is left out", () => {
  const then = partition(["Row", 10, 400], ["string", 5, 100], ["Map", 1, 32]);
  const now = partition(["Row", 12, 480], ["Cell", 1, 50], ["Map", 1, 32]);
  assert.deepEqual(diffPartitions(now, then), {
    countChange: -2,
    bytesChange: 30,
    rows: [
      { kind: "string", count: 0, bytes: 0, countChange: -5, bytesChange: -100 },
      { kind: "Row", count: 12, bytes: 480, countChange: 2, bytesChange: 80 },
      { kind: "Cell", count: 1, bytes: 50, countChange: 1, bytesChange: 50 },
    ],
  });
});

test("the same number of bytes in other objects is a change of the count", () => {
  assert.deepEqual(diffPartitions(partition(["A", 2, 100]), partition(["A", 1, 100])).rows, [
    { kind: "A", count: 2, bytes: 100, countChange: 1, bytesChange: 0 },
  ]);
});
