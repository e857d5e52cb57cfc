// Whether dominators and retained sizes are memlab's, node by node, on real snapshots of each Node that is at hand. With BENCH_LARGE_SNAPSHOT=1 also
// on one of more than 1 GB. Fails where they are not.
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { HEAPS, nodesAtHand, readBy, withFolder, writeSnapshot, writeSnapshotOverOneGigabyte } from "./lib/snapshots.mjs";

await withFolder(async (folder) => {
  const comparisons = [];
  for (const node of nodesAtHand()) {
    for (const heap of HEAPS) {
      const file = path.join(folder, `${heap}.heapsnapshot`);
      await writeSnapshot(node, heap, file);
      comparisons.push({ version: versionOf(node), heap, ...(await readBy("snapshot-equality", file)) });
    }
  }
  if (process.env.BENCH_LARGE_SNAPSHOT) {
    const file = path.join(folder, "large.heapsnapshot");
    await writeSnapshotOverOneGigabyte(file);
    const name = `large, ${(statSync(file).size / 1e9).toFixed(2)} GB`;
    comparisons.push({ version: process.version, heap: name, ...(await readBy("snapshot-equality", file)) });
  }
  report(comparisons);
});

function versionOf(node) {
  return execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
}

function report(comparisons) {
  printTable(
    ["snapshot", "nodes", "dead", "entries of WeakMaps", "other dominators", "other sizes", "with WeakMaps as DevTools", "equal"],
    comparisons.map((one) => [
      `${one.version} ${one.heap}`,
      ...[one.nodeCount, one.deadCount, one.weakMapEntries].map((count) => count.toLocaleString("en")),
      ...[one.byMemlabsRule.dominators, one.byMemlabsRule.retainedSizes, one.byOurRule.retainedSizes].map(String),
      yesOrNo(isEqual(one)),
    ]),
  );
  console.log("\nto reach: no other dominator and no other size where entries of WeakMaps are treated as memlab does");
  const isReached = comparisons.every(isEqual);
  writeResult("heap-equality", { isReached, comparisons });
  if (!isReached) process.exitCode = 1;
}

function isEqual({ byMemlabsRule }) {
  return byMemlabsRule.dominators === 0 && byMemlabsRule.retainedSizes === 0;
}
