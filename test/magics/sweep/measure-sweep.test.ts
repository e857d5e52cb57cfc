import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { memit } from "../../../src/magics/memit";
import { defaults, type Options } from "../../../src/magics/options";
import { parseOptions } from "../../../src/magics/option-parser";
import { timeit } from "../../../src/magics/timeit";
import { UsageError } from "../../../src/magics/usage-error";
import type { Program } from "../../../src/model/program";
import type { SweepResult } from "../../../src/model/sweep-result";
import { StateError } from "../../../src/state/state-error";
import { SimulatedSession, type Workload } from "./simulated-session";

const program: Program = { kind: "function", body: () => 1 };
const MIB = 2 ** 20;

/** 100 bytes and 20 ns for each of them, and a floor. */
const linear: Workload = { bytes: ({ n = 0 }) => 2 * MIB + 100 * n, ns: ({ n = 0 }) => 1e6 + 20 * n };

type MemitOptions = Options<typeof memit.options>;

async function sweep(line: string, session: SimulatedSession, more: Partial<MemitOptions> = {}): Promise<SweepResult> {
  const parsed = parseOptions(line, 0, memit);
  assert.equal(parsed.error, undefined);
  const options = { ...defaults(memit.options), ...parsed.values, ...more } as MemitOptions;
  return (await memit.measure({ options, code: "f(n)", program }, session)) as SweepResult;
}

async function timed(line: string, workload: Workload = linear): Promise<SweepResult> {
  const options = { ...defaults(timeit.options), ...parseOptions(line, 0, timeit).values } as Options<typeof timeit.options>;
  return (await timeit.measure({ options, code: "f(n)", program }, new SimulatedSession(workload))) as SweepResult;
}

test("no law is made of bounds", async () => {
  const { law, timeLaw, best, notes } = await timed("--sweep n=1,2,3,4,5", { ...linear, isBound: () => true });
  assert.deepEqual([law, timeLaw, best], [undefined, undefined, undefined]);
  assert.match(notes.find(({ reason }) => reason === "sweep-bounds")?.text ?? "", /n = 1, 2, 3, 4, 5 a loop cannot be told/);
  const beyond = await timed("--sweep n=1,2,1e5,2.6e5,7e5,2e6,6e6", { ...linear, isBound: ({ n = 0 }) => n < 10 });
  assert.deepEqual([beyond.law?.kind, beyond.law?.from], ["linear", 1e5]);
});

