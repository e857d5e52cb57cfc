import type { GraphReport, HeapObject } from "../../src/model/heap-graph";

const row: HeapObject = { id: 101, kind: "Row", shallowBytes: 40, retainedBytes: 96 };
const rows: HeapObject = { id: 99, kind: "Array", shallowBytes: 32, retainedBytes: 1_572_864 };
const holder: HeapObject = { id: 7, kind: "the notebook", shallowBytes: 56, retainedBytes: 2_097_152 };
const hostile = '<img src=x onerror="alert(1)">';

/** A snapshot that was asked everything, with a name that would like to be markup. */
export const graph: GraphReport = {
  nodeCount: 358_636,
  edgeCount: 1_336_042,
  totalBytes: 32_799_000,
  counted: { objectCount: 20_096, bytes: 9_888_071 },
  savedTo: "/home/ada/<b>.heapsnapshot",
  answers: [
    {
      kind: "variables",
      rows: [
        { name: "rows", kind: "Array", shallowBytes: 32, retainedBytes: 160_000, sharedBytes: 965_000, sharedWith: ["index", "cb"] },
        { name: "n", kind: "number", shallowBytes: 0, retainedBytes: 0, sharedBytes: 0, sharedWith: [] },
      ],
      moreRows: 3,
    },
    { kind: "retained", rows: [{ kind: hostile, count: 20_000, shallowBytes: 800_000, retainedBytes: 1_920_000 }], moreRows: 1 },
    { kind: "dominators", rows: [rows, row], moreRows: 0 },
    {
      kind: "duplicates",
      strings: {
        rows: [{ kind: "string", sample: hostile, count: 12, bytes: 576, wastedBytes: 528 }],
        rowCount: 4,
        wastedBytes: 900,
        notComparedCount: 0,
      },
      objects: { rows: [], rowCount: 0, wastedBytes: 0, notComparedCount: 17 },
    },
    { kind: "collections", findings: [{ object: rows, why: "nothing else keeps 20,000 objects in it alive" }] },
    { kind: "strings", findings: [{ object: { id: 5, kind: "string", text: hostile, shallowBytes: 48 }, why: "" }] },
    {
      kind: "paths",
      of: "Row",
      groups: [
        {
          count: 20_000,
          bytes: 800_000,
          path: {
            root: { kind: "variable", name: "rows" },
            steps: [
              { edge: { how: "property", name: "rows" }, to: rows },
              { edge: { how: "element", name: "19" }, to: row },
            ],
          },
        },
      ],
    },
    {
      kind: "referrers",
      of: "rows",
      graph: {
        direction: "referrers",
        nodes: [rows, holder],
        edges: [{ from: 1, to: 0, edge: { how: "property", name: "rows" } }],
        hidden: [4, 0],
      },
    },
    {
      kind: "growth",
      runs: 5,
      kinds: [{ kind: hostile, counts: [100, 200, 300, 400, 500, 600] }],
      moreKinds: 2,
      objects: [
        {
          object: rows,
          retainedBytes: [4_096, 8_192, 12_288, 16_384, 20_480, 24_576],
          entries: [100, 200, 300, 400, 500, 600],
          path: { root: { kind: "variable", name: "rows", cell: 4 }, steps: [{ edge: { how: "variable", name: "rows" }, to: rows }] },
        },
        { object: holder, retainedBytes: [0, 96, 192, 288, 384, 480], entries: [1, 1, 1, 1, 1, 1] },
      ],
      moreObjects: 0,
    },
    { kind: "growth", runs: 2, kinds: [], moreKinds: 0, objects: [], moreObjects: 0 },
    { kind: "nothing", view: "references", why: "there is no Nope in the heap." },
  ],
};
