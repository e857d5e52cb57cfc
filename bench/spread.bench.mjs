// How repeatable the increment is: the same cell again and again.
import { withMeters } from "./lib/meters.mjs";
import { mib, percent, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { deviation, mean } from "./lib/statistics.mjs";

const RUNS = repeats(10);
const TARGET = { bytes: 0.1 * 2 ** 20, share: 0.005 };

const CELLS = [
  { name: "a block of 100 MiB", ours: "Buffer.alloc(100 * 2 ** 20, 1)", peer: 'bytearray(b"\\x01") * (100 * 2**20)' },
  {
    name: "1,000,000 objects",
    ours: "Array.from({ length: 1_000_000 }, (_, i) => ({ id: i, value: i / 7 }))",
    peer: '[{"id": i, "value": i / 7} for i in range(1_000_000)]',
  },
  { name: "nothing", ours: "0", peer: "pass" },
];

await withMeters({}, async ({ fork, fresh, memoryProfiler }) => {
  const comparisons = [];
  for (const { name, ours, peer } of CELLS) {
    const contestants = {
      "%memit": () => fork(ours),
      "%memit --fresh": () => fresh(ours),
      ...(memoryProfiler && { memory_profiler: () => memoryProfiler(peer) }),
    };
    const taken = await rounds(RUNS, contestants);
    for (const by of Object.keys(contestants)) comparisons.push({ cell: name, by, ...spreadOf(taken.map((round) => round[by])) });
  }
  report(comparisons);
});

function spreadOf(bytes) {
  const [meanBytes, deviationBytes] = [mean(bytes), deviation(bytes)];
  return { meanBytes, deviationBytes, isReached: deviationBytes <= Math.max(TARGET.bytes, TARGET.share * meanBytes), bytes };
}

function report(comparisons) {
  printTable(
    [`increment, ${RUNS} times`, "mean", "standard deviation", "lowest", "highest", "reached"],
    comparisons.map(({ cell, by, meanBytes, deviationBytes, isReached, bytes }) => [
      `${cell}: ${by}`,
      ...[meanBytes, deviationBytes, Math.min(...bytes), Math.max(...bytes)].map(mib),
      yesOrNo(isReached),
    ]),
  );
  console.log(
    `\nto reach: a standard deviation of at most ${mib(TARGET.bytes)}, or ${percent(TARGET.share)} of the mean where that is more`,
  );
  writeResult("spread", { target: TARGET, comparisons });
}