describe("the sizes", () => {
  test("a list is run in rounds, and the cell's output is shown once", async () => {
    const session = new SimulatedSession(linear);
    const result = await sweep("--sweep n=1e4,1e5,1e6", session);
    const round = [{ n: 1e4 }, { n: 1e5 }, { n: 1e6 }];
    assert.deepEqual(session.runs, [...round, ...round, ...round]);
    assert.deepEqual(
      session.views.map(({ showOutput }) => showOutput),
      [true, ...Array.from({ length: 8 }, () => false)],
    );
    assert.deepEqual(
      result.points.map(({ value, result: { runs, kind } }) => [value, runs.length, kind]),
      [
        [1e4, 3, "memit"],
        [1e5, 3, "memit"],
        [1e6, 3, "memit"],
      ],
    );
    assert.equal(result.end, "listed");
    assert.equal(result.variable, "n");
  });

  test("-r says how often", async () => {
    const session = new SimulatedSession(linear);
    await sweep("--sweep n=1,2 -r 5", session);
    assert.equal(session.runs.length, 10);
  });

  test("--rounds says how often %timeit does, and the time of each run is kept", async () => {
    const { points } = await timed("--sweep n=1e4,1e5 --rounds 4");
    const times = points.map(({ result }) => result.runs.map(({ loopNs }) => loopNs ?? NaN));
    for (const [index, expected] of [1.2e6, 3e6].entries()) {
      assert.equal(new Set(times[index]).size, 4);
      for (const ns of times[index]!) assert.ok(Math.abs(ns / expected - 1) < 0.01);
    }
    await assert.rejects(timed("--rounds 4"), UsageError);
  });

  test("those of a range are chosen until the law is known", async () => {
    const session = new SimulatedSession(linear);
    const result = await sweep("--sweep n=1e3..1e6", session);
    assert.equal(result.law?.kind, "linear");
    assert.ok("bytesPerUnit" in result.law && Math.abs(result.law.bytesPerUnit - 100) < 2);
    assert.equal(result.points[0]?.value, 1000);
    assert.equal(result.points.at(-1)?.value, 1e6);
    assert.ok(session.runs.length <= 26);
  });

  test("two variables make a grid, with a law for each value of the second", async () => {
    const session = new SimulatedSession({ bytes: ({ n = 0, k = 0 }) => 10 * n * k, ns: () => 1e6 });
    const result = await sweep("--sweep n=1e5..1e7:6 --sweep k=1,4 -r 2", session);
    assert.equal(session.runs.length, 24);
    assert.deepEqual(Object.keys(session.runs[0]!), ["n", "k"]);
    assert.equal(result.law, undefined);
    const [one, four] = result.slices!;
    assert.equal(one?.at, 1);
    assert.ok(one.memoryLaw && "bytesPerUnit" in one.memoryLaw && Math.abs(one.memoryLaw.bytesPerUnit - 10) < 1);
    assert.ok(four?.memoryLaw && "bytesPerUnit" in four.memoryLaw && Math.abs(four.memoryLaw.bytesPerUnit - 40) < 4);
    assert.deepEqual(result.points[1]?.values, { n: 1e5, k: 4 });
  });

  test("while it goes on, what was measured is told", async () => {
    const session = new SimulatedSession(linear);
    await sweep("--sweep n=1e4,3e4,1e5,3e5", session);
    assert.equal(session.views[0]?.sweep?.result, undefined);
    // It is found anew now and then only, as that takes longer than these runs.
    assert.ok(session.views[5]?.sweep?.result?.points.length !== undefined);
    assert.deepEqual(session.views[5].sweep.values, { n: 3e4 });
    assert.deepEqual([session.views[5].run, session.views[5].runs], [6, 12]);
    assert.equal(session.views[2]?.sweep?.leftNs, undefined);
    assert.ok(session.views[5].sweep.leftNs !== undefined);
  });
});

describe("the budget", () => {
  test("the largest size within it is found and confirmed", async () => {
    const session = new SimulatedSession(linear);
    const result = await sweep("--sweep n=1e4..1e7 --budget 102MiB", session);
    const { budget } = result;
    assert.ok(budget?.kind === "found");
    assert.equal(result.largest, budget.value);
    assert.equal(result.budgetBytes, 102 * MIB);
    assert.ok(budget.value > 0.86 * MIB && budget.value <= MIB, String(budget.value));
    assert.ok(budget.runs >= 5);
    assert.ok(budget.highest <= 102 * MIB);
    assert.ok(result.best !== undefined && result.best.value <= budget.value);
    assert.ok(Math.max(...session.runs.map(({ n }) => n!)) < 2.2 * MIB, "nothing far beyond the budget was run");
  });

  test("--budget-peak is of the peak itself, --budget 2s of the time", async () => {
    const peak = await sweep("--sweep n=1e4..1e7 --budget-peak 152MiB", new SimulatedSession(linear));
    assert.ok(peak.budget?.kind === "found" && peak.budget.highest > 5e7 && peak.budget.highest <= 152 * MIB);
    const time = await sweep("--sweep n=1e4..1e7 --budget 50ms", new SimulatedSession(linear));
    assert.equal(time.budgetNs, 5e7);
    assert.ok(time.budget?.kind === "found" && time.budget.highest <= 5e7 && time.budget.fill > 0.8);
  });

  test("nothing fits into a budget below the floor", async () => {
    const result = await sweep("--sweep n=1e4,1e5,1e6,1e7 --budget 1MiB", new SimulatedSession(linear));
    assert.equal(result.budget?.kind, "none");
    assert.equal(result.largest, undefined);
  });

  test("sizes that the machine may not have room for are not run, but with --force", async () => {
    const careful = new SimulatedSession(linear);
    careful.spareBytes = 400 * MIB;
    const result = await sweep("--sweep n=1e4,1e5,1e6,1e8", careful);
    assert.ok(careful.runs.every(({ n }) => n! < 1e8));
    assert.ok(result.notes.some(({ reason }) => reason === "sizes-refused"));
    const forced = new SimulatedSession(linear);
    forced.spareBytes = 400 * MIB;
    await sweep("--sweep n=1e4,1e5,1e6,1e8 --force", forced);
    assert.ok(forced.runs.some(({ n }) => n === 1e8));
  });
});

