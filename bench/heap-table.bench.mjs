// How long the table of the heap takes, and how much memory: ours beside guppy3's in Python and a bare heap snapshot, in turns. Ours is taken
// twice: in a process that holds the objects, as guppy3 takes its own, and as %heap in a notebook, from the request to the reply.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kernelFlags } from "../dist/src/kernel/flags.js";
import { pythonIsMissing, withKernels } from "./lib/kernels.mjs";
import { printedNumber, resultOf } from "./lib/measured.mjs";
import { duration, mib, percent, printTable, writeResult } from "./lib/report.mjs";
import { repeats, rounds } from "./lib/rounds.mjs";
import { median } from "./lib/statistics.mjs";

const run = promisify(execFile);
const ROUNDS = repeats(5, 1);
const peer = fileURLToPath(new URL("peers/heap-table.mjs", import.meta.url));

const COUPLE = "class Couple { constructor(a, b) { this.a = a; this.b = b; } }";
const TS_COUPLE = "class Couple { constructor(public a: number, public b: number) {} }";
const PY_COUPLE = "class Couple:\n    __slots__ = ('a', 'b')\n    def __init__(self, a, b):\n        self.a = a\n        self.b = b";
const HEAPS = [
  heapOf("10,000 instances of small integers", 10_000, "i, i + 1", { class: 0.15e9, type: 0.15e9 }),
  heapOf("2,000,000 instances of small integers", 2_000_000, "i, i + 1", { class: 1.5e9, type: 0.5e9 }),
  heapOf("2,000,000 instances of boxed doubles", 2_000_000, "i + 0.5, i + 0.25", { class: 2.5e9, type: 0.5e9 }),
];
/** More memory than before, beside the heap itself. */
const TARGET_EXTRA = 0.25;

function heapOf(name, count, values, targetNs) {
  const made = (declare) => `${declare}Array.from({ length: ${count} }, (_, i) => new Couple(${values}));`;
  return {
    name,
    make: `${COUPLE}\n${made("return ")}`,
    ours: `${TS_COUPLE}\n${made("const held = ")}`,
    theirs: `${PY_COUPLE}\nheld = [Couple(${values}) for i in range(${count})]`,
    targetNs,
  };
}

const WHO = {
  class: "our table: classes",
  type: "our table: types (-q)",
  magic: "%heap, request to reply",
  quickMagic: "%heap -q, request to reply",
  snapshot: "bare snapshot, unread",
  guppy: "guppy3: hpy().heap()",
};

const comparisons = [];
for (const heap of HEAPS) comparisons.push(await compare(heap));
report(comparisons);

/** Each heap in kernels of its own. */
async function compare({ name, make, ours, theirs, targetNs }) {
  if (pythonIsMissing) console.log(`guppy3 is left out: ${pythonIsMissing}.`);
  return withKernels(["tslab-magics", ...(pythonIsMissing ? [] : ["ipykernel"])], async (kernel, python) => {
    await kernel.run(ours);
    await python?.run(`import time\nfrom guppy import hpy\n${theirs}`);
    const all = await rounds(ROUNDS, {
      class: () => inProcess({ make, by: "class" }),
      type: () => inProcess({ make, by: "type" }),
      magic: () => inNotebook(kernel, "%heap"),
      quickMagic: () => inNotebook(kernel, "%heap -q"),
      ...(python && { guppy: () => byGuppy(python) }),
    });
    // Once: it takes longer than all others together.
    const snapshot = await inProcess({ make, snapshot: true });
    return { name, targetNs, contestants: { ...summaries(all), snapshot: summaryOf([snapshot]) }, rounds: all, snapshot };
  });
}

async function inProcess(job) {
  const flags = [...kernelFlags(process.platform), "--expose-gc", "--max-old-space-size=8192"];
  const { stdout } = await run(process.execPath, [...flags, peer, JSON.stringify(job)]);
  return JSON.parse(stdout);
}

async function inNotebook(kernel, code) {
  const exchange = await kernel.run(code);
  if (resultOf(exchange).partition === undefined) throw new Error("A measurement showed no table.");
  return { tableNs: exchange.repliedNs - exchange.sentNs };
}

async function byGuppy(kernel) {
  const seconds = printedNumber(await kernel.run("start = time.perf_counter()\nstr(hpy().heap())\nprint(time.perf_counter() - start)"));
  return { tableNs: seconds * 1e9 };
}

function summaries(all) {
  const names = Object.keys(all[0]);
  return Object.fromEntries(names.map((name) => [name, summaryOf(all.map((round) => round[name]))]));
}

function summaryOf(figures) {
  const tableNs = median(figures.map((figure) => figure.tableNs));
  if (figures[0].extraBytes === undefined) return { tableNs };
  const extraBytes = median(figures.map((figure) => figure.extraBytes));
  return { tableNs, extraBytes, extraShare: extraBytes / median(figures.map((figure) => figure.heapBytes)) };
}

function report(comparisons) {
  for (const { name, targetNs, contestants } of comparisons) {
    console.log(`\n${name}`);
    printTable(
      ["table", "time", "of guppy3's", "to reach", "memory more", "of the heap"],
      Object.entries(contestants).map(([who, { tableNs, extraBytes, extraShare }]) => [
        WHO[who],
        duration(tableNs),
        contestants.guppy ? (tableNs / contestants.guppy.tableNs).toFixed(2) : "",
        targetNs[who] === undefined ? "" : duration(targetNs[who]),
        extraBytes === undefined ? "" : mib(extraBytes),
        extraShare === undefined ? "" : percent(extraShare),
      ]),
    );
  }
  console.log(`\nmedians of ${ROUNDS} rounds; memory to reach: ${percent(TARGET_EXTRA)} of the heap`);
  writeResult("heap-table", { targetExtraShare: TARGET_EXTRA, comparisons });
}
