// npm run test:long: what takes too long for every change. The tables of states and faults, the census and the graph of the heap on Node 20 to 26;
// then dominators and retained sizes beside memlab's, on snapshots of each of these and on one larger than 1 GB, which takes 10 GB of memory.
import path from "node:path";
import { main, mustRun } from "./lib/process.mjs";
import { root } from "./lib/project.mjs";

main(async () => {
  await mustRun("npm run test:nodes", process.execPath, [path.join(root, "scripts", "test-nodes.mjs")], { cwd: root });
  const env = { ...process.env, BENCH_LARGE_SNAPSHOT: "1" };
  await mustRun("The comparison with memlab", process.execPath, [path.join(root, "scripts", "bench.mjs"), "heap-equality"], {
    cwd: root,
    env,
  });
});
