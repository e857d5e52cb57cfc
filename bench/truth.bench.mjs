// The increment beside the truth: blocks of known size, written to.
import { withMeters } from "./lib/meters.mjs";
import { mib, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";

const RUNS = repeats(10);
const MIB = 2 ** 20;
const SIZES_MIB = [1, 10, 100, 1000];
const TARGET = { bytes: 0.25 * MIB, share: 0.01 };

const buffer = (sizeMib) => `Buffer.alloc(${sizeMib} * 2 ** 20, 1)`;
const typedArray = (sizeMib) => `new Float64Array(${sizeMib} * 2 ** 17).fill(1)`;
const byteArray = (sizeMib) => `bytearray(b"\\x01") * (${sizeMib} * 2**20)`;
const numpyArray = (sizeMib) => `numpy.ones(${sizeMib} * 2**17)`;

await withMeters({}, async ({ fork, fresh, memoryProfiler }) => {
  const rows = [
    { name: "%memit, Buffer", meter: fork, code: buffer },
    { name: "%memit, Float64Array", meter: fork, code: typedArray },
    { name: "%memit --fresh, Buffer", meter: fresh, code: buffer },
    { name: "%memit --fresh, Float64Array", meter: fresh, code: typedArray },
    { name: "memory_profiler, bytearray", meter: memoryProfiler, code: byteArray },
    { name: "memory_profiler, numpy", meter: memoryProfiler, code: numpyArray },
  ].filter(({ meter }) => meter !== undefined);
  const comparisons = [];
  for (const sizeMib of SIZES_MIB) {
    const contestants = Object.fromEntries(rows.map(({ name, meter, code }) => [name, () => meter(code(sizeMib))]));
    const taken = await rounds(RUNS, contestants);
    for (const { name } of rows) comparisons.push(comparisonOf(name, sizeMib, taken));
  }
  report(
    rows.map(({ name }) => name),
    comparisons,
  );
});

function comparisonOf(name, sizeMib, taken) {
  const errorsBytes = taken.map((round) => round[name] - sizeMib * MIB);
  const worstBytes = errorsBytes.reduce((worst, error) => (Math.abs(error) > Math.abs(worst) ? error : worst));
  return { name, sizeMib, worstBytes, isReached: Math.abs(worstBytes) <= allowedBytes(sizeMib), errorsBytes };
}

function allowedBytes(sizeMib) {
  return Math.max(TARGET.bytes, TARGET.share * sizeMib * MIB);
}

function report(names, comparisons) {
  printTable(
    ["worst error of the increment", ...SIZES_MIB.map((sizeMib) => `of ${sizeMib} MiB`), "reached"],
    names.map((name) => {
      const own = comparisons.filter((comparison) => comparison.name === name);
      return [name, ...own.map(({ worstBytes }) => mib(worstBytes)), yesOrNo(own.every(({ isReached }) => isReached))];
    }),
  );
  console.log(`\n${RUNS} runs; to reach: at most ${SIZES_MIB.map((sizeMib) => mib(allowedBytes(sizeMib))).join(", ")}`);
  writeResult("truth", { target: TARGET, comparisons });
}
