import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { duplicateObjects, duplicateStrings } from "../../../src/heap/graph/duplicates";
import { NotebookHeap } from "../../../src/heap/graph/notebook-heap";
import { largestStrings, wholeText } from "../../../src/heap/graph/strings";
import { summary } from "../../../src/heap/graph/summary";
import type { GraphView } from "../../../src/model/heap-graph";
import { build, draw, type DrawnNode } from "./draw";

const text = (name: string, bytes = 24): DrawnNode => ({ type: "string", name, bytes });
const rope: DrawnNode = { type: "concatenated string", name: "(concatenated string)", bytes: 32 };

test("strings of one text are duplicates, in one piece or in several; the largest is no waste", () => {
  const { raw } = draw(
    `root -> a
     root -> b
     root -> c
     root -> rope -(first)-> left
     rope -(second)-> inner -(first)-> middle
     inner -(second)-> middle`,
    { a: text("abb", 24), b: text("abb", 40), c: text("other"), rope, left: text("a", 16), inner: rope, middle: text("b", 16) },
  );
  assert.deepEqual(duplicateStrings(raw, 10), {
    rows: [{ kind: "string", sample: "abb", count: 3, bytes: 96, wastedBytes: 56 }],
    rowCount: 1,
    wastedBytes: 56,
    notComparedCount: 0,
  });
});

test("strings that a snapshot does not tell in full are not compared", () => {
  const long = "x".repeat(1024);
  const { raw, node } = draw("root -> a\n root -> b\n root -> c -(parent)-> a\n root -> d -(first)-> a", {
    a: text(long, 2000),
    b: text(long, 3000),
    c: { type: "sliced string" },
    d: rope,
  });
  const { rows, notComparedCount } = duplicateStrings(raw, 10);
  assert.deepEqual([rows, notComparedCount], [[], 3]);
  assert.equal(wholeText(raw, node("a")), undefined);
  assert.deepEqual(
    largestStrings(raw, 1).map(({ shallowBytes }) => shallowBytes),
    [3000],
  );
});

test("rows are sorted by waste and limited, their totals are of all", () => {
  const { raw } = draw("root -> a\n root -> b\n root -> c\n root -> d", { a: text("x"), b: text("x"), c: text("y", 40), d: text("y", 40) });
  const { rows, rowCount, wastedBytes } = duplicateStrings(raw, 1);
  assert.deepEqual([rows.map(({ sample }) => sample), rowCount, wastedBytes], [["y"], 2, 64]);
});

/** Of `words` places. */
const row = (words: number): DrawnNode => ({ name: "Row", bytes: 24 + 8 * words });
const SHAPE = { shape: { type: "object shape" }, other: { type: "object shape" } } as const;

test("objects of one shape with equal values are duplicates", () => {
  const { raw } = draw(
    `root -> a -s-> s1
     a -o-> o
     a -(map)-> shape
     root -> b -s-> s2
     b -o-> o
     b -(map)-> shape
     root -> c -s-> s1
     c -o-> o2
     c -(map)-> shape
     root -> d -s-> s1
     d -o-> o
     d -(map)-> other`,
    { a: row(2), b: row(2), c: row(2), d: row(2), s1: text("same"), s2: text("same"), ...SHAPE },
  );
  assert.deepEqual(duplicateObjects(raw, 10).rows, [{ kind: "Row", sample: `{ s: "same", o: o }`, count: 2, bytes: 80, wastedBytes: 40 }]);
});

test("an object with a place of which the snapshot says nothing, such as that of a small integer, is not compared", () => {
  const lines = ["a", "b"].map((key) => `root -> ${key} -s-> s\n ${key} -(map)-> shape`).join("\n");
  const { raw } = draw(lines, { a: row(2), b: row(2), s: text("x"), ...SHAPE });
  const { rows, notComparedCount } = duplicateObjects(raw, 10);
  assert.deepEqual(rows, []);
  // The shapes' nodes are none of a class; `a` and `b` are.
  assert.equal(notComparedCount, 2);
});

