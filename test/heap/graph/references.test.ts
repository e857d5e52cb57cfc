import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { references, referrers, type ReferenceLimits } from "../../../src/heap/graph/references";
import type { ReferenceGraph } from "../../../src/model/heap-graph";
import { build, draw, type Drawing } from "./draw";

/** A graph's edges as `a -x-> b`, and what it hides as `a +2`. */
function told({ nodes, edges, hidden }: ReferenceGraph): string[] {
  const kind = (place: number) => nodes[place]!.kind;
  return [
    ...edges.map(({ from, to, edge }) => `${kind(from)} -${edge.how} ${edge.name}-> ${kind(to)}`),
    ...hidden.flatMap((count, place) => (count === 0 ? [] : [`${kind(place)} +${count}`])),
  ];
}

function around({ raw, id }: Drawing, key: string, ask = referrers, limits: ReferenceLimits = {}): string[] {
  return told(ask(raw, id(key), limits)!);
}

test("referrers are shown level by level, cycles as edges between nodes already there", () => {
  const drawing = draw(`root -> global -app-> app -[0]-> row -parent-> app\n app -{cb}-> cb -x-> row`);
  assert.deepEqual(around(drawing, "row"), [
    "app -element 0-> row",
    "cb -property x-> row",
    "global -property app-> app",
    "row -property parent-> app",
    "app -variable cb-> cb",
    "root -internal 1-> global",
  ]);
});

test("depth, fan-out and number of objects are limited, and what is hidden is counted", () => {
  const many = Array.from({ length: 12 }, (_, index) => `h${index} -x-> row\n g${index} -h-> h${index}`).join("\n");
  const drawing = draw(`root -> g0\n${many}`);
  assert.deepEqual(around(drawing, "row", referrers, { depth: 1, fanOut: 2 }), [
    "h0 -property x-> row",
    "h1 -property x-> row",
    "row +10",
    "h0 +1",
    "h1 +1",
  ]);
  const { nodes, hidden } = referrers(drawing.raw, drawing.id("row"), { objects: 5 })!;
  assert.deepEqual([nodes.length, hidden], [5, [8, 1, 1, 1, 1]]);
  assert.equal(referrers(drawing.raw, drawing.id("row"))!.nodes.length, 22);
});

test("the table of a Map stands for the Map, and storages that repeat edges are left out", () => {
  const drawing = draw(
    `root -> map -(table)-> t -(4)-> row
     list -[0]-> row
     list -(elements)-> e -(0)-> row
     scope -(properties)-> p -(3)-> cell -(value)-> row`,
    { cell: { type: "hidden", name: "system / PropertyCell" } },
  );
  assert.deepEqual(around(drawing, "row", referrers, { depth: 1 }), ["map -internal entry-> row", "list -element 0-> row", "map +1"]);
  assert.deepEqual(around(drawing, "map", references), ["map -internal entry-> row"]);
  assert.deepEqual(around(drawing, "list", references), ["list -element 0-> row"]);
});

test("references leave out prototypes and V8's shapes and code; objects come first, weak ones last", () => {
  const drawing = draw(
    `root -> a -~-> w
     a -s-> s
     a -__proto__-> p
     a -(map)-> shape
     a -(code)-> code
     a -o-> o`,
    { shape: { type: "object shape" }, code: { type: "code" }, s: { type: "string", name: "text" } },
  );
  assert.deepEqual(around(drawing, "a", references), ["a -property o-> o", "a -property s-> string", "a -weak weak-> w"]);
});

test("there is no graph of an object that is not in the snapshot, and one of a lonely object is itself", () => {
  const drawing = draw("root -> a");
  assert.equal(referrers(drawing.raw, 999), undefined);
  assert.deepEqual(told(references(drawing.raw, drawing.id("a"))!), []);
});

const COUNT = 8;
const someEdges = fc.array(fc.record({ from: fc.nat(COUNT - 1), to: fc.nat(COUNT - 1) }), { maxLength: 30 });

test("in any graph what is shown and hidden of an object's referrers are all of them, and what is shown is near", () => {
  const limits = fc.record({ depth: fc.nat(4), fanOut: fc.nat(4), objects: fc.integer({ min: 1, max: COUNT + 1 }) });
  fc.assert(
    fc.property(someEdges, limits, fc.constantFrom(referrers, references), (edges, limit, ask) => {
      const drawn = edges.map(({ from, to }, index) => ({ from: `n${from}`, type: "property", name: `e${index}`, to: `n${to}` }));
      const drawing = build(["root", ...Array.from({ length: COUNT }, (_, index) => `n${index}`)], drawn);
      const graph = ask(drawing.raw, drawing.id("n0"), limit)!;
      assert.ok(graph.nodes.length <= limit.objects);
      graph.nodes.forEach(({ kind }, place) => {
        const all = drawn
          .filter(({ from, to }) => (ask === referrers ? to : from) === kind)
          .map(({ from, to }) => (ask === referrers ? from : to));
        const shown = graph.edges.filter(({ from, to }) => (ask === referrers ? to : from) === place);
        assert.equal(shown.length + graph.hidden[place]!, new Set(all).size);
      });
      const far = new Map([[0, 0]]);
      for (const [place, distance] of far) {
        for (const { from, to } of graph.edges) {
          const [near, away] = ask === referrers ? [to, from] : [from, to];
          if (near === place && !far.has(away)) far.set(away, distance + 1);
        }
      }
      assert.equal(far.size, graph.nodes.length);
      assert.ok(Math.max(...far.values()) <= limit.depth);
    }),
    { numRuns: 300 },
  );
});
