import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { EngineError } from "../../src/engine/engine";
import type { Measurement } from "../../src/model/measurement";
import type { ChildEvent } from "../../src/model/child";
import type { Outcome } from "../../src/model/outcome";
import type { RunRequest } from "../../src/model/task";
import { ScriptedEngine } from "./scripted-engine";
import { collect, held, memit, reasons, textOf } from "./supervising";

const MS = 1e6;
const now = (): number => Number(process.hrtime.bigint());

const measured = (more: Partial<Measurement> = {}): ChildEvent => ({
  type: "measured",
  measurement: { outcome: { kind: "completed" }, notes: [], ...more },
});

/** One way for a run to end. */
interface Way {
  readonly outcome: Outcome;
  happen(engine: ScriptedEngine, stop: AbortController): unknown;
}

const ways: Readonly<Record<string, Way>> = {
  measured: { outcome: { kind: "completed" }, happen: (engine) => engine.say(measured()) },
  exited: { outcome: { kind: "exited", code: 4 }, happen: (engine) => engine.exit({ code: 4 }) },
  killed: { outcome: { kind: "killed", signal: "SIGUSR1" }, happen: (engine) => engine.exit({ signal: "SIGUSR1" }) },
  interrupted: { outcome: { kind: "interrupted" }, happen: (_, stop) => stop.abort() },
};

describe("the race of a supervised run", { skip: !existsSync("/proc/self/stat") && "no /proc" }, () => {
  for (const [first, { outcome, happen }] of Object.entries(ways)) {
    for (const [second, later] of Object.entries(ways)) {
      it(`is decided by "${first}" before "${second}"`, async () => {
        const engine = new ScriptedEngine();
        const stop = new AbortController();
        engine.onReady = async () => {
          await happen(engine, stop);
          await later.happen(engine, stop);
          await engine.exit({ code: 99 });
        };
        assert.deepEqual((await collect(engine, memit(), { signal: stop.signal })).record.outcome, outcome);
      });
    }

    it(`is decided by "${first}" before the time limit`, async () => {
      const engine = new ScriptedEngine();
      const stop = new AbortController();
      engine.onReady = () => void happen(engine, stop);
      // The limit is passed before a child that lingers after its result is ended.
      const { record } = await collect(engine, memit({ timeoutNs: 100 * MS }), { signal: stop.signal });
      assert.deepEqual(record.outcome, outcome);
    });

    it(`is decided by the time limit before "${first}"`, async () => {
      const engine = new ScriptedEngine();
      const stop = new AbortController();
      const { kills } = engine;
      kills.push = (signal) => {
        void happen(engine, stop);
        return Array.prototype.push.call(kills, signal);
      };
      const { record } = await collect(engine, memit({ timeoutNs: 20 * MS }), { signal: stop.signal });
      assert.deepEqual(record.outcome, { kind: "timed-out", limitNs: 20 * MS });
      assert.equal(kills[0], "SIGKILL");
    });
  }

  it("is decided by the budget as soon as the child outgrows it", async () => {
    const engine = new ScriptedEngine();
    const { record } = await collect(engine, memit(), { budgetBytes: -1 });
    assert.deepEqual(record.outcome, { kind: "out-of-memory", what: "budget", limitBytes: -1 });
  });

  it("is decided by an interrupt before the budget", async () => {
    const engine = new ScriptedEngine();
    const stop = new AbortController();
    engine.onStart = () => stop.abort();
    const { record } = await collect(engine, memit(), { signal: stop.signal, budgetBytes: -1 });
    assert.deepEqual(record.outcome, { kind: "interrupted" });
    assert.equal(engine.kills[0], "SIGKILL", "the child that was being started is ended");
  });

  it("never starts a child once it is interrupted", async () => {
    const engine = new ScriptedEngine();
    const { record } = await collect(engine, memit(), { signal: AbortSignal.abort() });
    assert.deepEqual(record.outcome, { kind: "interrupted" });
    assert.equal(engine.starts, 0);
  });

  it("goes by the child's death, not by a stop that comes when it is dead already", async () => {
    const engine = new ScriptedEngine();
    const stop = new AbortController();
    engine.onReady = () => engine.vanish();
    engine.kills.push = () => {
      // That the group of a dead child is killed shows that its death was seen.
      stop.abort();
      void engine.exit({ code: 4 });
      return 0;
    };
    const { record } = await collect(engine, memit(), { signal: stop.signal });
    assert.ok(stop.signal.aborted);
    assert.deepEqual(record.outcome, { kind: "exited", code: 4 });
  });

  it("does not wait for ever for an engine that never says how its child exited", async () => {
    const engine = new ScriptedEngine();
    const silent = new Promise<never>(() => undefined);
    const start = engine.start.bind(engine);
    engine.start = async (request, listener) => ({ ...(await start(request, listener)), exited: silent, kill: () => undefined });
    engine.onReady = () => engine.vanish();
    const { record } = await collect(engine, memit());
    assert.deepEqual(record.outcome, { kind: "killed", signal: "unknown" });
    assert.deepEqual(reasons(record), ["not-started", "unknown-exit"]);
  });
});