test("with numbers in the snapshot, objects are compared by them", () => {
  const number = (name: string): DrawnNode => ({ type: "number", name, bytes: 0 });
  const lines = ["a", "b", "c"].map((key) => `root -> ${key} -n-> n${key} -(value)-> v${key}\n ${key} -(map)-> shape`).join("\n");
  const { raw } = draw(lines, {
    ...{ a: row(4), b: row(4), c: row(4), ...SHAPE },
    ...{ na: number("smi number"), nb: number("smi number"), nc: number("heap number") },
    ...{ va: text("1", 0), vb: text("1", 0), vc: text("2", 0) },
  });
  assert.deepEqual(
    duplicateObjects(raw, 10).rows.map(({ sample, count }) => [sample, count]),
    [["{ n: 1 }", 2]],
  );
});

test("the values of numbers are no objects of the heap, for whatever else a snapshot with them is asked", () => {
  const lines = ["a", "b"].map(
    (key) => `root -> ${key} -n-> smi -(value)-> one\n ${key} -d-> d${key} -(value)-> t${key}\n ${key} -(map)-> shape`,
  );
  const value = text("1", 0);
  const drawn = {
    ...{ a: row(2), b: row(2), ...SHAPE, list: { name: "Array" } },
    ...{ smi: { type: "number", name: "smi number", bytes: 0 }, one: value },
    ...{ da: { type: "number", name: "heap number" }, db: { type: "number", name: "heap number" }, ta: text("1.5", 0), tb: text("1.5", 0) },
  };
  const { raw } = draw([...lines, "root -> list -[0]-> smi\n list -[1]-> a"].join("\n"), drawn);
  const views = ["fan-out", "duplicates", "dominators"].map((kind) => ({ kind }) as GraphView);
  const { nodeCount, edgeCount, counted, answers } = new NotebookHeap(raw).answer({ views, limit: 10 });
  // The root, the three objects, two boxes and the shape.
  assert.deepEqual([nodeCount, edgeCount, counted.objectCount], [7, 8, 7]);
  const [fanOut, duplicates, dominators] = answers;
  assert.ok(fanOut?.kind === "fan-out" && duplicates?.kind === "duplicates" && dominators?.kind === "dominators");
  assert.equal(fanOut.findings.find(({ object }) => object.kind === "Array")?.why, "holds 1 value");
  assert.deepEqual([duplicates.strings.rowCount, duplicates.objects.rows[0]?.sample], [0, "{ n: 1, d: 1.5 }"]);
  assert.equal(dominators.rows.length + dominators.moreRows, 7);
  assert.equal(summary(raw).objectCount, 7);
});

test("arrays, objects without properties and what has more than properties are not looked at", () => {
  const each = (key: string, edges: string) =>
    edges
      .split(",")
      .map((edge) => `root -> ${key}1 ${edge}\n root -> ${key}2 ${edge}`)
      .join("\n");
  const { raw } = draw(
    [each("empty", "-(map)-> shape"), each("list", "-[0]-> s,-(map)-> shape"), each("map", "-(table)-> t,-x-> s")].join("\n"),
    {
      s: text("x"),
      t: { type: "array" },
      empty1: row(0),
      empty2: row(0),
      ...SHAPE,
    },
  );
  assert.deepEqual(duplicateObjects(raw, 10).rows, []);
});

test("of any strings those are told that a Map would find, with what they waste", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.integer({ min: 16, max: 64 })), { maxLength: 40 }), (strings) => {
      const keys = strings.map((_, index) => `n${index}`);
      const nodes = Object.fromEntries(strings.map(([name, bytes], index) => [`n${index}`, text(name, bytes)]));
      const { rows } = duplicateStrings(build(["root", ...keys], [], nodes).raw, 1000);
      const expected = [...new Set(strings.map(([name]) => name))]
        .map((name) => [name, strings.filter(([other]) => other === name)] as const)
        .filter(([, group]) => group.length > 1)
        .map(([name, group]) => {
          const sizes = group.map(([, bytes]) => bytes);
          return [name, group.length, sizes.reduce((sum, bytes) => sum + bytes, 0) - Math.max(...sizes)] as const;
        });
      assert.deepEqual(rows.map(({ sample, count, wastedBytes }) => [sample, count, wastedBytes]).sort(), expected.sort());
      const waste = rows.map(({ wastedBytes }) => wastedBytes);
      assert.deepEqual(
        waste,
        waste.toSorted((a, b) => b - a),
      );
    }),
    { numRuns: 200 },
  );
});
