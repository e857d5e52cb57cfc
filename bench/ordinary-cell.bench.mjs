// What an ordinary cell costs in our kernel and in tslab itself, started with the same flags: from execute_request to execute_reply, in turns.
import { setTimeout as pause } from "node:timers/promises";
import { withKernels } from "./lib/kernels.mjs";
import { ms, printTable, writeResult } from "./lib/report.mjs";
import { estimate, median } from "./lib/statistics.mjs";

const EXPRESSION = { name: "1+1", code: () => "1+1" };
const DECLARATIONS = { name: "declarations", code: (n) => `const a${n} = ${n}; function f${n}(x: number) { return x + a${n} }` };
const PRINTING = { name: "console.log", code: (n) => `console.log("cell", ${n})` };
const CELLS = [EXPRESSION, DECLARATIONS, PRINTING];

/** Cells that are sent together, cells that follow a reply at once, and cells of a user who thinks for a while. */
const TOGETHER = { name: "sent together", together: 10, pauseMs: 0 };
const BEHIND = { name: "right behind each other", together: 1, pauseMs: 0 };
const AFTER_A_SECOND = { name: "after 1000 ms", together: 1, pauseMs: 1000 };
/** Once a notebook has measured something, our kernel tidies its heap up after 300 ms of idleness: the worst moment for a cell to come. */
const WHILE_TIDYING = { name: "after 350 ms", together: 1, pauseMs: 350 };

const PAIRS = 50;
const WARM_UP_PAIRS = 10;
const TARGET_NS = 5e6;

let cellNumber = 0;

await withKernels(["tslab-magics", "tslab"], async (ours, stock) => {
  for (const cell of CELLS) await pairsOf(cell, BEHIND, WARM_UP_PAIRS, ours, stock);
  const comparisons = [];
  const compare = async (notebook, cell, pattern) => {
    comparisons.push({ notebook, cell: cell.name, pattern: pattern.name, ...summary(await pairsOf(cell, pattern, PAIRS, ours, stock)) });
  };
  for (const pattern of [TOGETHER, BEHIND, AFTER_A_SECOND]) for (const cell of CELLS) await compare("ordinary", cell, pattern);
  await ours.run("%memit 0");
  for (const pattern of [TOGETHER, BEHIND, AFTER_A_SECOND, WHILE_TIDYING]) await compare("that measures", DECLARATIONS, pattern);
  report(comparisons);
});

/** Who comes first changes from batch to batch. */
async function pairsOf(cell, { together, pauseMs }, count, ours, stock) {
  const pairs = [];
  for (let turn = 0; pairs.length < count; turn++) {
    await pause(pauseMs);
    const codes = Array.from({ length: together }, () => cell.code(cellNumber++));
    const [first, second] = turn % 2 === 0 ? [ours, stock] : [stock, ours];
    const times = new Map([[first, await timesOf(first, codes)]]);
    times.set(second, await timesOf(second, codes));
    for (const [i, oursNs] of times.get(ours).entries()) pairs.push({ oursNs, stockNs: times.get(stock)[i] });
  }
  return pairs;
}

/** Sends all cells at once. The time of one that had to wait for another counts from the other's reply. */
async function timesOf(kernel, codes) {
  const exchanges = await Promise.all(codes.map((code) => kernel.run(code)));
  return exchanges.map(({ sentNs, repliedNs }, i) => repliedNs - (exchanges[i - 1]?.repliedNs ?? sentNs));
}

function summary(pairs) {
  const ours = (some) => median(some.map(({ oursNs }) => oursNs));
  const stock = (some) => median(some.map(({ stockNs }) => stockNs));
  const difference = estimate(pairs, (some) => ours(some) - stock(some));
  return { oursNs: ours(pairs), stockNs: stock(pairs), difference, isReached: difference.value <= TARGET_NS, pairs };
}

function report(comparisons) {
  printTable(
    ["notebook, cell, when", "ours", "tslab", "difference", "95 % interval", "reached"],
    comparisons.map(({ notebook, cell, pattern, oursNs, stockNs, difference, isReached }) => [
      `${notebook}: ${cell}, ${pattern}`,
      ms(oursNs),
      ms(stockNs),
      ms(difference.value),
      `${ms(difference.low)} to ${ms(difference.high)}`,
      isReached ? "yes" : "no",
    ]),
  );
  console.log(`\nmedians of ${PAIRS} pairs; to reach: a difference of at most ${ms(TARGET_NS)}`);
  writeResult("ordinary-cell", { targetNs: TARGET_NS, comparisons });
}
