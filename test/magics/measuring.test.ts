import assert from "node:assert/strict";
import { test } from "node:test";
import { heap } from "../../src/magics/heap";
import { defaults, type Options } from "../../src/magics/options";
import { memit } from "../../src/magics/memit";
import type { SweepAxis } from "../../src/magics/sweep/axis";
import { time } from "../../src/magics/time";
import { timeit } from "../../src/magics/timeit";
import type { Program } from "../../src/model/program";
import type { MemitResult, Note, TimeitResult } from "../../src/model/result";
import { FakeSession, instrument, record } from "./sessions";

const program: Program = { kind: "function", body: () => 1 };
const flags = { result: false, quiet: false, fresh: false, keep: false };
const noSweep = { sweep: [], force: false };
const memitFlags = { ...flags, ...noSweep, children: false, metric: "rss" as const };
const runMemit = async (...call: Parameters<typeof memit.measure>): Promise<MemitResult> => (await memit.measure(...call)) as MemitResult;
const runTimeit = async (...call: Parameters<typeof timeit.measure>): Promise<TimeitResult> =>
  (await timeit.measure(...call)) as TimeitResult;
const note: Note = { reason: "below-page-noise", text: "Too small to tell." };

test("memit runs child after child, and takes the figures of the highest peak", async () => {
  const session = new FakeSession([
    record({ peakBytes: 300, baselineBytes: 100, incrementBytes: 200, wallNs: 9 }, { notes: [note] }),
    record({ peakBytes: 500, baselineBytes: 101, incrementBytes: 399, wallNs: 7 }, { notes: [note, { ...note, text: "Other." }] }),
    record({ peakBytes: 400, baselineBytes: 102, incrementBytes: 298, wallNs: 8 }),
  ]);
  const options = { ...memitFlags, repeat: 3, timeout: 1.5, maxHeap: 1000, maxData: 2000 };
  const result = await runMemit({ options, code: "f()", program }, session);
  const { spread, ...rest } = result;
  assert.deepEqual(rest, {
    version: 1,
    kind: "memit",
    code: "f()",
    engine: "fork",
    outcome: { kind: "completed" },
    peakBytes: 500,
    baselineBytes: 101,
    incrementBytes: 399,
    wallNs: 7,
    runs: [
      { peakBytes: 300, baselineBytes: 100, incrementBytes: 200, wallNs: 9 },
      { peakBytes: 500, baselineBytes: 101, incrementBytes: 399, wallNs: 7 },
      { peakBytes: 400, baselineBytes: 102, incrementBytes: 298, wallNs: 8 },
    ],
    instrument,
    notes: [note, { ...note, text: "Other." }],
  });
  const spreads = [spread?.peakBytes, spread?.incrementBytes, spread?.wallNs].map((each) => [each?.median, each?.least, each?.most]);
  assert.deepEqual(spreads, [
    [400, 300, 500],
    [298, 200, 399],
    [8, 7, 9],
  ]);
  const request = { task: { kind: "memit" }, program, limits: { timeoutNs: 1.5e9, maxHeapBytes: 1000, maxDataBytes: 2000 } };
  assert.deepEqual(session.requests, [request, request, request]);
  assert.deepEqual(session.views, [
    { showOutput: true, run: 1, runs: 3 },
    { showOutput: false, run: 2, runs: 3 },
    { showOutput: false, run: 3, runs: 3 },
  ]);
  assert.deepEqual(session.inNotebook, []);
});

test("memit stops at the first run that does not complete, and keeps what was measured", async () => {
  const outcome = { kind: "killed", signal: "SIGKILL" } as const;
  const session = new FakeSession([record({ peakBytes: 300, wallNs: 9 }), record({ wallNs: 1 }, { outcome }), record({ peakBytes: 999 })]);
  const result = await runMemit({ options: { ...memitFlags, keep: true, repeat: 3 }, code: "f()", program }, session);
  assert.equal(session.requests.length, 2);
  assert.deepEqual(session.inNotebook, []);
  assert.deepEqual(result.outcome, outcome);
  assert.deepEqual(result.runs, [{ peakBytes: 300, wallNs: 9 }, { wallNs: 1 }]);
  assert.equal(result.peakBytes, 300);
  assert.equal("incrementBytes" in result, false);
});

