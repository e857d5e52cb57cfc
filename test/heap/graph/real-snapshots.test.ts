import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { dominators } from "../../../src/heap/graph/dominators";
import { holdingEdges } from "../../../src/heap/graph/holding-edges";
import { kindOf } from "../../../src/heap/graph/node-kinds";
import { retainedByClass } from "../../../src/heap/graph/retained-by-class";
import { summary } from "../../../src/heap/graph/summary";
import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import { readSnapshotFile } from "../../../src/heap/snapshot/read-file";
import { heldBy, reachable } from "./oracle";

const HEAPS = ["classes", "collections", "closures", "strings", "realms"];
const script = resolve(__dirname, "..", "fixtures", "snapshot-heaps.js");
const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));

/** The snapshot of a process that held the objects of a fixture. */
const fileOf = (heap: string): string => join(folder, `${heap}.heapsnapshot`);

before(() => {
  for (const heap of HEAPS) execFileSync(process.execPath, [script, heap, fileOf(heap)]);
});

after(() => {
  rmSync(folder, { recursive: true });
});

interface Parsed {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[] };
    readonly node_count: number;
    readonly edge_count: number;
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

for (const heap of HEAPS) {
  test(`a real heap is read as JSON.parse reads it: ${heap}`, () => {
    const raw = readSnapshotFile(fileOf(heap));
    const { snapshot, nodes, edges, strings } = JSON.parse(readFileSync(fileOf(heap), "utf8")) as Parsed;
    const fields = snapshot.meta.node_fields;
    const column = (name: string): number[] => nodes.filter((_, place) => place % fields.length === fields.indexOf(name));
    const edgeColumn = (field: number): number[] => edges.filter((_, place) => place % 3 === field);
    assert.deepEqual([raw.nodeCount, raw.edgeCount, raw.strings.count], [snapshot.node_count, snapshot.edge_count, strings.length]);
    assert.deepEqual([...raw.nodeTypes], column("type"));
    assert.deepEqual([...raw.nodeNames], column("name"));
    assert.deepEqual([...raw.nodeIds], column("id"));
    assert.deepEqual([...raw.selfBytes], column("self_size"));
    assert.deepEqual([...raw.edgeTypes], edgeColumn(0));
    assert.deepEqual([...raw.edgeNames], edgeColumn(1));
    assert.deepEqual(
      [...raw.edgeTargets],
      edgeColumn(2).map((field) => field / fields.length),
    );
    const edgeCounts = column("edge_count");
    assert.deepEqual(
      [...raw.firstEdges.subarray(1)].map((end, node) => end - raw.firstEdges[node]!),
      edgeCounts,
    );
    strings.forEach((text, place) => assert.equal(raw.strings.at(place), text));
  });

  test(`in a real heap the root retains all, and a node what its absence frees: ${heap}`, () => {
    const raw = readSnapshotFile(fileOf(heap));
    const tree = dominators(raw);
    const total = [...raw.selfBytes].reduce((sum, bytes) => sum + bytes, 0);
    assert.equal(tree.retainedBytes[0], total);
    assert.equal(summary(raw).totalBytes, total);
    const held = heldBy(raw);
    const alive = reachable(held, 0);
    assert.equal(
      tree.isReachable.reduce((sum, one) => sum + one, 0),
      alive.size,
    );
    for (const node of sample(raw, tree.retainedBytes)) {
      const left = reachable(held, 0, node);
      const freed = [...alive].filter((one) => !left.has(one)).reduce((sum, one) => sum + raw.selfBytes[one]!, 0);
      assert.equal(tree.retainedBytes[node], freed, `${kindOf(raw, node)} @${raw.nodeIds[node]!}`);
    }
  });
}

test("the objects of a class are counted exactly, and their private parts are retained with them", () => {
  const raw = readSnapshotFile(fileOf("classes"));
  const rows = new Map(retainedByClass(raw, dominators(raw)).map((row) => [row.kind, row]));
  // V8 gives the name of a class to its prototype, too, or to that of a class which extends it.
  const [cats = 0, animals = 0] = ["Cat", "Animal"].map((kind) => rows.get(kind)?.count);
  assert.ok(cats >= 3000 && animals >= 6000);
  assert.ok(cats + animals <= 9002);
  assert.ok(rows.get("Cat")!.retainedBytes > rows.get("Cat")!.shallowBytes + rows.get("Animal")!.shallowBytes);
});

test("a WeakMap's values go with their keys", () => {
  const raw = readSnapshotFile(fileOf("collections"));
  const { idoms } = dominators(raw);
  const values = nodesOfKind(raw, "Value").filter((node) => raw.selfBytes[node]! > 0 && kindOf(raw, idoms[node]!) === "Key");
  assert.equal(values.length, 500);
  const withTables = holdingEdges(raw).map((holds, edge) => (raw.edgeTypeNames[raw.edgeTypes[edge]!] === "internal" ? 1 : holds));
  const without = dominators(raw, withTables);
  assert.ok(values.every((node) => kindOf(raw, without.idoms[node]!) !== "Key"));
});

function nodesOfKind(raw: RawSnapshot, kind: string): readonly number[] {
  return Array.from({ length: raw.nodeCount }, (_, node) => node).filter((node) => kindOf(raw, node) === kind);
}

/** Those that retain most below the root that are still objects, and some others from everywhere. */
function sample(raw: RawSnapshot, retainedBytes: Float64Array): readonly number[] {
  const largest = Array.from(retainedBytes.keys()).sort((a, b) => retainedBytes[b]! - retainedBytes[a]!);
  const alive = reachable(heldBy(raw), 0);
  return [...largest.slice(1, 15), ...largest.filter((_, place) => place % 9973 === 15)].filter((node) => node > 0 && alive.has(node));
}
