// What a timing adds to each loop: a step that needs the step before it, once to eight times in the body. The line through the times meets 0 steps
// at the bias.
import { withKernels } from "./lib/kernels.mjs";
import { resultOf } from "./lib/measured.mjs";
import { peerTimes } from "./lib/peer-process.mjs";
import { duration, printTable, writeResult } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { estimate, lineThrough, median } from "./lib/statistics.mjs";
import { verdictOn } from "./lib/verdict.mjs";

const ROUNDS = repeats(10);
const STEPS = [1, 2, 4, 8];
const SETUP = "const state = new Int32Array([1]);";
/** Each step reads from memory what the one before has written, also across loops: no two can overlap. */
const STEP = "state[0] = (Math.imul(state[0], 1664525) + 1013904223) | 0;";
const TARGET_NS = 0.3;

await withKernels(["tslab-magics"], async (kernel) => {
  const contestants = {};
  for (const steps of STEPS) {
    const statements = Array(steps).fill(STEP).join(" ");
    contestants[keyOf("%timeit", steps)] = () => oursOf(kernel, statements);
    contestants[keyOf("tinybench", steps)] = async () => (await peerTimes("tinybench", { setup: SETUP, statements })).medianNs;
  }
  report(await rounds(ROUNDS, contestants));
});

function keyOf(by, steps) {
  return `${by}, ${steps}`;
}

async function oursOf(kernel, statements) {
  const { perLoop } = resultOf(await kernel.run(`%%timeit ${SETUP}\n${statements}`));
  if (perLoop === undefined) throw new Error(`%timeit gives no time of ${statements}`);
  return perLoop.medianNs;
}

function report(taken) {
  const fits = ["%timeit", "tinybench"].map((by) => fitOf(by, taken));
  printTable(
    ["time of a body", ...STEPS.map((steps) => `${steps} ${steps === 1 ? "step" : "steps"}`), "a step", "bias", "95 % interval", "reached"],
    fits.map(({ by, points, slopeNs, interceptNs, verdict }) => [
      by,
      ...points.map(([, ns]) => duration(ns)),
      `${slopeNs.toFixed(2)} ns`,
      `${interceptNs.value.toFixed(2)} ns`,
      `${interceptNs.low.toFixed(2)} to ${interceptNs.high.toFixed(2)} ns`,
      verdict,
    ]),
  );
  console.log(`\nmedians of ${ROUNDS}; to reach: an interval within ${TARGET_NS} ns of nothing`);
  writeResult("bias", { step: STEP, targetNs: TARGET_NS, fits, rounds: taken });
}

function fitOf(by, taken) {
  const pointsOf = (some) => STEPS.map((steps) => [steps, median(some.map((round) => round[keyOf(by, steps)]))]);
  const interceptNs = estimate(taken, (some) => lineThrough(pointsOf(some)).intercept);
  const points = pointsOf(taken);
  return {
    by,
    points,
    slopeNs: lineThrough(points).slope,
    interceptNs,
    verdict: verdictOn(interceptNs, { from: -TARGET_NS, to: TARGET_NS }),
  };
}
