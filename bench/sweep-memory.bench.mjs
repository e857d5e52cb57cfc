// Laws of growth on real work: what a sweep names beside what an expert would, and beside google-benchmark's and big_O's rules on the same runs.
import { bigO, googleBenchmark } from "../dist/test/sweep/complexity-rules.js";
import { withKernels } from "./lib/kernels.mjs";
import { resultOf } from "./lib/measured.mjs";
import { printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats } from "./lib/rounds.mjs";
import { PREPARATION, WORKLOADS } from "./lib/workloads.mjs";

const RUNS_PER_SIZE = repeats(3, 2);

await withKernels(["tslab-magics"], async (kernel) => {
  await kernel.run(PREPARATION);
  const results = [];
  for (const workload of WORKLOADS) {
    await kernel.run(workload.define);
    const sweep = resultOf(await kernel.run(`%memit -r ${RUNS_PER_SIZE} --sweep n=${workload.sizes} ${workload.call}`));
    results.push(judged(workload, sweep));
    console.log(describe(results.at(-1)));
  }
  report(results);
});

function judged({ name, laws, bytesPerUnit, within, step }, sweep) {
  const { kind, plausible, low, high, factor, bytesPerUnit: measured } = sweep.law;
  const points = pointsOf(sweep);
  const isNear = (is, truth) => truth === undefined || Math.abs(is / truth - 1) <= within;
  return {
    name,
    engine: sweep.engine,
    expected: laws,
    kind,
    plausible,
    isRight: laws.includes(kind),
    isPrinted: plausible.some((each) => laws.includes(each)),
    bytesPerUnit: measured,
    low,
    high,
    ...(factor && { factor }),
    ...(within && { truth: { bytesPerUnit, step }, isNear: isNear(costOf(sweep.law), bytesPerUnit) && isNear(factor, step) }),
    googleBenchmark: googleBenchmark(points),
    bigO: bigO(points),
    points,
  };
}

/** Of a constant what it is, else what one more unit costs. */
function costOf({ kind, bytesPerUnit, low, high }) {
  return kind === "constant" ? (low + high) / 2 : bytesPerUnit;
}

function pointsOf({ points }) {
  return points.flatMap(({ value, result }) =>
    result.runs.flatMap(({ incrementBytes }) => (incrementBytes === undefined ? [] : [{ size: value, value: incrementBytes }])),
  );
}

function describe({ name, plausible, bytesPerUnit, low, high, truth, isNear, isRight }) {
  const cost = `${bytesPerUnit.toPrecision(4)} B (${low.toPrecision(4)} to ${high.toPrecision(4)})`;
  const beside = truth === undefined ? "" : `, truth ${JSON.stringify(truth)}: ${isNear ? "met" : "missed"}`;
  return `${isRight ? "✔" : "✖"} ${name}: ${plausible.join(" or ")}, ${cost}${beside}`;
}

function report(results) {
  printTable(
    ["work", "expected", "named", "right", "bytes per unit", "95 % interval", "google-benchmark", "big_O"],
    results.map((each) => [
      each.name,
      each.expected[0],
      each.plausible.join(" or "),
      yesOrNo(each.isRight && (each.isNear ?? true)),
      each.bytesPerUnit.toPrecision(4),
      `${each.low.toPrecision(4)} to ${each.high.toPrecision(4)}`,
      each.googleBenchmark ?? "another",
      each.bigO ?? "another",
    ]),
  );
  writeResult("sweep-memory", { runsPerSize: RUNS_PER_SIZE, results });
}
