import assert from "node:assert/strict";
import { test } from "node:test";
import { TallyError, tally } from "../../src/heap/tally";
import type { ClassCount } from "../../src/heap/v8/class-census";
import type { Collections } from "../../src/heap/v8/collections";
import type { ObjectStats } from "../../src/heap/v8/object-stats";

function stats(types: Record<string, [count: number, bytes: number, unusedBytes?: number]>, arrayBuffersBytes = 0): ObjectStats {
  const entries = Object.entries(types).map(([type, [count, bytes, unusedBytes = 0]]) => {
    return [type, { count, bytes, unusedBytes, sizeCounts: [] }] as const;
  });
  return { types: new Map(entries), usedHeapBytes: 0, arrayBuffersBytes };
}

function one(name: string, count: number, bytes: number, more: Partial<ClassCount> = {}): ClassCount {
  return { name, type: "JS_OBJECT_TYPE", count, bytes, unsized: 0, ...more };
}

function table(found: ObjectStats, classes: readonly ClassCount[], collections?: Collections): unknown[] {
  return tally(found, { classes, ...(collections && { collections }) }).map(({ kind, count, bytes, estimatedBytes }) => [
    kind,
    count,
    bytes,
    estimatedBytes,
  ]);
}

const UNCLASSED = "object (null prototype, other realm or internal)";

test("classes are set apart from their type, and the rest stays with it", () => {
  const rows = table(stats({ JS_OBJECT_TYPE: [100, 4000], HEAP_NUMBER_TYPE: [5, 80] }), [one("Foo", 60, 2400), one("Bar", 10, 240)]);
  assert.deepEqual(rows, [
    ["Foo", 60, 2400, 0],
    ["Bar", 10, 240, 0],
    [UNCLASSED, 30, 1360, 0],
    ["number (boxed)", 5, 80, 0],
  ]);
});

test("a class of several types is one row", () => {
  const classes = [one("Foo", 2, 80), one("Foo", 3, 96, { type: "JS_MAP_TYPE" })];
  assert.deepEqual(table(stats({ JS_OBJECT_TYPE: [2, 80], JS_MAP_TYPE: [3, 96] }), classes), [["Foo", 5, 176, 0]]);
});

test("V8's copies of literals are objects like others", () => {
  const found = stats({ JS_ARRAY_TYPE: [10, 320], JS_ARRAY_BOILERPLATE_TYPE: [2, 64] });
  assert.deepEqual(table(found, [one("Array", 12, 384, { type: "JS_ARRAY_TYPE" })]), [["Array", 12, 384, 0]]);
});

test("objects of unknown size get the mean of what is left, marked as an estimate on both sides", () => {
  const rows = table(stats({ JS_OBJECT_TYPE: [100, 5000] }), [one("Known", 50, 2000), one("Big", 20, 0, { unsized: 20 })]);
  assert.deepEqual(rows, [
    ["Known", 50, 2000, 0],
    ["Big", 20, 1200, 1200],
    [UNCLASSED, 30, 1800, 1200],
  ]);
});

test("memory outside the heap has its own rows", () => {
  const found = stats(
    { JS_ARRAY_BUFFER_TYPE: [3, 264], SCRIPT_SOURCE_EXTERNAL_ONE_BYTE_TYPE: [2, 700], STRING_EXTERNAL_RESOURCE_TWO_BYTE_TYPE: [1, 50] },
    9000,
  );
  assert.deepEqual(
    tally(found).map(({ kind, place, count, bytes }) => [kind, place, count, bytes]),
    [
      ["ArrayBuffer", "heap", 3, 264],
      ["external strings (outside the heap)", "outside", 3, 750],
      ["ArrayBuffer (outside the heap)", "outside", 3, 9000],
    ],
  );
});

test("what storage has in advance is a row of its own", () => {
  const found = stats({
    ARRAY_ELEMENTS_TYPE: [10, 1000, 300],
    OBJECT_PROPERTY_DICTIONARY_TYPE: [1, 500, 120],
    JS_OBJECT_TYPE: [2, 80, 16],
  });
  assert.deepEqual(table(found, [one("Foo", 2, 80)]), [
    ["Foo", 2, 80, 0],
    ["array storage: unused capacity", 0, 300, 0],
    ["array storage", 10, 700, 0],
    ["object storage: unused capacity", 0, 120, 0],
    ["object storage", 1, 380, 0],
  ]);
});

test("of the tables of Maps and Sets, what their entries do not need is unused; what nobody can look into may be either", () => {
  const found = stats({ JS_COLLECTION_TABLE_TYPE: [10, 4880] });
  assert.deepEqual(table(found, [], { fullBytes: 2920, leastBytes: 4880 }), [
    ["Map/Set tables: unused capacity", 0, 1960, 0],
    ["Map/Set tables", 10, 2920, 0],
  ]);
  assert.deepEqual(table(found, [], { fullBytes: 2628, leastBytes: 4392 }), [
    ["Map/Set tables: unused capacity", 0, 1764, 488],
    ["Map/Set tables", 10, 3116, 488],
  ]);
});

test("contradictions are errors, not numbers", () => {
  assert.throws(() => tally(stats({ JS_OBJECT_TYPE: [100, 4000] }), { classes: [one("Foo", 200, 8000)] }), TallyError);
  assert.throws(() => tally(stats({ JS_OBJECT_TYPE: [100, 4000] }), { classes: [one("Foo", 90, 80_000)] }), TallyError);
  assert.throws(
    () => tally(stats({}), { classes: [one("Foo", 1000, 40_000, { type: "JS_NEW_TYPE" })] }),
    /0 objects \(0 bytes\) of JS_NEW_TYPE/,
  );
});

test("a class whose last objects died since it was counted adds nothing to the sum", () => {
  const rows = tally(stats({}), { classes: [one("Foo", 1, 40, { type: "JS_NEW_TYPE" })] });
  assert.equal(
    rows.reduce((sum, { bytes }) => sum + bytes, 0),
    0,
  );
});

test("a class cannot pass for one of V8's kinds", () => {
  const rows = table(stats({ JS_OBJECT_TYPE: [2, 80], SYMBOL_TYPE: [1, 24] }), [one("symbol", 2, 80)]);
  assert.deepEqual(rows, [
    ["class symbol", 2, 80, 0],
    ["symbol", 1, 24, 0],
  ]);
});
