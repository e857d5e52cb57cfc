// The time of one loop by %timeit beside mitata's median, on bodies from a nanosecond to ten milliseconds, in turns. mitata's median is that of
// single calls where these are long: collections of garbage, which come with few of them, are in its mean and in our loops.
import { BODIES } from "./lib/bodies.mjs";
import { withKernels } from "./lib/kernels.mjs";
import { resultOf } from "./lib/measured.mjs";
import { peerTimes } from "./lib/peer-process.mjs";
import { duration, intervalOf, percent, printTable, writeResult } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { estimate, median } from "./lib/statistics.mjs";

/** As long as mitata goes on. */
const OURS = "%%timeit --time 0.64";
const PAIRS = repeats(15);
const TARGET = { fromNs: 5, share: 0.05 };
/** A wider interval says nothing, unless it lies beyond the target as a whole. */
const WIDEST = 0.1;

await withKernels(["tslab-magics"], async (kernel) => {
  const comparisons = [];
  for (const body of BODIES) {
    const pairs = await rounds(PAIRS, { ours: () => oursOf(kernel, body), peer: () => peerTimes("mitata", body) });
    comparisons.push({ name: body.name, ...comparisonOf(pairs) });
  }
  report(comparisons);
});

/** Of a body that %timeit cannot tell from nothing there is a bound only. */
async function oursOf(kernel, { setup, expression, isAsync }) {
  const { perLoop, atMostNs } = resultOf(await kernel.run(`${OURS} ${setup}\n${isAsync ? "await " : ""}${expression}`));
  return perLoop === undefined ? { atMostNs } : { ns: perLoop.medianNs };
}

function comparisonOf(pairs) {
  const peerOf = (what) => median(pairs.map(({ peer }) => peer[what]));
  const [peerNs, peerMeanNs] = [peerOf("medianNs"), peerOf("meanNs")];
  if (pairs.some(({ ours }) => ours.ns === undefined)) return { peerNs, peerMeanNs, verdict: "below resolution", pairs };
  const oursNs = median(pairs.map(({ ours }) => ours.ns));
  const ratio = estimate(pairs, (some) => median(some.map(({ ours, peer }) => ours.ns / peer.medianNs)));
  return { oursNs, peerNs, peerMeanNs, ratio, verdict: verdictOf(peerNs, ratio), pairs };
}

function verdictOf(peerNs, { value, low, high }) {
  if (peerNs <= TARGET.fromNs) return "reported";
  if (low > 1 + TARGET.share || high < 1 - TARGET.share) return "no";
  if (high - low > WIDEST) return "inconclusive";
  return Math.abs(value - 1) <= TARGET.share || (low <= 1 && high >= 1) ? "yes" : "no";
}

function report(comparisons) {
  printTable(
    ["time of one loop", OURS, "mitata, median", "its mean", "ratio", "95 % interval", "reached"],
    comparisons.map(({ name, oursNs, peerNs, peerMeanNs, ratio, verdict }) => [
      name,
      oursNs === undefined ? "" : duration(oursNs),
      duration(peerNs),
      duration(peerMeanNs),
      ratio?.value.toFixed(3) ?? "",
      ratio === undefined ? "" : intervalOf(ratio),
      verdict,
    ]),
  );
  console.log(
    `\nmedians of ${PAIRS} pairs; to reach, above ${TARGET.fromNs} ns: a ratio within ${percent(TARGET.share)} of 1, or an interval that covers 1`,
  );
  writeResult("timeit", { ours: OURS, peer: "mitata", target: TARGET, widest: WIDEST, comparisons });
}
