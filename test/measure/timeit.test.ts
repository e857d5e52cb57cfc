import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TimeitTask } from "../../src/model/task";
import { type ChildAnswer, type ChildRequest, FLAGS, runInChild } from "./run-in-child";

type Options = Partial<ChildRequest> & Partial<TimeitTask>;

function timeit(body: string, { loops, repeat = 3, clock, collect, setupEach, ...more }: Options = {}): Promise<ChildAnswer> {
  return runInChild({ task: taskOf({ loops, repeat, clock, collect, setupEach }), body, ...more });
}

/** As long as it takes, within a tenth of a second. */
function adaptive(body: string, more: Partial<ChildRequest> = {}): Promise<ChildAnswer> {
  return runInChild({ task: taskOf({}), body, ...more });
}

function taskOf(given: { readonly [Key in keyof TimeitTask]?: TimeitTask[Key] | undefined }): TimeitTask {
  const { loops, repeat, clock = "wall", collect = "none", setupEach = false } = given;
  const counts = { ...(loops !== undefined && { loops }), ...(repeat !== undefined && { repeat }) };
  return { kind: "timeit", budgetNs: 1e8, clock, collect, setupEach, ...counts };
}

const counts = { notebook: "variables.n = 0;", inspect: "return variables.n" };
const lastValue = { lastValueName: "tsLastExpr" };

/** The shortest repeat, per loop. */
function best({ measurement: { timings } }: ChildAnswer): number {
  const timing = timings?.[0];
  assert.ok(timing);
  return Math.min(...timing.allRunsNs) / timing.loops;
}

function reasons({ measurement }: ChildAnswer): string[] {
  return measurement.notes.map(({ reason }) => reason);
}

/** Slope and intercept of the least-squares line. */
function fitLine(points: readonly (readonly [number, number])[]): { slope: number; intercept: number } {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return { slope, intercept: meanY - slope * meanX };
}