test("the spread is of the runs that completed, and of figures that all of them have", async () => {
  const outcome = { kind: "exited", code: 1 } as const;
  const runs = [record({ peakBytes: 300, wallNs: 9 }), record({ peakBytes: 302, wallNs: 11, incrementBytes: 5 })];
  const options = { ...memitFlags, repeat: 3 };
  const failed = new FakeSession([...runs, record({ peakBytes: 9000, wallNs: 1 }, { outcome })]);
  const { spread } = await runMemit({ options, code: "f()", program }, failed);
  assert.deepEqual([spread?.count, spread?.peakBytes?.most, spread?.wallNs?.mean, spread?.incrementBytes], [2, 302, 10, undefined]);
  const once = await runMemit({ options, code: "f()", program }, new FakeSession([runs[0]!, record({}, { outcome })]));
  assert.equal("spread" in once, false);
});

test("-i and -c say how a run is sampled; -c is refused where processes cannot be seen, before anything runs", async () => {
  const options = { ...memitFlags, repeat: 1, interval: 0.25, children: true };
  const session = new FakeSession([record({})]);
  await runMemit({ options, code: "f()", program }, session);
  assert.deepEqual(session.requests[0]?.sampling, { intervalNs: 0.25e9, withChildren: true });
  const blind = new FakeSession([record({})]);
  blind.seesProcesses = false;
  await assert.rejects(runMemit({ options, code: "f()", program }, blind), { name: "UsageError", message: /^-c .* needs \/proc/ });
  assert.deepEqual(blind.requests, []);
});

test("--keep runs the code once more in the notebook, unseen, and its failure is the cell's", async () => {
  const options = { ...memitFlags, keep: true, repeat: 1 };
  const kept = new FakeSession([record({ peakBytes: 300 })]);
  assert.deepEqual((await runMemit({ options, code: "f()", program }, kept)).outcome, { kind: "completed" });
  assert.deepEqual(kept.inNotebook, [[program, { showOutput: false, showValue: false }]]);

  const outcome = { kind: "threw", name: "Error", message: "twice", stack: "" } as const;
  const result = await runMemit({ options, code: "f()", program }, new FakeSession([record({ peakBytes: 300 })], outcome));
  assert.deepEqual(result.outcome, outcome);
  assert.deepEqual(
    result.notes.map(({ reason }) => reason),
    ["keep-failed"],
  );
});

const timeitDefaults = {
  ...noSweep,
  ...flags,
  precision: 3,
  stat: "mean",
  gc: "none",
  compare: false,
  setupEach: false,
  wallClock: false,
  cpuClock: false,
} as const;
const timeitTask = { kind: "timeit", budgetNs: 1.5e9, clock: "wall", collect: "none", setupEach: false } as const;

test("timeit is one run, with the statistics of its repeats", async () => {
  const timing = { loops: 10, allRunsNs: [100, 300, 200], overheadNs: 0.5, stop: "repeats" } as const;
  const session = new FakeSession([record({ peakBytes: 300, wallNs: 650 }, { timings: [timing] })]);
  const options = { ...timeitDefaults, repeat: 3, loops: 10 };
  const result = await runTimeit({ options, code: "f()", program }, session);
  assert.deepEqual(session.requests, [{ task: { ...timeitTask, repeat: 3, loops: 10 }, program, limits: {} }]);
  assert.deepEqual(
    { ...result, perLoop: undefined },
    {
      version: 1,
      kind: "timeit",
      code: "f()",
      engine: "fork",
      outcome: { kind: "completed" },
      peakBytes: 300,
      wallNs: 650,
      runs: [{ peakBytes: 300, wallNs: 650 }],
      instrument,
      notes: [],
      repeat: 3,
      loops: 10,
      allRunsNs: [100, 300, 200],
      overheadNs: 0.5,
      stop: "repeats",
      perLoop: undefined,
    },
  );
  assert.equal(result.perLoop?.meanNs, 20);
  assert.equal(result.perLoop.bestNs, 10);
});