describe("runs that do not complete", () => {
  test("one that dies of memory bounds the sizes, and is no point of the law", async () => {
    const outcome = { kind: "out-of-memory", what: "heap" } as const;
    const session = new SimulatedSession({ ...linear, outcome: ({ n = 0 }) => (n > 5e5 ? outcome : undefined) });
    const result = await sweep("--sweep n=1e4,3e4,1e5,3e5,1e6", session);
    assert.deepEqual(result.outcome, { kind: "completed" });
    assert.equal(session.runs.filter(({ n }) => n === 1e6).length, 1);
    assert.equal(result.points.at(-1)?.result.outcome.kind, "out-of-memory");
    assert.equal(result.law?.to, 3e5);
    assert.match(result.notes.find(({ reason }) => reason === "sizes-died")?.text ?? "", /n = 1,000,000 ran out of memory or time/);
  });

  test("if all die, the sweep failed as they did", async () => {
    const outcome = { kind: "timed-out", limitNs: 1e9 } as const;
    const result = await sweep("--sweep n=1e4,1e5", new SimulatedSession({ ...linear, outcome: () => outcome }));
    assert.deepEqual(result.outcome, outcome);
  });

  for (const outcome of [
    { kind: "interrupted" },
    { kind: "killed", signal: "SIGSEGV" },
    { kind: "threw", name: "RangeError", message: "no", stack: "" },
    { kind: "exited", code: 3 },
  ] as const) {
    test(`one that ${outcome.kind} ends the sweep, which keeps what was measured`, async () => {
      const session = new SimulatedSession({ ...linear, outcome: (_, run) => (run === 6 ? outcome : undefined) });
      const result = await sweep("--sweep n=1e4,3e4,1e5,3e5,1e6", session);
      assert.equal(session.runs.length, 6);
      assert.deepEqual(result.outcome, outcome);
      assert.equal(result.end, "stopped");
      assert.equal(result.points.length, 5);
    });
  }
});

test("a completed run that does not tell what the sweep is about ends it, and is not asked for again", async () => {
  const session = new SimulatedSession({ ...linear, bytes: () => NaN });
  const result = await sweep("--sweep n=1e4,3e4", session);
  assert.equal(session.runs.length, 1);
  assert.deepEqual([result.end, result.outcome.kind, result.law], ["stopped", "completed", undefined]);
  assert.ok(result.notes.some(({ reason }) => reason === "sweep-unread"));
});

describe("the engine", () => {
  test("runs are made in new processes where there are such", async () => {
    const session = new SimulatedSession(linear);
    session.newProcesses = new SimulatedSession({ ...linear, carryNs: 1e7 }, "fresh");
    const result = await sweep("--sweep n=1e4,1e5", session);
    assert.equal(result.engine, "fresh");
    assert.deepEqual([session.runs.length, session.newProcesses.runs.length], [0, 6]);
    assert.deepEqual(result.notes, []);
  });

  test("in copies where the state cannot be carried, or takes long", async () => {
    const refusing = new SimulatedSession(linear);
    refusing.newProcesses = new SimulatedSession({ ...linear, failure: () => new StateError("socket: it is open") }, "fresh");
    const result = await sweep("--sweep n=1e4,1e5", refusing);
    assert.equal(result.engine, "fork");
    assert.match(result.notes[0]?.text ?? "", /in copies of the notebook, because its state cannot be carried .*socket: it is open/);
    const slow = new SimulatedSession(linear);
    slow.newProcesses = new SimulatedSession({ ...linear, carryNs: 9e9 }, "fresh");
    assert.equal((await sweep("--sweep n=1e4,1e5", slow)).engine, "fork");
    const shown = [...slow.newProcesses.views, ...slow.views].filter(({ showOutput }) => showOutput);
    assert.equal(shown.length, 1, "what the cell prints is shown once");
  });

  test("what ends a sweep ends it also where carrying took long", async () => {
    const session = new SimulatedSession(linear);
    const outcome = { kind: "threw", name: "Error", message: "no", stack: "" } as const;
    session.newProcesses = new SimulatedSession({ ...linear, carryNs: 9e9, outcome: () => outcome }, "fresh");
    const result = await sweep("--sweep n=1e4,1e5", session);
    assert.deepEqual([session.runs.length, session.newProcesses.runs.length], [0, 1]);
    assert.deepEqual(result.outcome, outcome);
  });

  test("with --fresh nothing else will do", async () => {
    const session = new SimulatedSession({ ...linear, failure: () => new StateError("socket: it is open") });
    await assert.rejects(sweep("--fresh --sweep n=1e4,1e5", session), StateError);
  });
});