describe("runTask timeit", () => {
  it("runs a given number of loops exactly so often, and reports the repeats as they end", async () => {
    const { measurement, events, result } = await timeit("exports.n++;", { ...counts, loops: 7, repeat: 4 });
    assert.equal(result, 28);
    const [timing] = measurement.timings ?? [];
    assert.ok(timing);
    assert.deepEqual([timing.loops, timing.stop, timing.allRunsNs.length], [7, "repeats", 4]);
    assert.deepEqual(events, [
      { type: "started", atNs: measurement.startedAtNs, baselineBytes: measurement.baselineBytes },
      { type: "repeats-done", body: 0, loops: 7, after: 0, tookNs: timing.allRunsNs.slice(0, 1), overheadNs: timing.overheadNs },
      { type: "repeats-done", body: 0, loops: 7, after: 1, tookNs: timing.allRunsNs.slice(1), overheadNs: timing.overheadNs },
    ]);
    assert.ok(timing.overheadNs > 0);
  });

  it("runs the body once when asked for one loop and one repeat", async () => {
    assert.equal((await timeit("exports.n++;", { ...counts, loops: 1, repeat: 1 })).result, 1);
  });

  it("chooses a power of ten by itself", async () => {
    // Enough work that the most loops, which are not tried out, are not reached.
    const code = "exports.n++; for (let i = 0; i < 100; i++) exports.last = i;";
    const { measurement, result } = await timeit(code, { ...counts, repeat: 2 });
    const loops = measurement.timings?.[0]?.loops ?? NaN;
    assert.ok(Number.isInteger(Math.log10(loops)) && loops >= 10, `${loops} loops`);
    // 1 + 10 + 100 + … to choose, the last of them twice, then two repeats; more where a busy machine made a choice look good once.
    assert.ok(Number(result) >= (10 * loops - 1) / 9 + 3 * loops, `${String(result)} runs`);
  });

  it("shows the output of the first loop only", async () => {
    const { events } = await timeit('console.log("loop");', { loops: 5, repeat: 3 });
    assert.deepEqual(
      events.filter(({ type }) => type === "stream"),
      [{ type: "stream", name: "stdout", text: "loop\n" }],
    );
  });

  it("runs the setup once, and does not time it", async () => {
    const { result } = await timeit("exports.n++;", { ...counts, setup: "exports.n = 100;", loops: 10, repeat: 1 });
    assert.equal(result, 110);
  });

  it("times dependent steps on a line through zero: nothing is deleted, and the loop adds nothing", async () => {
    const points: [number, number][] = [];
    const step = "h = (Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) + 1) & 0x3fffffff;\n".repeat(10);
    for (const steps of [1, 2, 4, 8]) {
      // The next loop begins where this one ends, so that V8 can compute nothing in advance.
      const body = `let h = exports.h;\n${step.repeat(steps)}exports.h = exports.tsLastExpr = h;`;
      points.push([steps, best(await timeit(body, { ...lastValue, notebook: "variables.h = 1;", loops: 500_000, repeat: 9 }))]);
    }
    const { slope, intercept } = fitLine(points);
    assert.ok(slope > 0, `slope ${slope}`);
    assert.ok(Math.abs(intercept) < slope, `intercept ${intercept} against ${slope} a step`);
  });

  it("does not delete an expression whose value nobody uses", async () => {
    const options = { ...lastValue, notebook: "variables.n = 0;", loops: 500_000, repeat: 5 };
    const sine = best(await timeit("exports.n = (exports.n + 1) | 0; exports.tsLastExpr = Math.sin(exports.n);", options));
    const nothing = best(await timeit("exports.n = (exports.n + 1) | 0; exports.tsLastExpr = exports.n;", options));
    assert.ok(sine > 2 * nothing, `${sine} against ${nothing}`);
  });

  it("gives each loop its own variables, and reads those of the notebook where they live", async () => {
    const body =
      "const own = exports.n; let twice = own * 2; var third = own * 3; function ask() { return exports.read(); } class C {}\n" +
      "exports.n = own + 1; if (ask() !== own + 1 || twice !== own * 2 || third !== own * 3) throw new Error(`lost at ${own}`);";
    const notebook = "variables.n = 0; variables.read = () => variables.n;";
    const { measurement, result } = await timeit(body, { ...counts, notebook, loops: 1000, repeat: 3 });
    assert.deepEqual(measurement.outcome, { kind: "completed" });
    assert.equal(result, 3000);
  });

  it("has variables in fixed slots again, though some were deleted", async () => {
    const notebook = "for (const name of ['a', 'b', 'c']) variables[name] = 1; delete variables.a;";
    const request = { task: taskOf({ repeat: 1, loops: 1 }), notebook, inspect: "return %HasFastProperties(variables)" };
    const flags = [...FLAGS, "--allow-natives-syntax"];
    assert.equal((await runInChild({ ...request, body: "exports.b;" }, flags)).result, true);
    assert.equal((await runInChild({ ...request, task: { kind: "memit" }, body: "exports.b;" }, flags)).result, false);
  });

  it("keeps its own names out of the body's way", async () => {
    const body = "const __m0 = 1, __m0s = 2, __m0n = 3, i = 4, n = 5; exports.tsLastExpr = __m0 + __m0s + __m0n + i + n; exports.n++;";
    const { measurement, result, names } = await timeit(body, { ...counts, ...lastValue, loops: 10, repeat: 2 });
    assert.deepEqual(measurement.outcome, { kind: "completed" });
    assert.equal(result, 20);
    assert.deepEqual(names, ["n"]);
  });

  it("awaits where the body awaits", async () => {
    const { measurement, result } = await timeit("await null; exports.n++;", { ...counts, isAsync: true, loops: 50, repeat: 2 });
    assert.deepEqual(measurement.outcome, { kind: "completed" });
    assert.equal(result, 100);
  });

  it("does not await a promise that is only the last value", async () => {
    const { measurement } = await timeit("exports.tsLastExpr = new Promise(() => {});", { ...lastValue, loops: 3 });
    assert.deepEqual(measurement.outcome, { kind: "completed" });
  });

  it("times a function", async () => {
    const answer = await timeit("() => variables.n++", { ...counts, isFunction: true, loops: 20, repeat: 2 });
    assert.equal(answer.result, 40);
    assert.ok(!reasons(answer).includes("awaited"));
  });

  it("awaits each call of a function that returns promises, and says so", async () => {
    const body =
      "async () => { if (variables.busy) throw new Error('two at once'); variables.busy = true; await null; variables.busy = false; variables.n++; }";
    const answer = await timeit(body, { ...counts, isFunction: true, loops: 20, repeat: 2 });
    assert.deepEqual(answer.measurement.outcome, { kind: "completed" });
    assert.equal(answer.result, 40);
    assert.ok(reasons(answer).includes("awaited"));
  });

  it("keeps the repeats that ended before the body threw", async () => {
    const { measurement, events } = await timeit('if (++exports.n > 25) throw new Error("enough");', { ...counts, loops: 10, repeat: 7 });
    assert.equal(measurement.outcome.kind === "threw" && measurement.outcome.message, "enough");
    assert.equal(measurement.timings?.[0]?.allRunsNs.length, 2);
    assert.ok(events.some(({ type }) => type === "repeats-done"));
    assert.ok((measurement.peakBytes ?? 0) >= (measurement.baselineBytes ?? NaN));
  });

  it("has no timing when the first loop throws", async () => {
    const { measurement } = await timeit('throw new Error("at once");');
    assert.equal(measurement.timings, undefined);
    assert.match(measurement.outcome.kind === "threw" ? measurement.outcome.stack : "", /at cell:1:7\n/);
  });

  it("reports a break out of the loop as a syntax error", async () => {
    for (const body of ["break;", "} {", "continue;"]) {
      const { outcome } = (await timeit(body)).measurement;
      assert.equal(outcome.kind === "threw" && outcome.name, "SyntaxError", body);
    }
  });

  it("goes on by itself until the mean is known or the time is up, and says which", async () => {
    const { measurement } = await adaptive("exports.n = (exports.n ?? 0) + 1;");
    const [timing] = measurement.timings ?? [];
    assert.ok(timing);
    assert.ok(timing.stop === "precision" || timing.stop === "budget");
    assert.ok(timing.allRunsNs.length >= 2);
  });

  it("runs the setup before every loop, outside the clock, where it is asked to", async () => {
    const setup = "exports.fresh = [3, 2, 1]; for (let i = 0; i < 1e5; i++) exports.last = i;";
    const body = "exports.n++; if (exports.fresh.sort()[0] !== 1 || exports.fresh.push(0) !== 4) throw new Error('not fresh');";
    const answer = await timeit(body, { ...counts, setup, setupEach: true, loops: 20, repeat: 3 });
    assert.deepEqual(answer.measurement.outcome, { kind: "completed" });
    assert.equal(answer.result, 60);
    const whole = await timeit(`${setup}\n${body}`, { ...counts, loops: 20, repeat: 3 });
    assert.ok(best(answer) < best(whole) / 2, `${best(answer)} against ${best(whole)}`);
  });

  it("reads variables once that nothing assigns, and all of them anew once one of them was assigned all the same", async () => {
    const body = "exports.n++; exports.step();";
    const read = { name: "step", start: body.indexOf("exports.step"), end: body.indexOf("()") };
    const notebook = "variables.n = 0; variables.seen = 0; variables.step = () => { variables.seen++; };";
    const steady = await timeit(body, {
      notebook,
      steadyReads: [read],
      inspect: "return variables.n === variables.seen",
      loops: 5,
      repeat: 2,
    });
    assert.deepEqual([steady.result, reasons(steady).includes("live-variables")], [true, false]);

    const changing = "variables.n = 0; variables.seen = 0; variables.step = () => { variables.step = () => void variables.seen++; };";
    const live = await timeit(body, {
      notebook: changing,
      steadyReads: [read],
      inspect: "return [variables.n, variables.seen]",
      loops: 5,
      repeat: 2,
    });
    assert.ok(reasons(live).includes("live-variables"));
    assert.deepEqual(live.measurement.outcome, { kind: "completed" });
    // The first loop ran with the old function; since it was called, each loop has called the new one.
    assert.deepEqual(live.result, [11, 10]);
    assert.equal(live.measurement.timings?.[0]?.allRunsNs.length, 2);
  });

  it("measures CPU time in user mode where it is asked to: waiting takes none", async () => {
    const body = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);";
    const wall = best(await timeit(body, { loops: 5, repeat: 2 }));
    const cpu = best(await timeit(body, { loops: 5, repeat: 2, clock: "cpu-user" }));
    assert.ok(wall >= 20e6 && cpu < wall / 2, `${wall} and ${cpu}`);
  });

  it("counts the collections of garbage inside the clock, and makes none inside it", async () => {
    const busy = await timeit("exports.last = new Array(10_000).fill(0).map((_, i) => ({ i }));", { loops: 200, repeat: 2 });
    assert.ok((busy.measurement.timings?.[0]?.gc?.count ?? 0) > 0);
    const idle = await timeit("exports.n++;", { ...counts, loops: 100, repeat: 3, collect: "each" });
    assert.equal(idle.measurement.timings?.[0]?.gc?.count, 0);
    assert.ok((idle.measurement.gc?.count ?? 0) >= 3);
  });
});
