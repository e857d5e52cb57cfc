// What two thousand measurements leave behind in a kernel: processes, descriptors, files, memory. Ways that end badly are among them.
import { setTimeout as pause } from "node:timers/promises";
import { isReadable, rssBytesOf, withMark } from "./lib/holdings.mjs";
import { withKernels } from "./lib/kernels.mjs";
import { printedNumber } from "./lib/measured.mjs";
import { mib, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats } from "./lib/rounds.mjs";

const MEASUREMENTS = repeats(2000);
const WARM_UP = 20;
const TARGET_BYTES = 10 * 2 ** 20;
/** Enough for the kernel to tidy its heap up, and for the next child of --fresh to start. */
const SETTLE_MS = 3000;
const RSS_EVERY = 50;

const ORDINARY = { code: "%memit 0" };
/** `every` so many measurements. */
const OTHERS = [
  { every: 20, code: "%timeit -n 10 -r 2 Math.sqrt(2)" },
  { every: 20, code: "%memit Buffer.alloc(2 ** 20, 1)" },
  { every: 20, code: '%memit throw new Error("thrown")', fails: "thrown" },
  { every: 50, code: "%memit --fresh 0" },
  { every: 50, code: "%memit process.exit(3)", fails: "Exited" },
  { every: 50, code: "%memit --timeout 0.1 while (true);", fails: "TimedOut" },
  { every: 50, code: '%memit spawn("sleep", ["1000"]).unref()' },
  { every: 400, code: "%heap" },
];

if (isReadable) await withMark((holdingsOf) => withKernels(["tslab-magics"], (kernel) => soak(kernel, holdingsOf)));
else console.log("Left out: there is no /proc to read from.");

async function soak(kernel, holdingsOf) {
  await kernel.run('import { spawn } from "node:child_process";');
  for (let i = 0; i < WARM_UP; i++) await measure(kernel, [ORDINARY, ...OTHERS][i % (1 + OTHERS.length)]);
  const before = await settled(kernel, holdingsOf);
  const rssBytes = [];
  for (let i = 0; i < MEASUREMENTS; i++) {
    await measure(kernel, kindAt(i));
    if (i % RSS_EVERY === 0) rssBytes.push(rssBytesOf(kernel.pid));
  }
  report(before, await settled(kernel, holdingsOf), rssBytes);
}

/** Where several are due, they follow each other. */
function kindAt(index) {
  return OTHERS.find(({ every }, place) => index % every === place) ?? ORDINARY;
}

async function measure(kernel, { code, fails }) {
  const error = await kernel.run(code).then(
    () => undefined,
    (reason) => reason,
  );
  if (fails === undefined ? error !== undefined : !error?.message.includes(fails))
    throw new Error(`A measurement did not end as it should: ${code}`, { cause: error });
}

async function settled(kernel, holdingsOf) {
  const heapUsedBytes = printedNumber(await kernel.run("globalThis.gc!(); console.log(process.memoryUsage().heapUsed);"));
  await pause(SETTLE_MS);
  return { ...holdingsOf(kernel.pid), heapUsedBytes };
}

function report(before, after, rssBytes) {
  const held = ["processes", "descriptors", "files"].map((what) => {
    const [from, to] = [before[what].length, after[what].length];
    return { what, before: from, after: to, isReached: to <= from };
  });
  const grownBytes = after.rssBytes - before.rssBytes;
  const isRssReached = grownBytes <= TARGET_BYTES;
  printTable(
    [`${MEASUREMENTS} measurements`, "before", "after", "more", "reached"],
    [
      ...held.map(({ what, before, after, isReached }) => [what, `${before}`, `${after}`, `${after - before}`, yesOrNo(isReached)]),
      ["RSS of the kernel", mib(before.rssBytes), mib(after.rssBytes), mib(grownBytes), yesOrNo(isRssReached)],
      [
        "alive in its heap",
        ...[before.heapUsedBytes, after.heapUsedBytes, after.heapUsedBytes - before.heapUsedBytes].map(mib),
        "reported",
      ],
    ],
  );
  console.log(`\n${WARM_UP} to warm up; to reach: nothing more of any, and at most ${mib(TARGET_BYTES)} after a collection`);
  const isReached = isRssReached && held.every(({ isReached }) => isReached);
  writeResult("soak", { targetBytes: TARGET_BYTES, isReached, before, after, rssEvery: RSS_EVERY, rssBytes });
}
