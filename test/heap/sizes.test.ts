import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bySize } from "../../src/heap/sizes";
import type { TypeStats } from "../../src/heap/v8/object-stats";

/** The statistics that V8 would give of objects of these sizes: `ObjectStats::HistogramIndexFromSize`. */
function statsOf(sizes: readonly number[]): TypeStats {
  const sizeCounts = new Array<number>(16).fill(0);
  for (const size of sizes) sizeCounts[indexOf(size)]!++;
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0), unusedBytes: 0, sizeCounts };
}

function indexOf(size: number): number {
  return Math.min(Math.max(Math.floor(Math.log2(size)) + 1 - 5, 0), 15);
}

test("a type of one size class is exact", () => {
  assert.deepEqual(bySize([["JS_OBJECT_TYPE", statsOf([40, 40, 56])]]), [
    { kind: "32 bytes to under 64 bytes", place: "heap", count: 3, bytes: 136, estimatedBytes: 0 },
  ]);
});

test("what lies outside the heap keeps its name", () => {
  const [row] = bySize([["STRING_EXTERNAL_RESOURCE_ONE_BYTE_TYPE", statsOf([5000])]]);
  assert.deepEqual(row, { kind: "external strings (outside the heap)", place: "outside", count: 1, bytes: 5000, estimatedBytes: 0 });
});

test("the truth lies within the error of each row, and the rows sum to the whole", () => {
  const sizes = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1 << 18 })).map((words) => 8 * words),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(fc.array(sizes, { minLength: 1, maxLength: 4 }), (types) => {
      const rows = bySize(types.map((one, index) => [`JS_${index}_TYPE`, statsOf(one)]));
      const all = types.flat();
      assert.equal(
        rows.reduce((sum, { bytes }) => sum + bytes, 0),
        statsOf(all).bytes,
      );
      const truth = [...new Set(all.map(indexOf))].map((index) => {
        const of = all.filter((size) => indexOf(size) === index);
        return { count: of.length, bytes: statsOf(of).bytes };
      });
      assert.equal(rows.length, truth.length);
      for (const { count, bytes } of truth) {
        assert.ok(
          rows.some((row) => row.count === count && Math.abs(row.bytes - bytes) <= row.estimatedBytes + 1),
          `${count} objects, ${bytes} bytes`,
        );
      }
    }),
  );
});
