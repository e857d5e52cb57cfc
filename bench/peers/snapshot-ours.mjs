// Reads a snapshot, and computes dominators and retained sizes; prints how long that took, and what it took.
import { dominators } from "../../dist/src/heap/graph/dominators.js";
import { readSnapshotFile } from "../../dist/src/heap/snapshot/read-file.js";
import { peakBytes } from "../lib/peak.mjs";

const startMs = performance.now();
const raw = readSnapshotFile(process.argv[2]);
const readMs = performance.now() - startMs;
const tree = dominators(raw);
const totalMs = performance.now() - startMs;
const cpu = process.cpuUsage();
const { nodeCount, edgeCount } = raw;
console.log(
  JSON.stringify({
    nodeCount,
    edgeCount,
    readNs: readMs * 1e6,
    totalNs: totalMs * 1e6,
    cpuNs: (cpu.user + cpu.system) * 1e3,
    peakBytes: peakBytes(),
    retainedBytes: tree.retainedBytes[0],
  }),
);
