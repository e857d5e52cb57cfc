import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RetainingPaths } from "../../../src/heap/graph/paths";
import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import type { RetainingPath } from "../../../src/model/heap-graph";
import { build, draw, weakMapEntry, type DrawnEdge } from "./draw";

const ROOTS = `
  root -> (GC roots) -> (Strong roots)
  (GC roots) -> (Global handles)
  (GC roots) -> (Stack roots)
`;

test("a path is the shortest from one of V8's roots, under its human name", () => {
  const { raw, id } = draw(`${ROOTS}
    (Strong roots) -(1)-> a -x-> b -y-> c
    (Global handles) -(1)-> d -[7]-> c`);
  const path = new RetainingPaths(raw).toObject(id("c"))!;
  assert.deepEqual(path.root, { kind: "v8", name: "native code" });
  assert.deepEqual(
    path.steps.map(({ edge, to }) => [edge.how, edge.name, to.id]),
    [
      ["internal", "1", id("d")],
      ["element", "7", id("c")],
    ],
  );
});

test("a path begins with the notebook's variable that it passes, and its cell", () => {
  const { raw, id } = draw(`${ROOTS}
    (Strong roots) -(1)-> a -x-> rows -(table)-> table -(4)-> b -{held}-> c`);
  const variables = [{ name: "rows", id: id("rows"), cell: 4 }];
  const { root, steps } = new RetainingPaths(raw, { variables }).toObject(id("c"))!;
  assert.deepEqual(root, { kind: "variable", name: "rows", cell: 4 });
  assert.deepEqual(
    steps.map(({ edge, to }) => `${edge.how} ${edge.name} ${to.kind}`),
    ["variable rows rows", "internal table table", "internal 4 b", "variable held c"],
  );
});

test("of two paths of one length that of a variable is taken", () => {
  const { raw, id } = draw(`${ROOTS}
    (Strong roots) -(1)-> a -x-> c
    a -v-> v -y-> c`);
  assert.equal(new RetainingPaths(raw, { variables: [{ name: "v", id: id("v") }] }).toObject(id("c"))!.root.name, "v");
});

test("weak edges and shortcuts hold nothing", () => {
  const { raw, id } = draw(`${ROOTS}
    (Strong roots) -(1)-> a -~-> b
    a -!-> c`);
  const paths = new RetainingPaths(raw);
  assert.equal(paths.toObject(id("b")), undefined);
  assert.equal(paths.toObject(id("c")), undefined);
  assert.equal(paths.toObject(12345), undefined);
});

test("a running function, the console and V8's table of names are named only where nothing else holds", () => {
  const { raw, id } = draw(`${ROOTS}
    (GC roots) -> (Internalized strings)
    (Stack roots) -(1)-> a
    (Strong roots) -(1)-> b -x-> c -y-> a
    (Global handles) -(5 / DevTools console)-> d
    (Global handles) -(6)-> e
    (Internalized strings) -(2)-> f
    (Stack roots) -(2)-> g`);
  const paths = new RetainingPaths(raw);
  const held = (key: string) => paths.toObject(id(key))!;
  assert.deepEqual([held("a").root.name, held("a").steps.length], ["V8 itself", 3]);
  assert.deepEqual(
    ["d", "e", "f", "g"].map((key) => held(key).root.name),
    ["native code", "native code", "V8's table of names", "a function that is running"],
  );
});

test("the global object is a root of its own", () => {
  const { raw, id } = draw(`
    root -> (GC roots)
    root -!-> global -app-> a`);
  const { root, steps } = new RetainingPaths(raw).toObject(id("a"))!;
  assert.deepEqual(root, { kind: "v8", name: "the global object" });
  assert.deepEqual(
    steps.map(({ to }) => to.kind),
    ["global", "a"],
  );
});