test("timeit chooses the loops where none are given, and has no times where no repeat ended", async () => {
  const outcome = { kind: "timed-out", limitNs: 1e9 } as const;
  const session = new FakeSession([record({ wallNs: 1e9 }, { outcome })]);
  const result = await runTimeit({ options: { ...timeitDefaults, timeout: 1 }, code: "f()", program }, session);
  assert.deepEqual(session.requests[0]?.task, timeitTask);
  assert.deepEqual(result.allRunsNs, []);
  assert.equal("perLoop" in result, false);
  assert.equal("loops" in result, false);
});

test("timeit repeats seven times, as IPython, where the loops are given", async () => {
  const session = new FakeSession([record({})]);
  await runTimeit({ options: { ...timeitDefaults, loops: 5, cpuClock: true, gc: "each", setupEach: true }, code: "f()", program }, session);
  const task = { ...timeitTask, loops: 5, repeat: 7, clock: "cpu-user", collect: "each", setupEach: true };
  assert.deepEqual(session.requests[0]?.task, task);
});

test("timeit shows a bound and no time where the body cannot be told from nothing", async () => {
  const timings = [{ loops: 10, allRunsNs: [0, 1], overheadNs: 0.3, atMostNs: 0.5 }];
  const result = await runTimeit({ options: timeitDefaults, code: "1", program }, new FakeSession([record({}, { timings })]));
  assert.equal(result.atMostNs, 0.5);
  assert.equal("perLoop" in result, false);
  assert.match(
    timeit.render(result, timeitDefaults)["text/plain"],
    /^less than 0\.5 ns per loop \(not to be told from an empty loop in 2 runs, 10 loops each\)/,
  );
});

test("timeit --compare shows each body beside the first, also those that were not reached", async () => {
  const timings = [
    { loops: 10, allRunsNs: [100, 110, 90], overheadNs: 0 },
    { loops: 1, allRunsNs: [20, 22, 18], overheadNs: 0 },
  ];
  const call = { options: { ...timeitDefaults, compare: true }, code: "f(); g(); h();", codes: ["f()", "g()", "h()"], program };
  const { contenders = [] } = await runTimeit(call, new FakeSession([record({}, { timings })]));
  assert.deepEqual(
    contenders.map(({ code, allRunsNs }) => [code, allRunsNs.length]),
    [
      ["f()", 3],
      ["g()", 3],
      ["h()", 0],
    ],
  );
  assert.equal(contenders[0]?.ratio, undefined);
  assert.ok(Math.abs((contenders[1]?.ratio?.value ?? NaN) - 2) < 1e-12);
  assert.equal(contenders[2]?.ratio, undefined);
});

test("heap tells the notebook from a cell", async () => {
  const ofHeap = defaults(heap.options) as Options<typeof heap.options>;
  const partition = { objectCount: 1, totalBytes: 8, rows: [], moreRows: 0 };
  const ofCell = await heap.measure({ options: ofHeap, code: "f()", program }, new FakeSession([record({}, { partition })]));
  assert.deepEqual([ofCell.scope, ofCell.partition], ["cell", partition]);
  const session = new FakeSession([record({})]);
  const ofNotebook = await heap.measure({ options: { ...ofHeap, keep: true }, code: "" }, session);
  assert.equal(ofNotebook.scope, "notebook");
  assert.equal("partition" in ofNotebook, false);
  assert.deepEqual(session.requests, [{ task: { kind: "heap" }, limits: {} }]);
  assert.deepEqual(session.inNotebook, []);
});

test("heap -q is by type, and not by what needs classes", async () => {
  const rowsOf = async (by: "class" | "type" | "size" | "module"): Promise<unknown> => {
    const session = new FakeSession([record({})]);
    const options = { ...(defaults(heap.options) as Options<typeof heap.options>), by, quick: true };
    await heap.measure({ options, code: "f()", program }, session);
    return session.requests.map(({ task }) => "by" in task && task.by);
  };
  assert.deepEqual(await rowsOf("class"), ["type"]);
  assert.deepEqual(await rowsOf("type"), ["type"]);
  assert.deepEqual(await rowsOf("size"), ["size"]);
  await assert.rejects(rowsOf("module"), /^UsageError: -q \(--quick\) shows types only: leave it out with --by module\.$/);
});

