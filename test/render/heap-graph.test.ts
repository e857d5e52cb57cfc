import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseFragment, type DefaultTreeAdapterMap } from "parse5";
import type { HeapEdge, HeapObject, PathGroup, PathStep, ReferenceGraph, RetainingPath } from "../../src/model/heap-graph";
import { edgeText } from "../../src/render/heap-edge";
import { drawReferenceGraph } from "../../src/render/reference-graph";
import { referenceText } from "../../src/render/reference-text";
import { pathGroupsHtml, pathGroupsText, pathHtml, pathText } from "../../src/render/retaining-path";
import { layOutAsTree } from "../../src/render/tree-layout";
import { assertOnlyOurs } from "./only-ours";
import { HOSTILE, HOSTILE_TEXT } from "./samples";

const object = (kind: string, id = 7): HeapObject => ({ id, kind, shallowBytes: 48 });
const step = (how: HeapEdge["how"], name: string, kind: string): PathStep => ({ edge: { how, name }, to: object(kind) });

test("a path reads in the notebook's names, without the places inside of objects that only V8 knows", () => {
  const path: RetainingPath = {
    root: { kind: "variable", name: "rows", cell: 4 },
    steps: [
      step("variable", "rows", "Map"),
      step("internal", "table", "array storage"),
      step("internal", "20", "closure cb"),
      step("internal", "context", "closure scopes"),
      step("internal", "previous", "closure scopes"),
      step("variable", "data", "Array"),
      step("element", "3", "Row"),
      step("property", "a b", "Session"),
      step("ephemeron", "Session @7", "Row"),
    ],
  };
  const text =
    '`rows` (cell 4) → Map → closure `cb` → captured `data`: Array → [3]: Row → ["a b"]: Session → value for Session @7 in a WeakMap: Row';
  assert.equal(pathText(path), text);
  assert.equal(textOf(parseFragment(pathHtml(path).markup)).replace(/\s+/g, " "), text);
});

test("the last object of a path is always told, also one of V8's, and so is a variable that is the object", () => {
  const root = { kind: "variable", name: "rows" } as const;
  const steps = [step("variable", "rows", "Map"), step("internal", "table", "internal array")];
  assert.equal(pathText({ root, steps }), "`rows` → Map → table: internal array");
  assert.equal(pathText({ root, steps: steps.slice(0, 1) }), "`rows` → Map");
});

test("the global object is named once, other roots by what they are", () => {
  const root = { kind: "v8", name: "the global object" } as const;
  const steps = [step("internal", "the global object", "global"), step("property", "app", "App")];
  assert.equal(pathText({ root, steps }), "the global object → .app: App");
  assert.equal(pathText({ root: { kind: "v8", name: "native code" }, steps: [step("internal", "1", "App")] }), "native code → App");
});

test("a very long path is told by its beginning and its end", () => {
  const steps = Array.from({ length: 10_000 }, (_, index) => step("property", `next${index}`, "Node"));
  const text = pathText({ root: { kind: "v8", name: "native code" }, steps });
  assert.match(text, /^native code → \.next0: Node .* → … 9,976 objects … → .* → \.next9999: Node$/);
  assert.ok(text.length < 1000);
});

test("groups of paths say how many objects they are of", () => {
  const path = { root: { kind: "variable", name: "rows" }, steps: [step("variable", "rows", "Row")] } as const;
  const groups: PathGroup[] = [
    { path, count: 1_000, bytes: 48_000 },
    { path, count: 1, bytes: 48 },
  ];
  const text = "1,000 objects, 46.88 KiB, such as:\n  `rows` → Row\n1 object, 48 B:\n  `rows` → Row";
  assert.equal(pathGroupsText(groups), text);
  assert.equal(squeezed(textOf(parseFragment(pathGroupsHtml(groups).markup))), squeezed(text));
});

const at = (from: number, to: number, name: string): ReferenceGraph["edges"][number] => ({ from, to, edge: { how: "property", name } });

const graph: ReferenceGraph = {
  direction: "referrers",
  nodes: ["Row", "Map", "closure cb", "global"].map((kind, place) => object(kind, place)),
  edges: [
    at(1, 0, "row"),
    { from: 2, to: 0, edge: { how: "variable", name: "held" } },
    at(3, 1, "rows"),
    at(0, 1, "back"),
    { from: 2, to: 1, edge: { how: "weak", name: "1" } },
  ],
  hidden: [5, 0, 1, 0],
};

test("a graph as text is a tree, with a mark where an object has its line elsewhere", () => {
  assert.equal(
    referenceText(graph),
    `Row @0, 48 B
├ .row of Map @1, 48 B
│ ├ .rows of global @3, 48 B
│ ├ .back of Row @0, 48 B ↩
│ └ weakly of closure \`cb\` @2, 48 B ↩
├ captured \`held\` of closure \`cb\` @2, 48 B
│ └ 1 more
└ 5 more`,
  );
  const references: ReferenceGraph = {
    ...graph,
    direction: "references",
    edges: [at(0, 1, "x"), at(1, 2, "y"), at(2, 3, "z")],
    hidden: [0, 0, 0, 0],
  };
  assert.match(
    referenceText(references),
    /^Row @0, 48 B\n└ \.x: Map @1, 48 B\n {2}└ \.y: closure `cb` @2, 48 B\n {4}└ \.z: global @3, 48 B$/,
  );
});