test("a realm that is a root stands for its global object, and is a root itself", () => {
  const drawing = draw(
    `root -> (GC roots)
     root -!-> realm -(global_object)-> global -app-> a
     realm -(other)-> b`,
    { realm: { type: "hidden", name: "system / NativeContext" } },
  );
  const path = (key: string) => new RetainingPaths(drawing.raw).toObject(drawing.id(key))!;
  assert.deepEqual([path("a").root.name, path("a").steps.length], ["the global object", 2]);
  assert.deepEqual([path("b").root.name, path("b").steps.length], ["a realm", 2]);
});

test("a WeakMap's value is held by key and table together, and the path goes through the farther one", () => {
  const keys = ["root", "(GC roots)", "(Strong roots)", "map", "table", "near", "far", "farther", "value", "lost", "orphan"];
  const at = (from: string, name: string, to: string): DrawnEdge => ({ from, type: "property", name, to });
  const edges = [
    at("root", "1", "(GC roots)"),
    at("(GC roots)", "1", "(Strong roots)"),
    at("(Strong roots)", "m", "map"),
    at("map", "table", "table"),
    at("(Strong roots)", "near", "near"),
    at("near", "f", "far"),
    at("far", "g", "farther"),
  ];
  const byKey = build(keys, [...edges, ...weakMapEntry("farther", "table", "value")]);
  const path = new RetainingPaths(byKey.raw).toObject(byKey.id("value"))!;
  assert.deepEqual(
    path.steps.map(({ to }) => to.kind),
    ["near", "far", "farther", "value"],
  );
  assert.deepEqual(path.steps.at(-1)!.edge, { how: "ephemeron", name: `Key @${byKey.id("farther")}` });

  const byTable = build(keys, [...edges, ...weakMapEntry("near", "table", "value")]);
  assert.deepEqual(
    new RetainingPaths(byTable.raw).toObject(byTable.id("value"))!.steps.map(({ to }) => to.kind),
    ["map", "table", "value"],
  );

  const withoutKey = build(keys, [...edges, ...weakMapEntry("lost", "table", "value")]);
  assert.equal(new RetainingPaths(withoutKey.raw).toObject(withoutKey.id("value")), undefined);
  const withoutTable = build(keys, [...edges, ...weakMapEntry("near", "orphan", "value")]);
  assert.equal(new RetainingPaths(withoutTable.raw).toObject(withoutTable.id("value")), undefined);
});

test("objects of a class are grouped by how they are held, the most bytes first", () => {
  const row = { name: "Row", bytes: 10 };
  const { raw, id } = draw(
    `${ROOTS}
    (Strong roots) -(1)-> list -[0]-> r0
    list -[1]-> r1
    list -[2]-> r2 -next-> r3
    (Global handles) -(9)-> other -row-> r4
    r4 -~-> r5`,
    { r0: row, r1: { ...row, bytes: 12 }, r2: row, r3: row, r4: { ...row, bytes: 100 }, r5: row },
  );
  const groups = new RetainingPaths(raw).toKind("Row", 5);
  assert.deepEqual(
    groups.map(({ count, bytes, path }) => [count, bytes, path.steps.at(-1)!.to.id]),
    [
      [1, 100, id("r4")],
      [3, 32, id("r1")],
      [1, 10, id("r3")],
    ],
  );
  assert.equal(new RetainingPaths(raw).toKind("Row", 1).length, 1);
  assert.deepEqual(new RetainingPaths(raw).toKind("Nothing", 5), []);
});

test("a name is that of a function only where no object has it as its class", () => {
  const closure = { type: "closure", name: "Row" };
  const { raw, id } = draw(`${ROOTS}\n (Strong roots) -(1)-> f -x-> row`, { f: closure, row: { name: "Row" } });
  assert.deepEqual(
    new RetainingPaths(raw).toKind("Row", 5).map(({ path }) => path.steps.at(-1)!.to.id),
    [id("row")],
  );
  const alone = draw(`${ROOTS}\n (Strong roots) -(1)-> f`, { f: closure });
  assert.equal(new RetainingPaths(alone.raw).toKind("Row", 5).length, 1);
});

