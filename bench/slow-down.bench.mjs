// How much slower code runs for being measured: the same text in a measured cell, and in an ordinary cell of a kernel like it that measures nothing,
// in turns. It times itself, in both.
import { withKernels } from "./lib/kernels.mjs";
import { printedNumber, resultOf } from "./lib/measured.mjs";
import { intervalOf, ms, printTable, writeResult } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { estimate, median } from "./lib/statistics.mjs";
import { verdictOn } from "./lib/verdict.mjs";

const PAIRS = repeats(30);
/** Ordinary runs before, in both kernels: V8 has then optimized the code, for the notebook and for its copies. */
const WARM_UP = 5;
const TARGET_RATIO = 1.01;

const DATA = `const array = new Float64Array(12_500_000);
const objects = Array.from({ length: 1_000_000 }, (_, i) => ({ id: i, value: i / 7 }));`;

/** Code that writes to nothing but what it has allocated itself; and code that rewrites what the notebook has, which a copy has to copy first. */
const CELLS = [
  {
    name: "primes below 50,000,000",
    writes: "own",
    work: `function work(): number {
  const sieve = new Uint8Array(50_000_000);
  let count = 0;
  for (let i = 2; i < sieve.length; i++) {
    if (sieve[i]) continue;
    count++;
    for (let k = i * i; k < sieve.length; k += i) sieve[k] = 1;
  }
  return count;
}`,
  },
  {
    name: "100 MB of typed array filled and summed, 4 times",
    writes: "own",
    work: `function work(): number {
  let sum = 0;
  for (let round = 0; round < 4; round++) {
    const made = new Float64Array(12_500_000).fill(round);
    for (let i = 0; i < made.length; i++) sum += made[i];
  }
  return sum;
}`,
  },
  {
    name: "1,000,000 objects made and sorted",
    writes: "own",
    work: `function work(): number {
  const made = Array.from({ length: 1_000_000 }, (_, i) => ({ id: i, key: (i * 7919) % 1_000_003 }));
  return made.sort((a, b) => a.key - b.key)[0].id;
}`,
  },
  {
    name: "2,000,000 words counted in a Map",
    writes: "own",
    work: `function work(): number {
  const counts = new Map<string, number>();
  for (let i = 0; i < 2_000_000; i++) {
    const word = "word " + ((i * 7919) % 100_003);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts.size;
}`,
  },
  {
    name: "the notebook's array of 100 MB rewritten",
    writes: "notebook's",
    work: `function work(): number {
  const all = array;
  for (let i = 0; i < all.length; i++) all[i] += 1;
  return all[0];
}`,
  },
  {
    name: "the notebook's 1,000,000 objects rewritten",
    writes: "notebook's",
    work: `function work(): number {
  for (const object of objects) object.value += 1;
  return objects.length;
}`,
  },
];

const TIMED = "const begin = process.hrtime.bigint(); work(); console.log(Number(process.hrtime.bigint() - begin));";
const PLAIN = `{ ${TIMED} }`;
const MEASURED = `%%memit\n${PLAIN}`;

/** Measuring has effects on the ordinary cells of its kernel too: the young generation of V8's heap is made small before. */
await withKernels(["tslab-magics", "tslab-magics"], async (measuring, plain) => {
  for (const kernel of [measuring, plain]) await kernel.run(DATA);
  const comparisons = [];
  for (const { name, writes, work } of CELLS) {
    for (const kernel of [measuring, plain]) await warmUp(kernel, work);
    const pairs = await rounds(PAIRS, { plainNs: () => plainOf(plain), measuredNs: () => measuredOf(measuring) });
    comparisons.push({ name, writes, ...comparisonOf(writes, pairs) });
  }
  report(comparisons);
});

async function warmUp(kernel, work) {
  await kernel.run(work);
  for (let i = 0; i < WARM_UP; i++) await kernel.run(PLAIN);
}

async function plainOf(kernel) {
  return printedNumber(await kernel.run(PLAIN));
}

async function measuredOf(kernel) {
  const exchange = await kernel.run(MEASURED);
  resultOf(exchange);
  return printedNumber(exchange);
}

function comparisonOf(writes, pairs) {
  const ratio = estimate(pairs, (some) => median(some.map(({ measuredNs, plainNs }) => measuredNs / plainNs)));
  const verdict = writes === "own" ? verdictOn(ratio, { to: TARGET_RATIO }) : "reported";
  return {
    plainNs: median(pairs.map(({ plainNs }) => plainNs)),
    measuredNs: median(pairs.map(({ measuredNs }) => measuredNs)),
    ratio,
    verdict,
    pairs,
  };
}

function report(comparisons) {
  printTable(
    ["time of code that is measured", "plain", "measured", "ratio", "95 % interval", "reached"],
    comparisons.map(({ name, plainNs, measuredNs, ratio, verdict }) => [
      name,
      ms(plainNs),
      ms(measuredNs),
      ratio.value.toFixed(3),
      intervalOf(ratio),
      verdict,
    ]),
  );
  console.log(
    `\n${PAIRS} pairs; to reach, where code writes only what it has allocated: an interval that ends at ${TARGET_RATIO} or below`,
  );
  writeResult("slow-down", { targetRatio: TARGET_RATIO, comparisons });
}
