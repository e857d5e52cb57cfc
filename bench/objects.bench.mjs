// What many small objects take, in a copy of the notebook and in a new process: both engines should say the same.
import { withMeters } from "./lib/meters.mjs";
import { mib, percent, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { estimate, median } from "./lib/statistics.mjs";

const RUNS = repeats(5);
const COUNTS = [10_000, 100_000, 1_000_000, 10_000_000];
const TARGET = { bytes: 0.5 * 2 ** 20, share: 0.03 };

await withMeters({}, async ({ fork, fresh }) => {
  const comparisons = [];
  for (const count of COUNTS) {
    const code = `Array.from({ length: ${count} }, (_, i) => ({ id: i, value: i / 7 }))`;
    const pairs = await rounds(RUNS, { forkBytes: () => fork(code), freshBytes: () => fresh(code) });
    comparisons.push({ count, ...comparisonOf(pairs) });
  }
  report(comparisons);
});

function comparisonOf(pairs) {
  const of = (some, side) => median(some.map((pair) => pair[side]));
  const [forkBytes, freshBytes] = [of(pairs, "forkBytes"), of(pairs, "freshBytes")];
  const difference = estimate(pairs, (some) => of(some, "forkBytes") - of(some, "freshBytes"));
  const isReached = Math.abs(difference.value) <= Math.max(TARGET.bytes, TARGET.share * freshBytes);
  // There is no ratio to nothing.
  const ratio = freshBytes > 0 ? { ratio: forkBytes / freshBytes } : {};
  return { forkBytes, freshBytes, difference, ...ratio, isReached, pairs };
}

function report(comparisons) {
  printTable(
    ["increment of objects", "%memit", "%memit --fresh", "difference", "95 % interval", "ratio", "reached"],
    comparisons.map(({ count, forkBytes, freshBytes, difference, ratio, isReached }) => [
      count.toLocaleString("en"),
      ...[forkBytes, freshBytes, difference.value].map(mib),
      `${mib(difference.low)} to ${mib(difference.high)}`,
      ratio?.toFixed(3) ?? "",
      yesOrNo(isReached),
    ]),
  );
  console.log(
    `\nmedians of ${RUNS} pairs; to reach: a difference of at most ${mib(TARGET.bytes)}, or ${percent(TARGET.share)} where that is more`,
  );
  writeResult("objects", { target: TARGET, comparisons });
}