test("heap --by site is of code alone, and of nothing that was kept", async () => {
  const ofHeap: Options<typeof heap.options> = { ...(defaults(heap.options) as Options<typeof heap.options>), by: "site" };
  const session = new FakeSession([record({})]);
  await heap.measure({ options: ofHeap, code: "f()", program }, session);
  assert.deepEqual(session.requests[0]?.task, { kind: "heap", sites: true });
  const refused = (options: Partial<typeof ofHeap>, call: object = { program }): Promise<unknown> =>
    heap.measure({ options: { ...ofHeap, ...options }, code: "", ...call }, new FakeSession([]));
  await assert.rejects(refused({}, {}), /^UsageError: Where the notebook's objects were allocated is not known.* Give code to measure/);
  await assert.rejects(refused({ mark: "before" }), /^UsageError: --mark and --diff do not go with --by site/);
  await assert.rejects(refused({ quick: true }), /^UsageError: -q \(--quick\) shows types only: leave it out with --by site\.$/);
  await assert.rejects(refused({ retained: true }), /^UsageError: --mark, --diff, --by and -q are of the table of kinds/);
});

test("time runs in the notebook, with its output and its value", async () => {
  const session = new FakeSession([]);
  const result = await time.measure({ options: { noRaiseError: false }, code: "f()", program }, session);
  assert.deepEqual(session.inNotebook, [[program, { showOutput: true, showValue: true }]]);
  assert.deepEqual(result, {
    version: 1,
    kind: "time",
    code: "f()",
    outcome: { kind: "completed" },
    wallNs: 5,
    cpuUserNs: 3,
    cpuSystemNs: 2,
    baselineBytes: 100,
    peakBytes: 170,
    incrementBytes: 70,
    instrument,
    notes: [],
  });
});

test("every magic renders its result as text", async () => {
  const run = record({ peakBytes: 3 * 2 ** 20, baselineBytes: 2 ** 20, incrementBytes: 2 ** 21, wallNs: 1e6 });
  const measured = await runMemit({ options: { ...memitFlags, repeat: 1 }, code: "f()", program }, new FakeSession([run]));
  assert.match(
    memit.render(measured, { ...memitFlags, repeat: 1 })["text/plain"],
    /^peak memory: 3\.00 MiB, increment: 2\.00 MiB, time: 1 ms/,
  );
  const timings = [{ loops: 10, allRunsNs: [12345], overheadNs: 0 }];
  const options = { ...timeitDefaults, repeat: 1, precision: 2 };
  const timed = await runTimeit({ options, code: "f()", program }, new FakeSession([{ ...run, timings }]));
  assert.match(timeit.render(timed, options)["text/plain"], /^1\.2 μs ± 0 ns per loop \(mean ± std\. dev\. of 1 run, 10 loops each\)/);
});

test("timeit spends the time that is asked for, in a sweep 0.3 s a run if none is", async () => {
  const timing = { loops: 10, allRunsNs: [100, 200], overheadNs: 0.5 };
  const budgetOf = async (more: { readonly time?: number; readonly sweep?: readonly SweepAxis[] }): Promise<unknown> => {
    const session = new FakeSession(
      Array.from({ length: 3 }, () => record({ peakBytes: 300, incrementBytes: 1, wallNs: 650 }, { timings: [timing] })),
    );
    await timeit.measure({ options: { ...timeitDefaults, ...more }, code: "f()", program }, session);
    const [request] = session.requests;
    return request?.task.kind === "timeit" && request.task.budgetNs;
  };
  const sweep = [{ name: "n", sizes: { kind: "list", values: [1] } }] as const;
  assert.deepEqual(
    [await budgetOf({}), await budgetOf({ time: 5 }), await budgetOf({ sweep }), await budgetOf({ sweep, time: 5 })],
    [1.5e9, 5e9, 0.3e9, 5e9],
  );
});
