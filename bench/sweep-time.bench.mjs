// How long a sweep takes: 9 sizes, 3 runs of each, of code that takes 10 ms. Beside it the same measurements by memory_profiler, which fits no law.
import { pythonIsMissing, withKernels } from "./lib/kernels.mjs";
import { resultOf } from "./lib/measured.mjs";
import { duration, intervalOf, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { estimate, median } from "./lib/statistics.mjs";

const ROUNDS = repeats(7);
const TARGET_NS = 5e9;
const SIZES = [1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5];

const ours = `%memit --sweep n=${SIZES.join(",")} const start = Date.now(); while (Date.now() - start < 10); new Float64Array(n).fill(1)`;
const peer = `
import time, numpy
def work(n):
    start = time.perf_counter()
    while time.perf_counter() - start < 0.01: pass
    return numpy.ones(n)
results = {}
for n in ${JSON.stringify(SIZES)}:
    n = int(n)
    results[n] = get_ipython().run_line_magic("memit", "-q -o -r 3 work(n)")
`;

await withKernels(["tslab-magics", ...(pythonIsMissing ? [] : ["ipykernel"])], async (kernel, ipykernel) => {
  if (pythonIsMissing) console.log(`memory_profiler is left out: ${pythonIsMissing}.`);
  await ipykernel?.run("%load_ext memory_profiler");
  const contestants = { ours: () => timed(kernel, ours), ...(ipykernel && { peer: () => timed(ipykernel, peer) }) };
  await rounds(1, contestants);
  report(await rounds(ROUNDS, contestants));
});

async function timed(kernel, code) {
  const exchange = await kernel.run(code);
  if (code === ours && resultOf(exchange).engine !== "fresh") throw new Error("The sweep was not run in new processes.");
  return exchange.repliedNs - exchange.sentNs;
}

function report(all) {
  const oursNs = median(all.map((round) => round.ours));
  const peerNs = all[0].peer && median(all.map((round) => round.peer));
  const ratio = peerNs && estimate(all, (pairs) => median(pairs.map((pair) => pair.ours / pair.peer)));
  printTable(
    ["27 runs", "ours", "reached", "memory_profiler", "ratio", "95 % interval"],
    [
      [
        "",
        duration(oursNs),
        yesOrNo(oursNs <= TARGET_NS),
        peerNs ? duration(peerNs) : "",
        ratio?.value.toFixed(3) ?? "",
        ratio ? intervalOf(ratio) : "",
      ],
    ],
  );
  writeResult("sweep-time", { targetNs: TARGET_NS, rounds: all });
}
