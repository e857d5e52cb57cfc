// Compares each node's dominator and retained size with memlab's, once by memlab's rule for WeakMaps, and once by ours.
import memlab from "@memlab/core";
import { dominators } from "../../dist/src/heap/graph/dominators.js";
import { ephemeronsOf } from "../../dist/src/heap/graph/ephemerons.js";
import { holdingEdges } from "../../dist/src/heap/graph/holding-edges.js";
import { readSnapshotFile } from "../../dist/src/heap/snapshot/read-file.js";

const file = process.argv[2];
const raw = readSnapshotFile(file);
const heap = await memlab.utils.getSnapshotFromFile(file, { buildNodeIdIndex: true });
new memlab.TraceFinder().calculateAllNodesRetainedSizes(heap);

const holds = holdingEdges(raw);
const { tableEdges } = ephemeronsOf(raw);
const holdsToMemlab = holds.map((one, edge) => (tableEdges.has(edge) ? 1 : one));
const byMemlabsRule = differences(dominators(raw, holdsToMemlab));
const ours = dominators(raw, holds);
console.log(
  `\n${JSON.stringify({
    nodeCount: raw.nodeCount,
    edgeCount: raw.edgeCount,
    deadCount: ours.isReachable.filter((one) => one === 0).length,
    weakMapEntries: tableEdges.size,
    byMemlabsRule,
    byOurRule: differences(ours),
  })}`,
);

function differences({ idoms, retainedBytes }) {
  const found = { dominators: 0, retainedSizes: 0 };
  for (let node = 0; node < raw.nodeCount; node++) {
    const theirs = heap.nodes.get(node);
    if (theirs.dominatorNode.nodeIndex !== idoms[node]) found.dominators++;
    if (theirs.retainedSize !== retainedBytes[node]) found.retainedSizes++;
  }
  return found;
}
