import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { SweepResult } from "../../src/model/sweep-result";
import { type CellRun, NotebookSession } from "../support/notebook-session";

const MIB = 2 ** 20;

let notebook: NotebookSession;

before(async () => {
  notebook = await NotebookSession.start();
});
after(() => notebook.end());

function sweepOf({ results }: CellRun): SweepResult {
  const [result] = results;
  assert.equal(result?.kind, "sweep");
  return result;
}

describe("in a cell", () => {
  test("the law of an array is its eight bytes, and the variable is gone afterwards", async () => {
    const run = await notebook.must("%memit --sweep n=1e5,2.6e5,7e5,2e6 -r 2 new Float64Array(n).fill(1)");
    const { law, points, outcome, variable, timeLaw } = sweepOf(run);
    assert.deepEqual(outcome, { kind: "completed" });
    assert.equal(variable, "n");
    assert.ok(law?.kind === "linear" && "bytesPerUnit" in law);
    assert.ok(Math.abs(law.bytesPerUnit - 8) < 0.08, String(law.bytesPerUnit));
    assert.deepEqual(
      points.map(({ value, result }) => [value, result.runs.length, result.outcome.kind]),
      [1e5, 2.6e5, 7e5, 2e6].map((size) => [size, 2, "completed"]),
    );
    assert.ok(timeLaw !== undefined && "nsPerUnit" in timeLaw);
    assert.match(run.displays.at(-1) ?? "", /^increment: linear.*B × n/);
    assert.match((await notebook.run("n")).error?.evalue ?? "", /Cannot find name 'n'/);
  });

  test("the variable is a whole number in setup and cell, and takes the place of the notebook's own", async () => {
    await notebook.must('let chunk = "of another type"; const log = (text: string) => console.log(text);');
    const run = await notebook.must(
      "%%memit --sweep chunk=3,40 -r 1 const rows = Array.from({ length: chunk }, (_, i) => i * chunk)\nlog(`${chunk} ${rows.length} ${chunk.toFixed(1)}`);",
    );
    assert.equal(run.stdout, "3 3 3.0\n");
    assert.deepEqual(
      sweepOf(run).points.map(({ value }) => value),
      [3, 40],
    );
    assert.equal((await notebook.must("chunk")).value, "of another type");
  });

  test("it has a type, and so has the result", async () => {
    const wrong = await notebook.run("%memit --sweep n=1,2 n.toUpperCase()");
    assert.match(wrong.error?.evalue ?? "", /Property 'toUpperCase' does not exist on type 'number'/);
    const { value } = await notebook.must(
      "const s = %memit -o --sweep n=1e5,1e6 -r 1 new Float64Array(n)\nconst largest: number | undefined = s.largest;\n[s.points.length, s.law?.kind, largest]",
    );
    assert.equal(value, "[ 2, 'slope', undefined ]");
    const bad = await notebook.run("s.lorgest");
    assert.match(bad.error?.evalue ?? "", /Property 'lorgest' does not exist on type 'MemorySweepResult'/);
  });

  test("a budget is kept by every run of the size that is named", async () => {
    const result = sweepOf(await notebook.must("%memit --sweep n=1e5..4e6:5 -r 1 --budget 12MiB new Float64Array(n).fill(1)"));
    const { budget } = result;
    assert.ok(budget?.kind === "found");
    assert.ok(budget.runs >= 5 && budget.highest <= 12 * MIB);
    assert.ok(budget.value > 0.8 * ((12 * MIB) / 8) && budget.value < (12 * MIB) / 8, String(budget.value));
    assert.equal(result.largest, budget.value);
  });

  test("a size that runs out of memory bounds the sweep", async () => {
    const run = await notebook.must(
      "%%memit --sweep n=1e4,3e4,1e5,1e6 -r 1 --max-heap 30MiB --force\nconst kept: object[] = []; for (let i = 0; i < n; i++) kept.push({ i, text: `row ${i}` }); kept.length",
    );
    const { points, outcome, notes } = sweepOf(run);
    assert.deepEqual(outcome, { kind: "completed" });
    assert.equal(points.at(-1)?.result.outcome.kind, "out-of-memory");
    assert.ok(notes.some(({ reason }) => reason === "sizes-died"));
  });

  test("an error of the cell is the cell's, after what was measured is shown", async () => {
    const run = await notebook.run("%memit --sweep n=1e3,1e4,1e5 -r 1 n > 5e3 ? new Array(-1) : n");
    assert.equal(run.error?.ename, "RangeError");
    const { points, end } = sweepOf(run);
    assert.equal(end, "stopped");
    assert.equal(points.length, 2);
  });

  test("Stop keeps what was measured", async () => {
    let runs = 0;
    const run = await notebook.run("%memit --sweep ms=1,2,3,30000 -r 1 await new Promise((r) => setTimeout(r, ms))", ({ content }) => {
      // The live view tells of the last size.
      if (JSON.stringify(content).includes("ms = 30,000") && runs++ === 0) void notebook.kernel.interrupt();
    });
    assert.equal(run.error?.ename, "KeyboardInterrupt");
    const { points, outcome } = sweepOf(run);
    assert.deepEqual(outcome, { kind: "interrupted" });
    assert.deepEqual(
      [0, 1, 2, -1].map((index) => points.at(index)?.value),
      [1, 2, 3, 30_000],
    );
    assert.equal((await notebook.must("1 + 1")).value, "2");
  });

  test("two sweeps are compared, and drawn for plotly.js as well", async () => {
    await notebook.must("const a = %memit -o --sweep n=3e5,6.7e5,1.6e6 -r 2 new Float32Array(n).fill(1)");
    const run = await notebook.must("%memit --sweep n=1e5..2e6 -r 2 --compare a new Float64Array(n).fill(1)");
    const { comparison, points } = sweepOf(run);
    assert.equal(points.length, 3);
    assert.ok(Math.abs((comparison?.memory?.overall?.value ?? 0) - 2) < 0.02);
    const display = run.log.findLast(({ content }) => "data" in content && "application/vnd.plotly.v1+json" in (content["data"] as object));
    assert.ok(display !== undefined);
  });

  test("the time of a loop is swept, too", async () => {
    const { law, of, points } = sweepOf(
      await notebook.must("%timeit --sweep n=1e3,3e3,1e4,3e4,1e5 let sum = 0; for (let i = 0; i < n; i++) sum += i % 7"),
    );
    assert.equal(of, "timeit");
    assert.ok(law !== undefined && "nsPerUnit" in law);
    const times = points.map(({ result }) => (result.kind === "timeit" ? (result.perLoop?.medianNs ?? 0) : 0));
    assert.ok(times.at(-1)! > 10 * times[0]!);
  });
});

