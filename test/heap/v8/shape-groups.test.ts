import assert from "node:assert/strict";
import { test } from "node:test";
import { groupByShape, type Shapes } from "../../../src/heap/v8/shape-groups";

interface Item {
  readonly shape: number;
}

/** As V8's hidden classes, these tell prototypes apart. */
const sameShape = (a: object, b: object): boolean =>
  (a as Item).shape === (b as Item).shape && Object.getPrototypeOf(a) === Object.getPrototypeOf(b);

const shapes: Shapes = {
  sameShape,
  endOfRun: (objects, start) => {
    const other = objects.findIndex((object, index) => index > start && !sameShape(objects[start]!, object));
    return other < 0 ? objects.length : other;
  },
};

test("objects are grouped by prototype, then by shape", () => {
  class Other {
    readonly shape = 0;
  }
  const objects = [{ shape: 0 }, { shape: 1 }, { shape: 0 }, new Other(), { shape: 0 }];
  const groups = groupByShape(objects, shapes);
  assert.deepEqual(
    groups.map(({ prototype, shapes, others }) => [prototype, shapes.map(({ count }) => count), others]),
    [
      [Object.prototype, [3, 1], 0],
      [Other.prototype, [1], 0],
    ],
  );
  assert.deepEqual(groups[0]?.shapes[0]?.samples, [{ shape: 0 }, { shape: 0 }, { shape: 0 }]);
});

test("a few samples are kept of many objects", () => {
  const [group] = groupByShape(
    Array.from({ length: 1000 }, () => ({ shape: 7 })),
    shapes,
  );
  assert.equal(group?.shapes[0]?.count, 1000);
  assert.equal(group.shapes[0].samples.length, 8);
});

test("too many shapes are counted without being told apart, and frequent ones still are", () => {
  const objects = Array.from({ length: 12_000 }, (_, i) => ({ shape: i % 2 === 0 ? -1 : i }));
  const [group] = groupByShape(objects, shapes);
  const counted = group?.shapes.reduce((sum, { count }) => sum + count, 0);
  assert.equal(group?.shapes.length, 4096);
  assert.equal(Math.max(...group.shapes.map(({ count }) => count)), 6000);
  assert.equal(group.others, 6000 - 4095);
  assert.equal(counted, 12_000 - group.others);
});
