import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { variableRows } from "../../../src/heap/graph/variables";
import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import type { VariableRow } from "../../../src/model/heap-graph";
import { build, draw, weakMapEntry, type Drawing } from "./draw";

/** The rows of a drawing in which the object `scope` has the variables. */
function rowsOf({ raw, id }: Drawing, variables: Readonly<Record<string, string>>): readonly VariableRow[] {
  return variableRows(
    raw,
    Object.entries(variables).map(([name, key]) => ({ name, id: id(key) })),
    [id("scope")],
  );
}

function sizes(rows: readonly VariableRow[]): unknown[] {
  return rows.map(({ name, shallowBytes, retainedBytes, sharedBytes, sharedWith }) => [
    name,
    shallowBytes,
    retainedBytes,
    sharedBytes,
    sharedWith,
  ]);
}

test("a variable retains what it alone reaches, and shares what others reach too", () => {
  const drawing = draw(
    `root -> scope -a-> A -x-> own
     scope -b-> B -y-> common
     A -x-> common -z-> below
     B -p-> proto
     root -> needed -p-> proto`,
    { common: { bytes: 100 }, below: { bytes: 1000 }, own: { bytes: 7 }, proto: { bytes: 5000 } },
  );
  assert.deepEqual(sizes(rowsOf(drawing, { a: "A", b: "B" })), [
    ["a", 16, 23, 1100, ["b"]],
    ["b", 16, 16, 1100, ["a"]],
  ]);
});

test("two names of one value: neither retains it alone, both share it", () => {
  const drawing = draw(`root -> scope -a-> A -x-> own\n scope -b-> A`);
  assert.deepEqual(sizes(rowsOf(drawing, { a: "A", b: "A" })), [
    ["a", 16, 0, 32, ["b"]],
    ["b", 16, 0, 32, ["a"]],
  ]);
});

test("a variable that another one reaches is not freed alone, the other one keeps it", () => {
  const drawing = draw(`root -> scope -all-> All -[0]-> A -x-> own\n scope -a-> A`);
  assert.deepEqual(sizes(rowsOf(drawing, { all: "All", a: "A" })), [
    ["all", 16, 16, 32, ["a"]],
    ["a", 16, 0, 32, ["all"]],
  ]);
});

test("what the program holds besides, and what only weak edges reach, is nobody's", () => {
  const drawing = draw(`root -> scope -a-> A -x-> B\n root -> timer -f-> A\n scope -c-> C -~-> D\n root -> D`);
  assert.deepEqual(sizes(rowsOf(drawing, { a: "A", c: "C" })), [
    ["a", 16, 0, 0, []],
    ["c", 16, 16, 0, []],
  ]);
});

test("V8's own tables of the properties, and a property that is no variable, are told apart", () => {
  const drawing = draw(
    `root -> scope -a-> A
     scope -(properties)-> table -(3)-> cell -(value)-> A
     table -(4)-> B
     scope -b-> B
     scope -hidden-> C
     scope -c-> C`,
    { table: { type: "array" }, cell: { type: "hidden", name: "system / PropertyCell" } },
  );
  assert.deepEqual(
    rowsOf(drawing, { a: "A", b: "B", c: "C" }).map(({ name, retainedBytes }) => [name, retainedBytes]),
    [
      ["a", 16],
      ["b", 16],
      ["c", 0],
    ],
  );
});

test("variables of a scope are captured variables", () => {
  const drawing = draw(`root -> scope -{a}-> A -x-> B`);
  assert.deepEqual(sizes(rowsOf(drawing, { a: "A" })), [["a", 16, 32, 0, []]]);
});