test("a drawn graph shows each object and each reference, and says in words what it is", () => {
  const tree = parseFragment(drawReferenceGraph(graph).markup);
  const shown = textOf(tree);
  for (const text of ["Row", "Map", "closure `cb`", "global", ".row", "held", ".rows", "+5", "+1", "@3 · 48 B"])
    assert.ok(shown.includes(text), text);
  assert.match(drawReferenceGraph(graph).markup, /aria-label="what refers to Row: 4 objects, 5 references"/);
  // A box for each object, a line and an arrowhead for each reference.
  assert.equal(drawReferenceGraph(graph).markup.match(/<path/g)?.length, graph.nodes.length + 2 * graph.edges.length);
});

test("no two boxes of any graph overlap, and each hangs on one nearer to the first object", () => {
  const links = fc.array(fc.tuple(fc.nat(14), fc.nat(15)), { minLength: 15, maxLength: 15 });
  fc.assert(
    fc.property(links, fc.constantFrom("referrers", "references"), (drawn, direction) => {
      // Object n + 1 hangs on one before it; the other ends make crossings.
      const edges = drawn.flatMap(([near, other], index) => {
        const parent = near % (index + 1);
        return direction === "referrers"
          ? [at(index + 1, parent, "a"), at(other, parent, "b")]
          : [at(parent, index + 1, "a"), at(parent, other, "b")];
      });
      const nodes = Array.from({ length: 16 }, (_, place) => object("Node", place));
      const any: ReferenceGraph = { direction, nodes, edges, hidden: nodes.map(() => 0) };
      const { places, rowCount, columnCount } = layOutAsTree(any);
      assert.equal(places.length, nodes.length);
      places.forEach(({ column, row, byEdge }, place) => {
        assert.ok(row >= 0 && row <= rowCount - 1 && column < columnCount);
        for (const other of places.slice(place + 1)) assert.ok(other.column !== column || Math.abs(other.row - row) >= 1);
        if (place === 0) return assert.deepEqual([column, byEdge], [0, undefined]);
        const { from, to } = edges[byEdge!]!;
        const [near, far] = direction === "referrers" ? [to, from] : [from, to];
        assert.deepEqual([far, places[near]!.column], [place, column - 1]);
      });
      assertOnlyOurs(drawReferenceGraph(any).markup);
      assert.equal(referenceText(any).split("\n").length, edges.length + 1);
    }),
    { numRuns: 100 },
  );
});

test("a name that is none in JavaScript stands in brackets", () => {
  const text = (name: string) => edgeText({ how: "property", name });
  assert.deepEqual(["ok", "$_1", "#secret", "größe", "a b", "1x", ""].map(text), [
    ".ok",
    ".$_1",
    ".#secret",
    ".größe",
    `["a b"]`,
    `["1x"]`,
    `[""]`,
  ]);
});

test("hostile names stay text, one line, and short", () => {
  for (const name of [...HOSTILE, HOSTILE_TEXT, `<img onerror=x>${"y".repeat(2 ** 20)}`]) {
    const hostile: HeapObject = { id: 1, kind: name, text: name, shallowBytes: 1 };
    const closure: HeapObject = { id: 2, kind: `closure ${name}`, shallowBytes: 1 };
    const hows = ["property", "element", "variable", "internal", "ephemeron", "weak"] as const;
    const steps = hows.flatMap((how) => [hostile, closure].map((to) => ({ edge: { how, name }, to })));
    const groups = (["variable", "v8"] as const).map((kind) => ({ path: { root: { kind, name }, steps }, count: 2, bytes: 2 }));
    const around = (["referrers", "references"] as const).map((direction): ReferenceGraph => ({
      direction,
      nodes: [hostile, closure, hostile],
      edges: hows.flatMap((how) => [
        { from: 0, to: 1, edge: { how, name } },
        { from: 1, to: 2, edge: { how, name } },
        { from: 2, to: 0, edge: { how, name } },
      ]),
      hidden: [1, 2, 3],
    }));
    for (const markup of [pathGroupsHtml(groups).markup, ...around.map((one) => drawReferenceGraph(one).markup)]) {
      assertOnlyOurs(markup);
      assert.ok(markup.length < 40_000, `${markup.length} characters`);
    }
    assert.equal(pathGroupsText(groups).split("\n").length, 4);
    for (const text of [pathGroupsText(groups), ...around.map(referenceText)]) {
      assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      assert.equal(Buffer.from(text).toString(), text);
      for (const line of text.split("\n")) assert.ok(line.length < 3000, `${line.length} characters`);
    }
  }
});

function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}

function textOf(node: DefaultTreeAdapterMap["node"]): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}
