// The same with memlab.
import memlab from "@memlab/core";
import { peakBytes } from "../lib/peak.mjs";

const startMs = performance.now();
const heap = await memlab.utils.getSnapshotFromFile(process.argv[2], { buildNodeIdIndex: true });
const readMs = performance.now() - startMs;
new memlab.TraceFinder().calculateAllNodesRetainedSizes(heap);
const totalMs = performance.now() - startMs;
const cpu = process.cpuUsage();
console.log(
  `\n${JSON.stringify({
    nodeCount: heap.nodes.length,
    edgeCount: heap.edges.length,
    readNs: readMs * 1e6,
    totalNs: totalMs * 1e6,
    cpuNs: (cpu.user + cpu.system) * 1e3,
    peakBytes: peakBytes(),
    retainedBytes: heap.nodes.get(0).retainedSize,
  })}`,
);
