// What a budget's answer is worth: new runs at the answer, each in a process of its own, beside the budget.
import { withKernels } from "./lib/kernels.mjs";
import { resultOf } from "./lib/measured.mjs";
import { mib, percent, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats } from "./lib/rounds.mjs";
import { PREPARATION, WORKLOADS } from "./lib/workloads.mjs";

/** Together at least 150. */
const NEW_RUNS = repeats(12);
const TARGET = { inside: 0.98, good: 0.95, fill: 0.85, bracket: 1.09 };

await withKernels(["tslab-magics"], async (kernel) => {
  await kernel.run(PREPARATION);
  const results = [];
  for (const workload of WORKLOADS.filter(({ budgetMib }) => budgetMib !== undefined)) {
    await kernel.run(workload.define);
    results.push(await answerTo(workload, kernel));
    console.log(describe(results.at(-1)));
  }
  report(results);
});

async function answerTo({ name, call, range, budgetMib }, kernel) {
  const startMs = performance.now();
  const { engine, budget, budgetBytes } = resultOf(await kernel.run(`%memit --sweep n=${range} --budget ${budgetMib}MiB ${call}`));
  const seconds = (performance.now() - startMs) / 1000;
  if (budget?.kind !== "found") throw new Error(`${name}: no size is within ${budgetMib} MiB.`);
  const { value, fill, over, endedBy, confidence } = budget;
  const again = resultOf(
    await kernel.run(`%memit ${engine === "fresh" ? "--fresh " : ""}-r ${NEW_RUNS} ${call.replace("(n)", `(${value})`)}`),
  );
  const incrementsBytes = again.runs.map(({ incrementBytes }) => incrementBytes);
  const bracket = over && over.value / value;
  return {
    name,
    engine,
    budgetBytes,
    value,
    fill,
    ...(bracket && { bracket }),
    ...(endedBy && { endedBy }),
    confidence,
    seconds,
    isGood: fill >= TARGET.fill || bracket <= TARGET.bracket || endedBy === "range",
    inside: incrementsBytes.filter((bytes) => bytes <= budgetBytes).length,
    incrementsBytes,
  };
}

function describe({ name, value, fill, bracket, inside, isGood, seconds }) {
  return `${isGood ? "✔" : "✖"} ${name}: ${value}, ${percent(fill)}, next ${bracket?.toFixed(3) ?? "-"}, ${inside} of ${NEW_RUNS} inside, ${seconds.toFixed(0)} s`;
}

function report(results) {
  printTable(
    ["work", "budget", "largest n", "of the budget", "too large", "good", "new runs inside", "highest", "by the law"],
    results.map((each) => [
      each.name,
      mib(each.budgetBytes),
      each.value.toLocaleString("en-US"),
      percent(each.fill),
      each.bracket === undefined ? (each.endedBy ?? "") : `× ${each.bracket.toFixed(3)}`,
      yesOrNo(each.isGood),
      `${each.inside} of ${NEW_RUNS}`,
      mib(Math.max(...each.incrementsBytes)),
      each.confidence === undefined ? "" : percent(each.confidence),
    ]),
  );
  const runs = NEW_RUNS * results.length;
  const inside = results.reduce((sum, each) => sum + each.inside, 0) / runs;
  const good = results.filter(({ isGood }) => isGood).length / results.length;
  console.log(`\ninside: ${percent(inside)} of ${runs} (to reach: 98 %); good: ${percent(good)} of ${results.length} (to reach: 95 %)`);
  writeResult("sweep-budget", { target: TARGET, newRuns: NEW_RUNS, inside, good, results });
}