describe("a supervised run", { skip: !existsSync("/proc/self/stat") && "no /proc" }, () => {
  it("rejects with the engine's own error, and leaves nothing", async () => {
    const engine = new ScriptedEngine();
    const error = new EngineError("Cannot fork here: use another machine.");
    engine.start = () => Promise.reject(error);
    const stop = new AbortController();
    const adopted: boolean[] = [];
    const before = held();
    const orphanKeeper = { adopt: (on: boolean) => void adopted.push(on), reap: () => undefined };
    await assert.rejects(collect(engine, memit({ timeoutNs: 1e12 }), { signal: stop.signal, orphanKeeper }), error);
    assert.deepEqual(adopted, [true, false]);
    assert.deepEqual(held(), before);
    assert.equal(getEventListeners(stop.signal, "abort").length, 0);
  });

  it("leaves no timer, file or listener when it was measured, and adopts orphans while it lasts", async () => {
    const engine = new ScriptedEngine();
    const stop = new AbortController();
    const adopted: boolean[] = [];
    const orphanKeeper = { adopt: (on: boolean) => void adopted.push(on), reap: () => undefined };
    const before = held();
    engine.onReady = () => {
      engine.say(measured());
      void engine.exit({ code: 0 });
    };
    await collect(engine, memit({ timeoutNs: 1e12 }), { signal: stop.signal, orphanKeeper });
    // Node lets go of the engine's process in the second turn after its exit.
    await nextTurn();
    await nextTurn();
    assert.deepEqual(adopted, [true, false]);
    assert.deepEqual(held(), before);
    assert.equal(getEventListeners(stop.signal, "abort").length, 0);
  });

  it("keeps the order of all output, and lets none pass after the record", async () => {
    const engine = new ScriptedEngine();
    const content = { data: { "text/plain": "1" }, metadata: {}, transient: {} };
    engine.onReady = () => {
      engine.say({ type: "stream", name: "stdout", text: "a" });
      engine.listener?.onRawOutput("stderr", "b");
      engine.say({ type: "display", update: false, content });
      engine.listener?.onRawOutput("stdout", "c");
      engine.say({ type: "clear-output", wait: true });
      void engine.exit({ code: 0 });
    };
    const { output } = await collect(engine, memit());
    const all = [
      { type: "stream", name: "stdout", text: "a" },
      { type: "stream", name: "stderr", text: "b" },
      { type: "display", update: false, content },
      { type: "stream", name: "stdout", text: "c" },
      { type: "clear-output", wait: true },
    ];
    assert.deepEqual(output, all);
    engine.say({ type: "stream", name: "stdout", text: "late" });
    engine.listener?.onRawOutput("stdout", "late");
    assert.deepEqual(output, all);
  });

  it("shows the last words of a child that did not die for want of memory", async () => {
    for (const [signal, shown] of [
      ["SIGTERM", "x\nFATAL ERROR: Reached heap limit"],
      ["SIGABRT", "x\n"],
    ] as const) {
      const engine = new ScriptedEngine();
      engine.onReady = () => {
        engine.listener?.onRawOutput("stderr", "x\nFATAL ERROR: Reached heap limit");
        void engine.exit({ signal });
      };
      assert.equal(textOf((await collect(engine, memit())).output), shown);
    }
  });

  it("keeps what a run measured that was interrupted while it finished", async () => {
    const engine = new ScriptedEngine();
    const stop = new AbortController();
    engine.onReady = () => {
      stop.abort();
      engine.say(measured({ startedAtNs: now(), baselineBytes: 100, peakBytes: 300, wallNs: 5 }));
    };
    const { record } = await collect(engine, memit(), { signal: stop.signal });
    assert.deepEqual(record.outcome, { kind: "interrupted" });
    assert.deepEqual([record.run.peakBytes, record.run.incrementBytes, record.run.wallNs], [300, 200, 5]);
  });

  it("keeps the repeats of a timed loop that ended before a stop", async () => {
    const engine = new ScriptedEngine();
    const stop = new AbortController();
    const request: RunRequest = {
      task: { kind: "timeit", repeat: 7, budgetNs: 1e9, clock: "wall", collect: "none", setupEach: false },
      limits: {},
    };
    engine.onReady = () => {
      engine.say({ type: "started", atNs: now(), baselineBytes: 100 });
      engine.say({ type: "repeats-done", body: 0, loops: 10, after: 0, tookNs: [7, 8], overheadNs: 2 });
      engine.say({ type: "repeats-done", body: 1, loops: 10, after: 0, tookNs: [70], overheadNs: 3 });
      engine.say({ type: "repeats-done", body: 0, loops: 1000, after: 0, tookNs: [50], overheadNs: 2 });
      engine.say({ type: "repeats-done", body: 0, loops: 1000, after: 1, tookNs: [60], overheadNs: 2 });
      stop.abort();
    };
    const { record } = await collect(engine, request, { signal: stop.signal });
    assert.deepEqual(record.timings, [
      { loops: 1000, allRunsNs: [50, 60], overheadNs: 2 },
      { loops: 10, allRunsNs: [70], overheadNs: 3 },
    ]);
  });

  it("tells that it is starting while the engine takes its time", async () => {
    const engine = new ScriptedEngine();
    const start = engine.start.bind(engine);
    engine.start = async (request, listener) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return start(request, listener);
    };
    engine.onReady = () => void engine.exit({ code: 0 });
    const { progress } = await collect(engine, memit());
    const [first] = progress;
    assert.equal(first?.phase, "starting");
    assert.deepEqual(first.curve, { tNs: [], rssBytes: [] });
    assert.equal(first.rssBytes, undefined);
  });
});
