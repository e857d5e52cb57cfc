// How much is seen of a peak that is over soon: a block is made, written to and freed inside one call, again and again.
import { withMeters } from "./lib/meters.mjs";
import { percent, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { median } from "./lib/statistics.mjs";

const RUNS = repeats(20);
const BLOCK_BYTES = 300_000_000;
const TARGET_SHARE = 0.995;

const SPIKE = `function spike() { Buffer.alloc(${BLOCK_BYTES}, 1); globalThis.gc!(); }`;
const PYTHON_SPIKES = `def spike_bytearray(): bytearray(b"\\x01") * ${BLOCK_BYTES}
def spike_numpy(): numpy.ones(${BLOCK_BYTES}, dtype=numpy.uint8)`;

await withMeters({ ours: SPIKE, peer: PYTHON_SPIKES }, async ({ fork, fresh, memoryProfiler }) => {
  const contestants = {
    "%memit": () => fork("spike()"),
    "%memit --fresh": () => fresh("spike()"),
    ...(memoryProfiler && {
      "memory_profiler, bytearray": () => memoryProfiler("spike_bytearray()"),
      "memory_profiler, numpy": () => memoryProfiler("spike_numpy()"),
    }),
  };
  report(Object.keys(contestants), await rounds(RUNS, contestants));
});

function report(names, taken) {
  const comparisons = names.map((name) => {
    const shares = taken.map((round) => round[name] / BLOCK_BYTES);
    return { name, isReached: Math.min(...shares) >= TARGET_SHARE, shares };
  });
  printTable(
    [`share seen of a peak of ${BLOCK_BYTES / 1e6} MB`, "lowest", "median", "highest", "reached"],
    comparisons.map(({ name, isReached, shares }) => [
      name,
      ...[Math.min(...shares), median(shares), Math.max(...shares)].map((share) => percent(share)),
      yesOrNo(isReached),
    ]),
  );
  console.log(`\n${RUNS} runs; to reach: ${percent(TARGET_SHARE)} in every run`);
  writeResult("short-peak", { blockBytes: BLOCK_BYTES, targetShare: TARGET_SHARE, comparisons });
}
