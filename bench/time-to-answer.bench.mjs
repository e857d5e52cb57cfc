// How long %timeit takes for its answer, beside IPython's, on work that both languages have: as each does it by itself, and at equal confidence.
import { studentT } from "../dist/src/stats/student-t.js";
import { pythonIsMissing, withKernels } from "./lib/kernels.mjs";
import { printedText, resultOf } from "./lib/measured.mjs";
import { ms, percent, printTable, intervalOf, writeResult } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { deviation, estimate, mean, median } from "./lib/statistics.mjs";
import { verdictOn } from "./lib/verdict.mjs";

const PAIRS = repeats(10);
const HALF_WIDTH = 0.01;
const TARGET_RATIO = 0.5;

const DATA = {
  ours: `const numbers = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1009);
const json = JSON.stringify(numbers.map((key, id) => ({ id, key })));`,
  peer: `import json
numbers = [(i * 7919) % 1009 for i in range(1000)]
text = json.dumps([{"id": id, "key": key} for id, key in enumerate(numbers)])`,
};
const BODIES = [
  { name: "1,000 numbers added up", ours: "numbers.reduce((a, b) => a + b, 0)", peer: "sum(numbers)" },
  { name: "1,000 numbers sorted", ours: "[...numbers].sort((a, b) => a - b)", peer: "sorted(numbers)" },
  { name: "1,000 objects out of JSON", ours: "JSON.parse(json)", peer: "json.loads(text)" },
];

if (pythonIsMissing) console.log(`Left out: ${pythonIsMissing}.`);
else await withKernels(["tslab-magics", "ipykernel"], compare);

async function compare(ours, peer) {
  await ours.run(DATA.ours);
  await peer.run(DATA.peer);
  const comparisons = [];
  for (const body of BODIES) {
    const pairs = await rounds(PAIRS, { ours: () => oursOf(ours, body.ours), peer: () => peerOf(peer, body.peer) });
    comparisons.push({ name: body.name, ...comparisonOf(pairs) });
  }
  report(comparisons);
}

async function oursOf(kernel, code) {
  const exchange = await kernel.run(`%timeit ${code}`);
  return answerOf(exchange, resultOf(exchange).allRunsNs);
}

async function peerOf(kernel, code) {
  const exchange = await kernel.run(`result = %timeit -o ${code}`);
  const runs = JSON.parse(printedText(await kernel.run("print(json.dumps(result.all_runs))")));
  const runsNs = runs.map((seconds) => seconds * 1e9);
  return answerOf(exchange, runsNs);
}

/**
 * When the answer came, how wide the 95 % interval of the mean is to either side, by one formula for both, and when an answer with the wanted
 * interval would have come: an interval shrinks with the root of the time that is measured.
 */
function answerOf({ sentNs, repliedNs }, runsNs) {
  const answerNs = repliedNs - sentNs;
  const halfWidth = (studentT(runsNs.length - 1, 0.95) * deviation(runsNs)) / Math.sqrt(runsNs.length) / mean(runsNs);
  const measuredNs = runsNs.length * mean(runsNs);
  return { answerNs, halfWidth, equalNs: answerNs + measuredNs * ((halfWidth / HALF_WIDTH) ** 2 - 1) };
}

function comparisonOf(pairs) {
  const ratioOf = (what) => estimate(pairs, (some) => median(some.map(({ ours, peer }) => ours[what] / peer[what])));
  const mediansOf = (side) => {
    const of = (what) => median(pairs.map((pair) => pair[side][what]));
    return { answerNs: of("answerNs"), halfWidth: of("halfWidth"), equalNs: of("equalNs") };
  };
  const equalRatio = ratioOf("equalNs");
  const verdict = verdictOn(equalRatio, { to: TARGET_RATIO });
  return { ours: mediansOf("ours"), peer: mediansOf("peer"), answerRatio: ratioOf("answerNs"), equalRatio, verdict, pairs };
}

function report(comparisons) {
  printTable(
    ["time to the answer", "%timeit", "half-width", "IPython", "half-width", "ratio", "95 % interval"],
    comparisons.map(({ name, ours, peer, answerRatio }) => [
      name,
      ms(ours.answerNs),
      percent(ours.halfWidth),
      ms(peer.answerNs),
      percent(peer.halfWidth),
      answerRatio.value.toFixed(3),
      intervalOf(answerRatio),
    ]),
  );
  console.log();
  printTable(
    [`time to a half-width of ${percent(HALF_WIDTH)}`, "%timeit", "IPython", "ratio", "95 % interval", "reached"],
    comparisons.map(({ name, ours, peer, equalRatio, verdict }) => [
      name,
      ms(ours.equalNs),
      ms(peer.equalNs),
      equalRatio.value.toFixed(3),
      intervalOf(equalRatio),
      verdict,
    ]),
  );
  console.log(`\nmedians of ${PAIRS} pairs; to reach, at equal confidence: a ratio of at most ${TARGET_RATIO}`);
  writeResult("time-to-answer", { halfWidth: HALF_WIDTH, targetRatio: TARGET_RATIO, comparisons });
}
