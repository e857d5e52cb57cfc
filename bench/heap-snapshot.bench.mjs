// Reading a large snapshot, dominators and retained sizes: ours beside memlab, each in a process of its own. Then a snapshot that a process takes of
// itself: one that becomes our graph while V8 writes it, beside a bare one that nobody reads.
import path from "node:path";
import { duration, intervalOf, mib, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { readBy, takeLive, withFolder, writeLargeSnapshot } from "./lib/snapshots.mjs";
import { estimate, median } from "./lib/statistics.mjs";

const INSTANCES = 2_000_000;
const RUNS = repeats(3);
const TARGET = { ns: 3e9, bytes: 750e6 };
/** Of the whole, to the bare snapshot. */
const TARGET_LIVE_RATIO = 1.15;

await withFolder(async (folder) => {
  const file = path.join(folder, "large.heapsnapshot");
  await writeLargeSnapshot(INSTANCES, file);
  const pairs = await rounds(RUNS, { ours: () => readBy("snapshot-ours", file), memlab: () => readBy("snapshot-memlab", file) });
  const live = await rounds(RUNS, { graph: () => takeLive(INSTANCES, "graph"), bare: () => takeLive(INSTANCES, "bare") });
  report(pairs, reportLive(live));
});

function reportLive(pairs) {
  const of = (some, side, figure) => median(some.map((pair) => pair[side][figure]));
  const rows = [
    ["until the graph is there", "readNs", duration],
    ["with dominators and retained sizes", "totalNs", duration],
    ["peak RSS", "peakBytes", mib],
  ].map(([what, figure, text]) => ({
    what,
    text,
    graph: of(pairs, "graph", figure),
    bare: of(pairs, "bare", figure),
    ratio: estimate(pairs, (some) => of(some, "graph", figure) / of(some, "bare", figure)),
  }));
  printTable(
    ["a process of itself", "into the graph", "bare, unread", "ratio", "95 % interval"],
    rows.map(({ what, text, graph, bare, ratio }) => [what, text(graph), text(bare), ratio.value.toFixed(3), intervalOf(ratio)]),
  );
  const isReached = rows[1].ratio.value <= TARGET_LIVE_RATIO;
  console.log(`\nmedians of ${RUNS} pairs; to reach, with dominators: ${TARGET_LIVE_RATIO}: ${yesOrNo(isReached)}\n`);
  return { targetRatio: TARGET_LIVE_RATIO, isReached, rows, pairs };
}

function report(pairs, live) {
  const of = (some, side, figure) => median(some.map((pair) => pair[side][figure]));
  const ratioOf = (figure) => estimate(pairs, (some) => of(some, "ours", figure) / of(some, "memlab", figure));
  const { nodeCount, edgeCount } = pairs[0].ours;
  const rows = [
    ["time to read", "readNs", duration],
    ["time to read, dominators and retained sizes", "totalNs", duration],
    ["processor time of the process", "cpuNs", duration],
    ["peak RSS", "peakBytes", mib],
  ].map(([what, figure, text]) => ({
    what,
    text,
    ours: of(pairs, "ours", figure),
    memlab: of(pairs, "memlab", figure),
    ratio: ratioOf(figure),
  }));
  printTable(
    [`${nodeCount.toLocaleString("en")} nodes, ${edgeCount.toLocaleString("en")} edges`, "ours", "memlab", "ratio", "95 % interval"],
    rows.map(({ what, text, ours, memlab, ratio }) => [what, text(ours), text(memlab), ratio.value.toFixed(3), intervalOf(ratio)]),
  );
  const isReached = of(pairs, "ours", "totalNs") <= TARGET.ns && of(pairs, "ours", "peakBytes") <= TARGET.bytes;
  console.log(`\nmedians of ${RUNS} pairs; to reach: ${duration(TARGET.ns)} and ${mib(TARGET.bytes)}: ${yesOrNo(isReached)}`);
  writeResult("heap-snapshot", { instances: INSTANCES, target: TARGET, isReached, rows, pairs, live });
}
