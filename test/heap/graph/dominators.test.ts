import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dominators } from "../../../src/heap/graph/dominators";
import { drawn, type DrawnNode } from "../snapshot/drawn";
import { freedWith, heldBy, reachable, withOrphans } from "./oracle";
import { randomDrawing } from "./random-drawing";

/** The dominators and retained sizes of a graph whose nodes each have a self size of 1, 10, 100 and so on. */
function treeOf(nodes: readonly DrawnNode[]) {
  const { idoms, retainedBytes, isReachable } = dominators(drawn(nodes.map((node, ordinal) => ({ self: 10 ** ordinal, ...node }))));
  return { idoms: [...idoms], retained: [...retainedBytes], isReachable: [...isReachable] };
}

test("what two hold belongs to whoever holds both", () => {
  //   0 ─ 1 ┬ 2 ┬ 4
  //         └ 3 ┘
  const nodes = [{ edges: [{ to: 1 }] }, { edges: [{ to: 2 }, { to: 3 }] }, { edges: [{ to: 4 }] }, { edges: [{ to: 4 }] }, {}];
  assert.deepEqual(treeOf(nodes), { idoms: [0, 0, 1, 1, 1], retained: [11111, 11110, 100, 1000, 10000], isReachable: [1, 1, 1, 1, 1] });
});

test("the example of Lengauer and Tarjan (1979), figure 1", () => {
  const letters = "R A B C D E F G H I J K L".split(" ");
  const edges = "RA RB RC AD BA BD BE CF CG DL EH FI GI GJ HE HK IK JI KI KR LH".split(" ");
  const nodes = letters.map((letter) => ({
    edges: edges.filter((edge) => edge.startsWith(letter)).map((edge) => ({ to: letters.indexOf(edge[1]!) })),
  }));
  const { idoms } = treeOf(nodes);
  assert.equal(idoms.map((idom) => letters[idom]).join(""), "RRRRRRCCRRGRD");
});

test("a weak edge holds nothing, a shortcut only from the root", () => {
  const nodes: readonly DrawnNode[] = [
    { edges: [{ to: 1, type: "shortcut", name: "global" }] },
    {
      edges: [
        { to: 2, type: "weak", name: "gone" },
        { to: 3, type: "shortcut", name: "bound_this" },
      ],
    },
    {},
    {},
  ];
  assert.deepEqual(treeOf(nodes), { idoms: [0, 0, 0, 0], retained: [1111, 10, 100, 1000], isReachable: [1, 1, 0, 0] });
});

test("what only a dead object holds belongs to it; what it refers to of the living does not", () => {
  const nodes: readonly DrawnNode[] = [{ edges: [{ to: 1 }] }, {}, { edges: [{ to: 1 }, { to: 3 }] }, {}];
  assert.deepEqual(treeOf(nodes), { idoms: [0, 0, 0, 2], retained: [1111, 10, 1100, 1000], isReachable: [1, 1, 0, 0] });
});

test("dead objects that hold each other belong to the root one by one", () => {
  const nodes: readonly DrawnNode[] = [{}, { edges: [{ to: 2 }] }, { edges: [{ to: 1 }, { to: 3 }] }, {}];
  assert.deepEqual(treeOf(nodes), { idoms: [0, 0, 0, 0], retained: [1111, 10, 100, 1000], isReachable: [1, 0, 0, 0] });
});

test("a WeakMap's value goes with its key, and the key's size with neither map nor value", () => {
  const name = "7 / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @9)";
  const nodes: readonly DrawnNode[] = [
    { edges: [{ to: 1 }, { to: 2 }] },
    { name: "WeakMap", edges: [{ to: 4, type: "internal", name: "table" }] },
    { name: "Key", edges: [{ to: 3, type: "internal", name }] },
    { name: "Value" },
    {
      type: "array",
      edges: [
        { to: 3, type: "internal", name },
        { to: 2, type: "weak", name: "3" },
      ],
    },
  ];
  assert.deepEqual(treeOf(nodes).retained, [11111, 10010, 1100, 1000, 10000]);
});

test("a list as long as no stack is deep", () => {
  const count = 200_000;
  const raw = drawn(Array.from({ length: count }, (_, node) => ({ self: 1, edges: [{ to: (node + 1) % count }] })));
  const { retainedBytes } = dominators(raw);
  assert.ok(retainedBytes.every((bytes, node) => bytes === count - node));
});

test("dominators and retained sizes are those that taking each node away shows", () => {
  fc.assert(
    fc.property(randomDrawing(), (drawing) => {
      const raw = drawn(drawing);
      const { idoms, retainedBytes, isReachable, order } = dominators(raw);
      const alive = reachable(heldBy(raw), 0);
      const held = withOrphans(heldBy(raw));
      const freed = [...held.keys()].map((node) => freedWith(held, node));
      const dominatorsOf = (node: number): number[] => [...held.keys()].filter((one) => one !== node && freed[one]!.has(node));
      for (const node of held.keys()) {
        assert.equal(isReachable[node], alive.has(node) ? 1 : 0);
        assert.equal(
          retainedBytes[node],
          [...freed[node]!].reduce((sum, one) => sum + raw.selfBytes[one]!, 0),
        );
        // Of the nodes that dominate it the nearest is the one that all others dominate.
        const nearest = dominatorsOf(node).find((one) => dominatorsOf(one).length === dominatorsOf(node).length - 1) ?? 0;
        assert.equal(idoms[node], nearest);
      }
      const places = new Map([...order].map((node, place) => [node, place]));
      assert.equal(places.size, raw.nodeCount);
      for (const node of held.keys()) if (node > 0) assert.ok(places.get(idoms[node]!)! < places.get(node)!);
    }),
    { numRuns: 2000 },
  );
});
