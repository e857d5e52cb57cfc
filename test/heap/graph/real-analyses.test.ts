import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { collectionsHoldingAlone } from "../../../src/heap/graph/collections";
import { dominators, type DominatorTree } from "../../../src/heap/graph/dominators";
import { duplicateObjects, duplicateStrings } from "../../../src/heap/graph/duplicates";
import { largestFanOut } from "../../../src/heap/graph/fan-out";
import { globalVariables } from "../../../src/heap/graph/global-variables";
import { Growth } from "../../../src/heap/graph/growth";
import { nameOf, typeOf } from "../../../src/heap/graph/node-kinds";
import { notebookVariables } from "../../../src/heap/graph/notebook-variables";
import { ordinalOf } from "../../../src/heap/graph/ordinals";
import { RetainingPaths } from "../../../src/heap/graph/paths";
import { references, referrers } from "../../../src/heap/graph/references";
import { largestStrings } from "../../../src/heap/graph/strings";
import { variableRows } from "../../../src/heap/graph/variables";
import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import { readSnapshotFile } from "../../../src/heap/snapshot/read-file";
import type { NotebookVariable } from "../../../src/model/heap-graph";
import { referenceText } from "../../../src/render/reference-text";
import { pathGroupsText, pathText } from "../../../src/render/retaining-path";

const NAMES = "rows list cache secrets first alias pairs long leak cb".split(" ");
const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));

let raw: RawSnapshot;
let tree: DominatorTree;
let scope: number;
let variables: readonly NotebookVariable[];

before(() => {
  execFileSync(process.execPath, [resolve(__dirname, "..", "fixtures", "graph-heap.js"), folder]);
  raw = snapshot(2);
  tree = dominators(raw);
  scope = objectsOf("NotebookScope").find((node) => tree.retainedBytes[node]! > 100_000)!;
  variables = notebookVariables(raw, scope, new Set(NAMES));
});

after(() => {
  rmSync(folder, { recursive: true });
});

function snapshot(index: number): RawSnapshot {
  return readSnapshotFile(join(folder, `${index}.heapsnapshot`));
}

function objectsOf(name: string): number[] {
  return Array.from({ length: raw.nodeCount }, (_, node) => node).filter(
    (node) => typeOf(raw, node) === "object" && nameOf(raw, node) === name,
  );
}

function idOfSomeRow(): number {
  return new RetainingPaths(raw, { variables }).toKind("Row", 1)[0]!.path.steps.at(-1)!.to.id;
}

function idOf(name: string): number {
  return variables.find((variable) => variable.name === name)!.id;
}

test("paths read in the notebook's names", () => {
  const paths = new RetainingPaths(raw, { variables, tree });
  const told = (kind: string) => pathGroupsText(paths.toKind(kind, 1)).replace(/@\d+/g, "@id");
  assert.match(told("Row"), /^200 objects, .*, such as:\n {2}`list` → Array → \[\d+\]: Row$/);
  assert.match(told("CacheEntry"), /^200 objects, .*\n {2}`cache` → Map → CacheEntry$/);
  assert.match(
    told("Session"),
    /^1 object, .*\n {2}(`cb` → closure.* → captured `session`: Session|the global object → \.forgotten: Session)$/,
  );
  assert.match(
    told("Secret"),
    /^1 object, .*\n {2}`(list` → Array → \[0\]: Row|secrets` → WeakMap) → value for Row @id in a WeakMap: Secret$/,
  );
  const global = new RetainingPaths(raw).toObject(raw.nodeIds[scope]!)!;
  assert.equal(pathText(global), "the global object → .notebook: NotebookScope");
});

test("variables retain and share what they reach, and nothing of the rest of the process", () => {
  const rows = new Map(variableRows(raw, variables, [raw.nodeIds[scope]!]).map((row) => [row.name, row]));
  const retained = (name: string) => tree.retainedBytes[ordinalOf(raw, idOf(name))!]!;
  // What nobody else reaches is what the dominators say; the classes' shapes and prototypes are alive anyway.
  for (const name of ["cache", "long", "rows"]) assert.equal(rows.get(name)!.retainedBytes, retained(name), name);
  const first = rows.get("first")!;
  assert.deepEqual([first.retainedBytes, first.sharedBytes, first.sharedWith], [0, retained("first"), ["alias"]]);
  const rowsAlone = 200 * raw.selfBytes[ordinalOf(raw, idOfSomeRow())!]!;
  assert.ok(rows.get("rows")!.sharedBytes >= rowsAlone && rows.get("rows")!.sharedBytes < 4 * rowsAlone);
  assert.deepEqual(rows.get("rows")!.sharedWith, ["list"]);
  const sum = [...rows.values()].reduce((bytes, { retainedBytes }) => bytes + retainedBytes, 0);
  assert.ok(sum < tree.retainedBytes[scope]!);
});

test("what refers to an object, and what it refers to", () => {
  const around = referenceText(referrers(raw, idOfSomeRow(), { depth: 2 })!);
  assert.match(around, /^Row @\d+, \d+ B\n/);
  assert.match(around, /[├└] \[\d+\] of Array @/);
  assert.match(around, /[├└] entry of Map @/);
  assert.match(around, /\.rows of NotebookScope @/);
  const cache = references(raw, idOf("cache"), { depth: 1, fanOut: 5 })!;
  assert.deepEqual(
    cache.nodes.map(({ kind }) => kind),
    ["Map", ...Array.from({ length: 5 }, () => "CacheEntry")],
  );
  assert.equal(cache.hidden[0], 195);
});

test("equal strings and objects are counted exactly", () => {
  // One in each pair, and the one of the source.
  assert.equal(duplicateStrings(raw, 100).rows.find(({ sample }) => sample === "equally")?.count, 51);
  const pair = duplicateObjects(raw, 100).rows.find(({ kind }) => kind === "Pair");
  assert.deepEqual([pair?.count, pair?.sample], [50, `{ left: "equally", right: "pair" }`]);
});

test("fan-out, collections, global variables and large strings", () => {
  const whyOf = (name: string, findings: ReturnType<typeof largestFanOut>) => findings.find(({ object }) => object.id === idOf(name))?.why;
  assert.equal(whyOf("leak", largestFanOut(raw, 50, tree)), "holds 900 values");
  // The keys are small integers, which are not in a snapshot.
  assert.equal(whyOf("cache", largestFanOut(raw, 1000, tree)), "holds 200 values");
  assert.equal(whyOf("cache", collectionsHoldingAlone(raw, tree, 50)), "nothing else keeps 200 objects in it alive");
  assert.equal(whyOf("list", collectionsHoldingAlone(raw, tree, 1000)), undefined);
  assert.deepEqual(
    globalVariables(raw, 10, tree).map(({ why }) => why),
    ["globalThis.notebook", "globalThis.forgotten"],
  );
  assert.ok(largestStrings(raw, 3).some(({ id, text }) => id === idOf("long") && text === "long ".repeat(20)));
});

test("what grows from snapshot to snapshot is found, by kind and by object", () => {
  const series = [0, 1, 2].map(snapshot);
  const growth = series.reduce((grown, one) => grown.after(one, dominators(one)), Growth.NONE);
  assert.deepEqual(
    growth.kinds.find(({ kind }) => kind === "Leaked"),
    { kind: "Leaked", counts: [300, 600, 900] },
  );
  const [most] = growth.objectsIn(raw, tree);
  assert.deepEqual([raw.nodeIds[most!.node], most!.entries], [idOf("leak"), [300, 600, 900]]);
});
