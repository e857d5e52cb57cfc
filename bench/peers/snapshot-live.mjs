// A process that holds many objects takes a snapshot of itself: a bare one, drained to nothing, or one that goes into our graph while V8 writes it, with
// dominators and retained sizes. The arguments: how many objects, and `bare` or `graph`. Prints what it took.
import { getHeapSnapshot } from "node:v8";
import { dominators } from "../../dist/src/heap/graph/dominators.js";
import { SnapshotReader } from "../../dist/src/heap/snapshot/snapshot-reader.js";
import { streamSnapshot } from "../../dist/src/heap/v8/snapshot.js";
import { peakBytes } from "../lib/peak.mjs";

class Row {
  constructor(i) {
    this.a = i + 0.5;
    this.b = i * 1.5 + 0.25;
  }
}

const [count, what] = process.argv.slice(2);
globalThis.rows = Array.from({ length: Number(count) }, (_, i) => new Row(i));
globalThis.gc();
const startMs = performance.now();
const readMs = await { bare: drain, graph: read }[what]();
console.log(JSON.stringify({ readNs: readMs * 1e6, totalNs: (performance.now() - startMs) * 1e6, peakBytes: peakBytes() }));

async function drain() {
  for await (const chunk of getHeapSnapshot()) void chunk;
  return performance.now() - startMs;
}

async function read() {
  const reader = new SnapshotReader();
  streamSnapshot((bytes) => reader.push(bytes));
  const raw = reader.end();
  const readMs = performance.now() - startMs;
  dominators(raw);
  return readMs;
}
