import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Measurement } from "../../src/model/measurement";
import { type ChildRequest, runInChild } from "./run-in-child";

const MIB = 2 ** 20;

function memit(body: string, more: Partial<ChildRequest> = {}): Promise<Awaited<ReturnType<typeof runInChild>>> {
  return runInChild({ task: { kind: "memit" }, body, ...more });
}

function incrementBytes({ peakBytes, baselineBytes }: Measurement): number {
  return (peakBytes ?? NaN) - (baselineBytes ?? NaN);
}

function reasons({ notes }: Measurement): string[] {
  return notes.map(({ reason }) => reason);
}

function near(actual: number | undefined, expected: number, tolerance: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

describe("runTask memit", () => {
  it("sees a block of memory that the cell fills, and that nothing holds it afterwards", async () => {
    const { measurement, events, names } = await memit("exports.tsLastExpr = Buffer.alloc(100 * 2 ** 20, 1);", {
      lastValueName: "tsLastExpr",
    });
    assert.deepEqual(measurement.outcome, { kind: "completed" });
    near(incrementBytes(measurement), 100 * MIB, MIB);
    near(measurement.retainedBytes, 0, MIB);
    const [before, after] = measurement.v8Readings ?? [];
    assert.ok(before && after && before.atNs === 0 && after.atNs > 0);
    near(after.arrayBuffersBytes - before.arrayBuffersBytes, 100 * MIB, MIB);
    near(after.rssBytes - before.rssBytes, 100 * MIB, MIB);
    assert.deepEqual(events, [{ type: "started", atNs: measurement.startedAtNs, baselineBytes: measurement.baselineBytes }]);
    assert.deepEqual(names, [], "the last value is no variable");
  });

  it("sees a block that lives inside a function only", async () => {
    const { measurement } = await memit("(() => Buffer.alloc(100 * 2 ** 20, 1).length)(); gc();");
    near(incrementBytes(measurement), 100 * MIB, MIB);
    near(measurement.retainedBytes, 0, MIB);
  });

  it("tells what the cell keeps", async () => {
    const { measurement } = await memit("exports.kept = Buffer.alloc(50 * 2 ** 20, 1); (() => Buffer.alloc(50 * 2 ** 20, 1).length)();");
    near(incrementBytes(measurement), 100 * MIB, MIB);
    near(measurement.retainedBytes, 50 * MIB, MIB);
  });

  it("shows next to nothing for nothing, and says so", async () => {
    const { measurement, called } = await memit("0;");
    assert.ok(incrementBytes(measurement) < 0.3 * MIB, `increment ${incrementBytes(measurement)}`);
    assert.deepEqual(reasons(measurement), ["limit", "below-page-noise"]);
    assert.deepEqual(measurement.gc, { count: 0, pauseNs: 0 });
    assert.deepEqual(called, ["beforeCell", "afterCell"]);
  });

  it("does not count the setup", async () => {
    const { measurement } = await memit("exports.tsLastExpr = exports.block.length", {
      setup: "exports.block = Buffer.alloc(50 * 2 ** 20, 1);",
    });
    assert.ok(incrementBytes(measurement) < MIB);
    assert.ok((measurement.baselineBytes ?? 0) > 50 * MIB);
  });

  it("awaits the cell's own await", async () => {
    const body =
      "const block = Buffer.alloc(20 * 2 ** 20, 1); await new Promise((done) => setTimeout(done, 5)); exports.size = block.length;";
    const { measurement, result } = await memit(body, { isAsync: true, inspect: "return variables.size" });
    assert.equal(result, 20 * MIB);
    near(incrementBytes(measurement), 20 * MIB, MIB);
  });

  it("takes a promise as a last value for a value", async () => {
    const pending = { lastValueName: "tsLastExpr" };
    assert.deepEqual((await memit("exports.tsLastExpr = new Promise(() => {});", pending)).measurement.outcome, { kind: "completed" });
    const isAsync = { ...pending, isAsync: true };
    assert.deepEqual((await memit("await 0; exports.tsLastExpr = new Promise(() => {});", isAsync)).measurement.outcome, {
      kind: "completed",
    });
  });

  it("ends a synchronous cell before the microtasks that it leaves behind", async () => {
    const { measurement } = await memit("Promise.resolve().then(() => { exports.late = Buffer.alloc(50 * 2 ** 20, 1); });");
    assert.ok(incrementBytes(measurement) < MIB);
  });

  it("runs functions, and awaits what they return", async () => {
    const body = "async () => { await 0; variables.kept = Buffer.alloc(30 * 2 ** 20, 1); }";
    const { measurement, result } = await memit(body, {
      isFunction: true,
      setup: "() => { variables.ready = 1; }",
      inspect: "return variables.ready",
    });
    near(incrementBytes(measurement), 30 * MIB, MIB);
    assert.equal(result, 1);
  });

  it("counts the collections of the cell alone", async () => {
    const { measurement } = await memit("gc(); gc();", { setup: "gc(); gc(); gc();" });
    assert.equal(measurement.gc?.count, 2);
    assert.ok(measurement.gc.pauseNs > 0);
  });

  it("takes no answered request for pending work", async () => {
    const awaits = [
      'await require("fs").promises.readFile(process.execPath)',
      'await (await require("fs").promises.open(process.execPath)).close()',
      'await new Promise((done) => require("fs").createReadStream(process.execPath, { end: 9 }).resume().once("close", done))',
      'await require("dns").promises.lookup("localhost")',
      'await require("fs").promises.readFile("/nowhere").catch(() => 0)',
    ];
    for (const body of awaits) {
      const { measurement } = await memit(body, { isAsync: true });
      assert.deepEqual(measurement.outcome, { kind: "completed" }, body);
      assert.ok(!reasons(measurement).includes("pending-work"), body);
      assert.ok(measurement.gc, body);
    }
  });

  it("takes a request without an answer for pending work, also behind an answered one", async () => {
    const { measurement } = await memit('const fs = require("fs"); fs.read(exports.pipe, () => {}); await fs.promises.stat("/");', {
      isAsync: true,
      notebook: `
        const fs = require("fs");
        const folder = fs.mkdtempSync(require("os").tmpdir() + "/tslab-magics-test-");
        require("child_process").execFileSync("mkfifo", [folder + "/pipe"]);
        variables.pipe = fs.openSync(folder + "/pipe", "r+");
        fs.rmSync(folder, { recursive: true });`,
      // An exit waits for the reading.
      inspect: 'require("fs").writeSync(variables.pipe, "x");',
    });
    const note = measurement.notes.find(({ reason }) => reason === "pending-work");
    assert.equal(note?.text, "Still pending when the cell ended, and not measured: 1 file operation.");
    assert.equal(measurement.gc, undefined);
  });

  it("names work that is still pending, and does not run it", async () => {
    const body = "setInterval(() => {}, 1000); setTimeout(() => {}, 1); setImmediate(() => { while (true); });";
    const { measurement } = await memit(body);
    const note = measurement.notes.find(({ reason }) => reason === "pending-work");
    assert.equal(note?.text, "Still pending when the cell ended, and not measured: 2 × timer, 1 setImmediate callback.");
    assert.equal(measurement.gc, undefined);
  });

  it("is not fooled by a cell that replaces what measures it", async () => {
    const body =
      "process.memoryUsage = () => ({}); process.hrtime.bigint = () => 0n; process.cpuUsage = () => ({}); performance.now = () => 0;" +
      'require("node:fs").readFileSync = () => ""; exports.kept = Buffer.alloc(20 * 2 ** 20, 1);';
    const { measurement } = await memit(body);
    near(incrementBytes(measurement), 20 * MIB, MIB);
    assert.ok((measurement.wallNs ?? 0) > 0 && Number.isFinite(measurement.cpuUserNs) && (measurement.v8Readings?.[1]?.rssBytes ?? 0) > 0);
  });

  it("says that a process without --expose-gc cannot tell what is retained", async () => {
    const { measurement } = await runInChild({ task: { kind: "memit" }, body: "0;" }, []);
    assert.equal(measurement.retainedBytes, undefined);
    assert.ok(reasons(measurement).includes("no-gc"));
  });
});

describe("runTask when the program fails", () => {
  it("keeps what was measured before the cell threw, and the line and column of the code", async () => {
    const { measurement, called } = await memit('exports.kept = Buffer.alloc(20 * 2 ** 20, 1);\n  throw new RangeError("too far");');
    const { outcome } = measurement;
    assert.ok(outcome.kind === "threw");
    assert.deepEqual([outcome.name, outcome.message], ["RangeError", "too far"]);
    assert.match(outcome.stack, /^RangeError: too far\n {4}at cell:2:9\n/);
    near(incrementBytes(measurement), 20 * MIB, MIB);
    assert.deepEqual(called, ["beforeCell", "afterCell"]);
  });

  it("gives the first line its column", async () => {
    const { outcome } = (await memit('throw new Error("first");')).measurement;
    assert.match(outcome.kind === "threw" ? outcome.stack : "", /at cell:1:7\n/);
  });

  it("measures nothing when the setup throws", async () => {
    for (const isAsync of [false, true]) {
      const { measurement, events } = await memit("0;", { setup: 'throw new TypeError("no setup")', isAsync });
      assert.ok(measurement.outcome.kind === "threw");
      assert.match(measurement.outcome.stack, /^TypeError: no setup\n {4}at setup:1:7\n/);
      assert.deepEqual({ ...measurement, outcome: undefined }, { outcome: undefined, notes: [] });
      assert.deepEqual(events, []);
    }
  });

  it("reports a syntax error as the program's", async () => {
    const { measurement } = await memit("let = = 3");
    assert.equal(measurement.outcome.kind === "threw" && measurement.outcome.name, "SyntaxError");
  });

  it("removes the last value also when a later statement throws", async () => {
    const { names } = await memit('exports.tsLastExpr = 1; throw new Error("late");', { lastValueName: "tsLastExpr" });
    assert.deepEqual(names, []);
  });

  it("ends a cell that awaits what can never come", async () => {
    const { outcome } = (await memit("await new Promise(() => {});", { isAsync: true })).measurement;
    assert.match(outcome.kind === "threw" ? outcome.message : "", /^The cell awaits something that can never settle here/);
  });

  it("ends a cell whose timer throws", async () => {
    const body = 'setTimeout(() => { throw new Error("in a timer"); }, 1); await new Promise((done) => setTimeout(done, 60_000));';
    const { outcome } = (await memit(body, { isAsync: true })).measurement;
    assert.equal(outcome.kind === "threw" && outcome.message, "in a timer");
  });

  it("refuses a task without a program", async () => {
    await assert.rejects(runInChild({ task: { kind: "memit" } }));
  });
});
