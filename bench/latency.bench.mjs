// How long the smallest measurement takes, from execute_request to execute_reply: ours beside memory_profiler's in IPython, in turns.
import { setTimeout as pause } from "node:timers/promises";
import { pythonIsMissing, withKernels } from "./lib/kernels.mjs";
import { ms, printTable, writeResult } from "./lib/report.mjs";
import { stagesOf } from "./lib/stages.mjs";
import { estimate, median } from "./lib/statistics.mjs";

const OURS = "%memit 0";
const PEER = "%memit -r 1 pass";
const PAIRS = 50;
const WARM_UP_PAIRS = 5;
const STAGE_RUNS = 20;
const TARGET_RATIO = 0.5;
/** Our kernel tidies up when it is idle: a measurement right behind another, and one that comes when that is done. */
const PAUSES_MS = [0, 1000];

if (pythonIsMissing) console.log(`Left out: ${pythonIsMissing}.`);
else await withKernels(["tslab-magics", "ipykernel"], compare);

async function compare(ours, peer) {
  await peer.run("%load_ext memory_profiler");
  for (let i = 0; i < WARM_UP_PAIRS; i++) await pairOf(ours, peer, i);
  const comparisons = [];
  for (const pauseMs of PAUSES_MS) comparisons.push(await comparisonAfter(pauseMs, ours, peer));
  const stages = await stagesOf(ours, OURS, STAGE_RUNS);
  report(comparisons, stages);
}

async function comparisonAfter(pauseMs, ours, peer) {
  const pairs = [];
  for (let i = 0; i < PAIRS; i++) {
    await pause(pauseMs);
    pairs.push(await pairOf(ours, peer, i));
  }
  const ratio = estimate(pairs, (some) => median(some.map((pair) => pair.ours)) / median(some.map((pair) => pair.peer)));
  return { pauseMs, oursNs: median(pairs.map((pair) => pair.ours)), peerNs: median(pairs.map((pair) => pair.peer)), ratio, pairs };
}

/** Who comes first changes from pair to pair. */
async function pairOf(ours, peer, index) {
  const runOurs = async () => latencyOf(await ours.run(OURS));
  const runPeer = async () => latencyOf(await peer.run(PEER));
  if (index % 2 === 0) return { ours: await runOurs(), peer: await runPeer() };
  const peerNs = await runPeer();
  return { ours: await runOurs(), peer: peerNs };
}

function latencyOf({ sentNs, repliedNs, messages }) {
  if (!messages.some(({ content }) => JSON.stringify(content).includes("peak memory: ")))
    throw new Error("A measurement showed no result.");
  return repliedNs - sentNs;
}

function report(comparisons, stages) {
  printTable(
    ["pause before each pair", OURS, PEER, "ratio", "95 % interval"],
    comparisons.map(({ pauseMs, oursNs, peerNs, ratio }) => [
      pauseMs === 0 ? "none" : `${pauseMs} ms`,
      ms(oursNs),
      ms(peerNs),
      ratio.value.toFixed(3),
      `${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)}`,
    ]),
  );
  console.log(`\nmedians of ${PAIRS} pairs; to reach: a ratio of at most ${TARGET_RATIO}\n`);
  printTable(
    [`where the time of ${OURS} goes`, `median of ${STAGE_RUNS}`],
    stages.map(({ part, ns }) => [part, ms(ns)]),
  );
  const isReached = comparisons.every(({ ratio }) => ratio.value <= TARGET_RATIO);
  writeResult("latency", { ours: OURS, peer: PEER, targetRatio: TARGET_RATIO, isReached, comparisons, stages });
}
