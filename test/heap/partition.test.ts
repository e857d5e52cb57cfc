import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CensusTable } from "../../src/heap/census";
import { partitionOf } from "../../src/heap/partition";
import type { NamedType } from "../../src/heap/sizes";
import type { KindRow } from "../../src/heap/tally";

function row(kind: string, count: number, bytes: number, more: Partial<KindRow> = {}): KindRow {
  return { kind, place: "heap", count, bytes, estimatedBytes: 0, ...more };
}

function table(rows: readonly KindRow[], more: Partial<CensusTable> = {}): CensusTable {
  return { by: "class", typeRows: [], classRows: rows, usedHeapBytes: 0, notes: [], ...more };
}

test("rows are sorted by bytes, numbered and accumulated", () => {
  const rows = [row("string", 3, 100), row("Foo", 2, 900), row("other V8 internals", 1, 50), row("Bar", 7, 100)];
  assert.deepEqual(partitionOf(table(rows, { usedHeapBytes: 1150 })), {
    objectCount: 13,
    totalBytes: 1150,
    proof: { heapBytes: 1150, usedHeapBytes: 1150, outsideBytes: 0 },
    rows: [
      { index: 0, count: 2, bytes: 900, cumulativeBytes: 900, kind: "Foo" },
      { index: 1, count: 7, bytes: 100, cumulativeBytes: 1000, kind: "Bar" },
      { index: 2, count: 3, bytes: 100, cumulativeBytes: 1100, kind: "string" },
      { index: 3, count: 1, bytes: 50, cumulativeBytes: 1150, kind: "other V8 internals" },
    ],
    moreRows: 0,
  });
});

test("the sum of the rows stands beside V8's own total", () => {
  const outside = (bytes: number): KindRow => row("ArrayBuffer (outside the heap)", 1, bytes, { place: "outside" });
  const before = table([row("Foo", 2, 900), outside(5000)], { usedHeapBytes: 800 });
  const after = table([row("Foo", 3, 1350), row("string", 1, 30), outside(7000)], { usedHeapBytes: 1250 });
  assert.deepEqual(partitionOf(after).proof, { heapBytes: 1380, usedHeapBytes: 1250, outsideBytes: 7000 });
  assert.deepEqual(partitionOf(after, before).proof, { heapBytes: 480, usedHeapBytes: 450, outsideBytes: 2000 });
});

test("rows by size are of what changed", () => {
  const type = (count: number, bytes: number, sizeCounts: readonly number[]): NamedType => [
    "JS_OBJECT_TYPE",
    { count, bytes, unusedBytes: 0, sizeCounts },
  ];
  const before = table([], { by: "size", types: [type(12, 400, [2, 10])] });
  const after = table([], { by: "size", types: [type(15, 560, [2, 13]), ["HEAP_NUMBER_TYPE", type(4, 64, [4])[1]]] });
  const { by, rows, totalBytes } = partitionOf(after, before);
  assert.equal(by, "size");
  assert.equal(totalBytes, 224);
  assert.deepEqual(
    rows.map(({ kind, count, bytes, errorBytes }) => [kind, count, bytes, errorBytes]),
    [
      ["32 bytes to under 64 bytes", 3, 160, undefined],
      ["under 32 bytes", 4, 64, undefined],
    ],
  );
});

test("a difference has new, changed and gone rows, and none for what stayed the same", () => {
  const before = table([row("Gone", 4, 400), row("Same", 1, 10), row("More", 1, 100), row("other V8 internals", 5, 70)], {
    usedHeapBytes: 9,
  });
  const after = table([row("New", 2, 50), row("Same", 1, 10), row("More", 3, 300), row("other V8 internals", 6, 71)], { usedHeapBytes: 7 });
  const { rows, objectCount, totalBytes } = partitionOf(after, before);
  assert.deepEqual(
    rows.map(({ kind, count, bytes, cumulativeBytes }) => [kind, count, bytes, cumulativeBytes]),
    [
      ["More", 2, 200, 200],
      ["New", 2, 50, 250],
      ["other V8 internals", 1, 1, 251],
      ["Gone", -4, -400, -149],
    ],
  );
  assert.equal(objectCount, 1);
  assert.equal(totalBytes, -149);
});

test("estimates are the error of a row, and cancel in a difference", () => {
  const estimated = (bytes: number, estimatedBytes: number): CensusTable => table([row("Big", 1, bytes, { estimatedBytes })]);
  assert.equal(partitionOf(estimated(100, 60)).rows[0]?.errorBytes, 60);
  assert.equal(partitionOf(estimated(150, 60), estimated(100, 60)).rows[0]?.errorBytes, undefined);
  assert.equal(partitionOf(estimated(150, 70), estimated(100, 60)).rows[0]?.errorBytes, 10);
});

test("classes are shown only if both censuses have them", () => {
  const typesOnly: CensusTable = { by: "class", typeRows: [row("object", 2, 80)], usedHeapBytes: 80, notes: [] };
  const full: CensusTable = {
    by: "class",
    typeRows: [row("object", 5, 200)],
    classRows: [row("Foo", 5, 200)],
    usedHeapBytes: 200,
    notes: [],
  };
  assert.deepEqual(
    partitionOf(full, typesOnly).rows.map(({ kind, count }) => [kind, count]),
    [["object", 3]],
  );
  assert.deepEqual(
    partitionOf(typesOnly, full).rows.map(({ kind, count }) => [kind, count]),
    [["object", -3]],
  );
});

test("more than ten rows are counted", () => {
  const rows = Array.from({ length: 14 }, (_, index) => row(`K${index}`, 1, index + 1));
  assert.equal(partitionOf(table(rows)).moreRows, 4);
  assert.equal(partitionOf(table(rows.slice(0, 10))).moreRows, 0);
});

test("a difference is antisymmetric, and its parts sum to its total", () => {
  const kinds = fc.constantFrom("A", "B", "C", "__proto__", "string");
  const rows = fc.uniqueArray(fc.tuple(kinds, fc.nat(1e6), fc.nat(1e9)), { selector: ([kind]) => kind });
  const tables = rows.map((all) => table(all.map(([kind, count, bytes]) => row(kind, count, bytes))));
  fc.assert(
    fc.property(tables, tables, (a, b) => {
      const there = partitionOf(a, b);
      const back = partitionOf(b, a);
      assert.equal(there.totalBytes, 0 - back.totalBytes);
      assert.equal(there.rows.length, back.rows.length);
      assert.equal(there.rows.at(-1)?.cumulativeBytes ?? 0, there.totalBytes);
      assert.ok(there.rows.every((one, index) => one.index === index && one.bytes <= (there.rows[index - 1]?.bytes ?? Infinity)));
      assert.deepEqual(partitionOf(a, a).rows, []);
    }),
  );
});