test("paths are as short as any, and valid edge by edge, in any graph", () => {
  fc.assert(
    fc.property(graphs, ({ raw, id }) => {
      const distances = relaxedDistances(raw);
      const paths = new RetainingPaths(raw);
      for (let index = 0; index < COUNT; index++) {
        const path = paths.toObject(id(`n${index}`));
        assert.equal(path?.steps.length, distances.get(id(`n${index}`)));
        if (path !== undefined) assertValid(raw, path);
      }
    }),
    { numRuns: 300 },
  );
});

const COUNT = 9;

const graphs = fc
  .array(fc.record({ from: fc.nat(COUNT), to: fc.nat(COUNT - 1), type: fc.constantFrom("property", "internal", "weak", "element") }), {
    maxLength: 24,
  })
  .chain((edges) =>
    fc.array(fc.tuple(fc.nat(COUNT - 1), fc.nat(COUNT - 1), fc.nat(COUNT - 1)), { maxLength: 3 }).map((entries) => graphOf(edges, entries)),
  );

function graphOf(edges: readonly { from: number; to: number; type: string }[], entries: readonly [number, number, number][]) {
  const key = (index: number) => (index === COUNT ? "(Strong roots)" : `n${index}`);
  const names = Array.from({ length: COUNT }, (_, index) => key(index));
  const drawn = edges.map(({ from, to, type }, index) => ({
    from: key(from),
    type,
    name: type === "element" ? index : `e${index}`,
    to: key(to),
  }));
  // A table is never its own key, and has a key once only.
  const isFirst = ([k, t]: readonly number[], index: number) => entries.findIndex((one) => one[0] === k && one[1] === t) === index;
  const pairs = entries
    .filter((entry, index) => entry[0] !== entry[1] && isFirst(entry, index))
    .flatMap(([k, t, v]) => weakMapEntry(key(k), key(t), key(v)));
  return build(
    ["root", "(GC roots)", "(Strong roots)", ...names],
    [
      { from: "root", type: "element", name: 1, to: "(GC roots)" },
      { from: "(GC roots)", type: "element", name: 1, to: "(Strong roots)" },
      ...drawn,
      ...pairs,
    ],
  );
}

/** Distances by relaxing all edges until nothing changes: of an entry's value, one more than the larger of its key's and its table's. */
function relaxedDistances(raw: RawSnapshot): Map<number, number> {
  const distances = new Map([[raw.nodeIds[2]!, 0]]);
  for (let changed = true; changed;) {
    changed = false;
    for (let node = 2; node < raw.nodeCount; node++) {
      for (let edge = raw.firstEdges[node]!; edge < raw.firstEdges[node + 1]!; edge++) {
        const type = raw.edgeTypeNames[raw.edgeTypes[edge]!];
        const ids = type === "internal" ? [...raw.strings.at(raw.edgeNames[edge]!).matchAll(/@(\d+)/g)].map(([, id]) => Number(id)) : [];
        const holders = ids.length === 3 ? [ids[0]!, ids[2]!] : [raw.nodeIds[node]!];
        const distance = Math.max(...holders.map((holder) => distances.get(holder) ?? Infinity)) + 1;
        const to = raw.nodeIds[raw.edgeTargets[edge]!]!;
        if (type === "weak" || distance >= (distances.get(to) ?? Infinity)) continue;
        distances.set(to, distance);
        changed = true;
      }
    }
  }
  return distances;
}

function assertValid(raw: RawSnapshot, { steps }: RetainingPath): void {
  let from = 2;
  for (const { to } of steps) {
    const edges = Array.from({ length: raw.firstEdges[from + 1]! - raw.firstEdges[from]! }, (_, index) => raw.firstEdges[from]! + index);
    const edge = edges.find((one) => raw.nodeIds[raw.edgeTargets[one]!] === to.id && raw.edgeTypeNames[raw.edgeTypes[one]!] !== "weak");
    assert.notEqual(edge, undefined);
    from = raw.edgeTargets[edge!]!;
  }
}