test("sizes of which only a bound is known are told", async () => {
  // On a busy machine some loops take longer than an empty one.
  const { notes } = sweepOf(await notebook.must("%timeit --sweep n=1,2,3,4,5 --time 0.05 1"));
  assert.match(notes.find(({ reason }) => reason === "sweep-bounds")?.text ?? "", /With n = [1-5, ]+ a loop cannot be told/);
});

test("in code, the function is called with the sizes", async () => {
  const { results, value } = await notebook.must(
    'import { sweep } from "tslab-magics";\nconst byCode = await sweep((rows, columns) => new Float64Array(rows * columns).fill(1), { rows: "1e5,2e5", columns: [2, 5] }, { repeat: 1 });\n' +
      "byCode.points.map(({ values }) => values)",
  );
  assert.equal(results[0]?.kind, "sweep");
  assert.match(value ?? "", /\{ rows: 100000, columns: 2 \}/);
  const { slices } = results[0];
  const perRow = slices?.map(({ memoryLaw }) => Math.round(memoryLaw && "bytesPerUnit" in memoryLaw ? memoryLaw.bytesPerUnit : 0));
  assert.deepEqual(perRow, [16, 40]);
});

test("JavaScript sweeps as well, on either engine", async () => {
  const js = await NotebookSession.start({ isJs: true });
  try {
    await js.must(
      "const double = (n) => new Float64Array(2 * n).fill(1);\nconst open = new (require('events').EventEmitter)(); open.on('x', () => 1);",
    );
    const fresh = sweepOf(await js.must("%memit --sweep n=1e5,1e6 -r 1 double(n)"));
    assert.equal(fresh.engine, "fresh");
    const fork = sweepOf(await js.must("%memit --sweep n=1e5,1e6 -r 1 double(n + 0 * open.listenerCount('x'))"));
    for (const { law } of [fresh, fork]) {
      assert.ok(law?.kind === "slope" && "bytesPerUnit" in law);
      assert.ok(Math.abs(law.bytesPerUnit - 16) < 0.2, String(law.bytesPerUnit));
    }
  } finally {
    await js.end();
  }
});
