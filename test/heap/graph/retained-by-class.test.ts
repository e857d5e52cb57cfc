import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dominators } from "../../../src/heap/graph/dominators";
import { largestDominators } from "../../../src/heap/graph/largest-dominators";
import { kindOf } from "../../../src/heap/graph/node-kinds";
import { retainedByClass } from "../../../src/heap/graph/retained-by-class";
import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import { drawn } from "../snapshot/drawn";
import { randomDrawing } from "./random-drawing";

test("a list's nodes are counted once each, and what they retain once for all", () => {
  const raw = drawn([
    { type: "synthetic", edges: [{ to: 1 }] },
    { name: "Link", self: 32, edges: [{ to: 2 }] },
    { name: "Link", self: 32, edges: [{ to: 3 }] },
    { name: "Link", self: 32, edges: [{ to: 4 }] },
    { type: "string", name: "the end", self: 24 },
  ]);
  assert.deepEqual(retainedByClass(raw, dominators(raw)), [
    { kind: "Link", count: 3, shallowBytes: 96, retainedBytes: 120 },
    { kind: "string", count: 1, shallowBytes: 24, retainedBytes: 24 },
  ]);
});

test("the largest come first, V8's roots are none of them, and a string is shown by its beginning", () => {
  const raw = drawn([
    { type: "synthetic", edges: [{ to: 1 }, { to: 2 }, { to: 3 }] },
    { type: "closure", name: "load", id: 77, self: 64, edges: [{ to: 4 }] },
    { name: "Row", self: 40 },
    { type: "closure", name: "", self: 64 },
    { type: "string", name: `${"x".repeat(99)}😀`, self: 120 },
  ]);
  assert.deepEqual(largestDominators(raw, dominators(raw), 3), [
    { id: 77, kind: "closure load", shallowBytes: 64, retainedBytes: 184 },
    { id: 9, kind: "string", text: "x".repeat(99), shallowBytes: 120, retainedBytes: 120 },
    { id: 7, kind: "closure", shallowBytes: 64, retainedBytes: 64 },
  ]);
});

test("of each kind, the objects count that no other of it dominates", () => {
  fc.assert(
    fc.property(randomDrawing(30), (drawing) => {
      const raw = drawn(drawing);
      const tree = dominators(raw);
      const isOutermost = (node: number): boolean => {
        for (let at = tree.idoms[node]!; at > 0; at = tree.idoms[at]!) if (kindOf(raw, at) === kindOf(raw, node)) return false;
        return true;
      };
      for (const { kind, count, shallowBytes, retainedBytes } of retainedByClass(raw, tree)) {
        const nodes = nodesOfKind(raw, kind);
        assert.equal(count, nodes.length);
        assert.equal(shallowBytes, total(raw.selfBytes, nodes));
        assert.equal(retainedBytes, total(tree.retainedBytes, nodes.filter(isOutermost)));
      }
    }),
    { numRuns: 500 },
  );
});

test("the objects that retain most are those of all objects in order", () => {
  fc.assert(
    fc.property(randomDrawing(30), fc.integer({ min: 1, max: 5 }), (drawing, limit) => {
      const raw = drawn(drawing);
      const tree = dominators(raw);
      const inOrder = [...tree.retainedBytes.subarray(1)]
        .filter((bytes) => bytes > 0)
        .sort((a, b) => b - a)
        .slice(0, limit);
      assert.deepEqual(
        largestDominators(raw, tree, limit).map(({ retainedBytes }) => retainedBytes),
        inOrder,
      );
    }),
  );
});

function nodesOfKind(raw: RawSnapshot, kind: string): readonly number[] {
  return Array.from({ length: raw.nodeCount - 1 }, (_, index) => index + 1).filter((node) => kindOf(raw, node) === kind);
}

function total(bytes: Uint32Array | Float64Array, nodes: readonly number[]): number {
  return nodes.reduce((sum, node) => sum + bytes[node]!, 0);
}