describe("what was expected, and what else there is", () => {
  test("--expect says from where on reality departs", async () => {
    const met = await sweep('--sweep n=1e6,3e6,1e7,3e7 --expect "2**21 + 100*n"', new SimulatedSession(linear));
    assert.equal(met.expected?.departure.from, undefined);
    const missed = await sweep("--sweep n=1e4,1e5,1e6,1e7 --expect 50*n", new SimulatedSession(linear));
    assert.ok(missed.expected?.departure.from !== undefined);
    assert.ok(Math.abs(missed.expected.departure.ratioAtEnd - 2) < 0.1);
  });

  test("--compare lays another sweep beside it, at its sizes", async () => {
    const first = await sweep("--sweep n=1e5..1e6:5", new SimulatedSession(linear));
    const session = new SimulatedSession({ bytes: ({ n = 0 }) => 2 * (2 * MIB + 100 * n), ns: ({ n = 0 }) => 3e6 + 60 * n });
    session.variables.set("a", first);
    const result = await sweep("--sweep n=1e5..1e6 --compare a", session);
    assert.deepEqual(
      result.points.map(({ value }) => value),
      first.points.map(({ value }) => value),
    );
    const { memory, time, variable, other } = result.comparison!;
    assert.equal(variable, "a");
    assert.equal(other.points.length, 5);
    assert.ok(Math.abs(memory!.overall!.value - 2) < 0.02);
    assert.ok(Math.abs(time!.overall!.value - 3) < 0.05);
  });
});

test("runs that did not complete are not compared, nor sweeps of another magic", async () => {
  const first = await sweep("--sweep n=1e5,3e5,1e6", new SimulatedSession(linear));
  const last = first.points.at(-1)!;
  const died = { ...last.result, outcome: { kind: "out-of-memory", what: "heap" } as const, runs: last.result.runs.slice(0, 1) };
  const session = new SimulatedSession(linear);
  session.variables.set("a", { ...first, points: [...first.points.slice(0, -1), { ...last, result: died }] });
  const { comparison } = await sweep("--sweep n=1e5,3e5,1e6 --compare a", session);
  assert.deepEqual(
    comparison?.memory?.sizes.map(({ size }) => size),
    [1e5, 3e5],
  );
  session.variables.set("a", { ...first, of: "timeit" });
  await assert.rejects(sweep("--sweep n=1e5,1e6 --compare a", session), /is a sweep of %timeit, and this one is of %memit/);
});

test("options that do not go together are told before anything runs", async () => {
  for (const [line, problem] of [
    ["--budget 1MiB", /--budget is of a sweep: it goes with --sweep/],
    ["--expect 8*n", /--expect is of a sweep/],
    ["--force", /--force is of a sweep/],
    ["--sweep n=1,2 --sweep n=3,4", /varies n twice/],
    ["--sweep a=1,2 --sweep b=3,4 --sweep c=5,6", /one variable, or two/],
    ["--sweep a=1,2 --sweep b=3,4 --budget 1MiB", /of one variable/],
    ["--sweep n=1,2 --keep", /--keep runs the code in the notebook/],
    ["--sweep n=1,2 --budget 1MiB --budget-peak 2MiB", /two limits/],
    ["--sweep n=1,2 --expect 8*m", /asks for m, and the sweep varies n/],
    ["--sweep n=1,2 --expect f(n)", /may hold numbers, names/],
    ["--sweep n=1,2 --compare nothing", /no variable nothing/],
    ["--sweep n=1,2 --assert-peak 1MiB", /A sweep has many peaks/],
  ] as const) {
    const session = new SimulatedSession(linear);
    await assert.rejects(sweep(line, session), (error) => error instanceof UsageError && problem.test(error.message), line);
    assert.deepEqual(session.runs, []);
  }
});