test("a WeakMap's value goes with its key, or with the WeakMap if the key lives on", () => {
  const drawn = (key: string) =>
    build(
      ["root", "scope", "k", "m", "table", "value", "elsewhere"],
      [
        ...["k", "m"].map((name) => ({ from: "scope", type: "property", name, to: name })),
        { from: "root", type: "hidden", name: 1, to: "scope" },
        { from: "root", type: "hidden", name: 2, to: "elsewhere" },
        { from: "m", type: "internal", name: "table", to: "table" },
        ...weakMapEntry(key, "table", "value"),
      ],
      { value: { bytes: 1000 } },
    );
  assert.deepEqual(sizes(rowsOf(drawn("k"), { k: "k", m: "m" })), [
    ["k", 16, 1016, 0, []],
    ["m", 16, 32, 0, []],
  ]);
  assert.deepEqual(sizes(rowsOf(drawn("elsewhere"), { k: "k", m: "m" })), [
    ["k", 16, 16, 0, []],
    ["m", 16, 1032, 0, []],
  ]);
});

test("at most three sharers are named, those with the most first; a value that is not in the snapshot has no row", () => {
  const names = ["a", "b", "c", "d", "e"];
  const drawing = draw(
    `root -> scope
     ${names.map((name) => `scope -${name}-> ${name} -x-> small`).join("\n")}
     c -y-> large\n e -y-> large`,
    { large: { bytes: 1000 } },
  );
  const rows = rowsOf(drawing, Object.fromEntries(names.map((name) => [name, name])));
  assert.deepEqual(
    rows.map(({ sharedWith }) => sharedWith),
    [
      ["b", "c", "d"],
      ["a", "c", "d"],
      ["e", "a", "b"],
      ["a", "b", "c"],
      ["c", "a", "b"],
    ],
  );
  assert.deepEqual(variableRows(drawing.raw, [{ name: "gone", id: 9999 }], [drawing.id("scope")]), []);
});

const COUNT = 8;
const VARIABLES = 3;

test("in any graph a variable retains what dies when its edge is cut", () => {
  const edge = fc.record({ from: fc.nat(COUNT), to: fc.nat(COUNT - 1), type: fc.constantFrom("property", "property", "internal", "weak") });
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 20 }), fc.array(fc.nat(COUNT - 1), { minLength: 1, maxLength: VARIABLES }), (edges, values) => {
      const key = (index: number) => (index === COUNT ? "root" : `n${index}`);
      const variables = values.map((value, index) => ({ name: `v${index}`, to: key(value) }));
      const drawn = (without: readonly string[]) =>
        build(
          ["root", "scope", ...Array.from({ length: COUNT }, (_, index) => key(index))],
          [
            { from: "root", type: "hidden", name: 0, to: "scope" },
            ...edges.map(({ from, to, type }, index) => ({ from: key(from), type, name: `e${index}`, to: key(to) })),
            ...variables
              .filter(({ name }) => !without.includes(name))
              .map(({ name, to }) => ({ from: "scope", type: "property", name, to })),
          ],
          Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [key(index), { bytes: 1 << index }])),
        );
      const names = variables.map(({ name }) => name);
      const whole = drawn([]);
      const alive = bytesFrom(whole.raw, [0]);
      const elsewhere = aliveFrom(drawn(names).raw, [0]);
      const rows = rowsOf(whole, Object.fromEntries(variables.map(({ name, to }) => [name, to])));
      for (const [index, { name, to }] of variables.entries()) {
        assert.equal(rows[index]!.retainedBytes, alive - bytesFrom(drawn([name]).raw, [0]));
        const reached = [...aliveFrom(whole.raw, [whole.node(to)])].filter((node) => !elsewhere.has(node));
        const reachedBytes = reached.reduce((sum, node) => sum + whole.raw.selfBytes[node]!, 0);
        assert.equal(rows[index]!.sharedBytes, reachedBytes - rows[index]!.retainedBytes);
      }
    }),
    { numRuns: 500 },
  );
});

function bytesFrom(raw: RawSnapshot, starts: readonly number[]): number {
  return [...aliveFrom(raw, starts)].reduce((sum, node) => sum + raw.selfBytes[node]!, 0);
}

function aliveFrom(raw: RawSnapshot, starts: readonly number[]): Set<number> {
  const alive = new Set(starts);
  for (const node of alive) {
    for (let edge = raw.firstEdges[node]!; edge < raw.firstEdges[node + 1]!; edge++) {
      if (raw.edgeTypeNames[raw.edgeTypes[edge]!] !== "weak") alive.add(raw.edgeTargets[edge]!);
    }
  }
  return alive;
}
