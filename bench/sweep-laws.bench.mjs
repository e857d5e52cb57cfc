// Laws of growth on synthetic series whose law is known: ours beside the rules of google-benchmark and big_O. Nothing is measured but arithmetic:
// the same seeds give the same figures.
import { bigO, googleBenchmark, SHARED_KINDS } from "../dist/test/sweep/complexity-rules.js";
import { grade } from "../dist/test/sweep/exam.js";
import { gaussian, ours } from "../dist/test/sweep/synthetic.js";
import { MEMORY, timeQuantity } from "../dist/src/sweep/quantity.js";
import { percent, printTable, writeResult, yesOrNo } from "./lib/report.mjs";
import { repeats } from "./lib/rounds.mjs";

const SERIES = repeats(700);
/** Used for nothing else: priors and steps of the fit were chosen with other ones. */
const FIRST_SEED = 8_000_000;
const CLEAN = { right: 0.97, printed: 0.98, coveredFrom: 0.93, coveredTo: 0.97 };
const CASES = [
  { name: "clean", condition: {}, target: CLEAN },
  { name: "one run far off", condition: { outliers: 1 }, target: {} },
  { name: "ripple of 3 %", condition: { ripple: 0.03 }, target: { printed: 0.94, coveredFrom: 0.93, coveredTo: 0.97 } },
  { name: "ripple of 10 %", condition: { ripple: 0.1 }, target: { printed: 0.94 } },
  { name: "first MiB unseen, ripple of 10 %", condition: { isUnseen: true, ripple: 0.1 }, target: { printed: 0.94 }, only: ours },
  { name: "7 sizes", condition: { sizes: 7 }, target: {} },
  { name: "5 sizes", condition: { sizes: 5 }, target: {} },
  { name: "1 run per size", condition: { repeats: 1 }, target: {} },
  { name: "times, 5 runs", condition: { slowness: 0.05, repeats: 5 }, target: {}, only: ours },
];

const results = CASES.flatMap((each) =>
  [ours, gaussian]
    .filter((generate) => !each.only || each.only === generate)
    .map((generate) => ({ ...each, ...figuresOf(generate, each) })),
);
report(results);

function figuresOf(generate, { condition }) {
  const started = process.cpuUsage();
  const graded = Array.from({ length: SERIES }, (_, index) => judged(generate(FIRST_SEED + index, condition), condition));
  const { user, system } = process.cpuUsage(started);
  const shared = graded.filter(({ kind }) => SHARED_KINDS.includes(kind));
  const covered = graded.filter(({ isCovered }) => isCovered !== undefined);
  return {
    generator: generate.name,
    right: shareOf(graded, ({ isRight }) => isRight),
    printed: shareOf(graded, ({ isPrinted }) => isPrinted),
    covered: shareOf(covered, ({ isCovered }) => isCovered),
    shared: {
      ours: shareOf(shared, ({ isRight }) => isRight),
      googleBenchmark: shareOf(shared, ({ kind, google }) => google === kind),
      bigO: shareOf(shared, ({ kind, bigO }) => bigO === kind),
    },
    byKind: byKind(graded),
    cpuMsPerSeries: (user + system) / 1000 / SERIES,
  };
}

function judged(synthetic, { slowness }) {
  const quantity = slowness === undefined ? MEMORY : timeQuantity(1000);
  return {
    kind: synthetic.kind,
    ...grade(synthetic, quantity),
    google: googleBenchmark(synthetic.points),
    bigO: bigO(synthetic.points),
  };
}

function byKind(graded) {
  const kinds = [...new Set(graded.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => {
      const own = graded.filter((each) => each.kind === kind);
      const covered = own.filter(({ isCovered }) => isCovered !== undefined);
      return [kind, { right: shareOf(own, ({ isRight }) => isRight), covered: shareOf(covered, ({ isCovered }) => isCovered) }];
    }),
  );
}

function shareOf(all, holds) {
  return all.filter(holds).length / all.length;
}

function report(all) {
  printTable(
    ["series", "generator", "right law", "among those printed", "interval holds", "reached", "4 laws: ours", "google-benchmark", "big_O"],
    all.map((each) => [
      each.name,
      each.generator,
      ...[each.right, each.printed, each.covered].map(percent),
      Object.keys(each.target).length === 0 ? "" : yesOrNo(isReached(each)),
      ...[each.shared.ours, each.shared.googleBenchmark, each.shared.bigO].map(percent),
    ]),
  );
  console.log(`\n${SERIES} series each, of which the last three columns count those whose law all three have a name for`);
  writeResult("sweep-laws", { series: SERIES, firstSeed: FIRST_SEED, cases: all.map(({ only: _, ...each }) => each) });
}

function isReached({ right, printed, covered, target }) {
  const isRight = right >= (target.right ?? 0) && printed >= (target.printed ?? 0);
  return isRight && covered >= (target.coveredFrom ?? 0) && covered <= (target.coveredTo ?? 1);
}
