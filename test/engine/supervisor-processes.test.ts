import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { describe, it } from "node:test";
import { loadNative } from "../../src/engine/native";
import { orphanKeeper } from "../../src/engine/fork/orphan-keeper";
import { ProcessEngine } from "./process-engine";
import { collect, held, memit, reasons, textOf } from "./supervising";

const SECOND_NS = 1e9;
const STARTED = `send({ type: "started", atNs: Number(process.hrtime.bigint()), baselineBytes: process.memoryUsage.rss() });`;
const MEASURED = `send({ type: "measured", measurement: { outcome: { kind: "completed" }, notes: [] } });`;

/** A process that has left its parent's group and session, as `setsid` and daemons do; prints its pid. */
const DETACHED = `const grandchild = require("child_process").spawn("sleep", ["20"], { detached: true, stdio: "ignore" }); console.log(grandchild.pid);`;

const noNative = process.platform !== "linux" && "Linux only";

function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${String(pid)}/stat`)) return false;
  return !readFileSync(`/proc/${String(pid)}/stat`, "latin1").includes(") Z ");
}

/** The numbers that a run printed, which must be pids. */
function pidsIn(text: string): number[] {
  const pids = (text.match(/\d+/g) ?? []).map(Number);
  assert.ok(pids.length > 0, `no pid in ${JSON.stringify(text)}`);
  return pids;
}

describe("supervise, with real processes", { skip: !existsSync("/proc/self/stat") && "no /proc" }, () => {
  it("tells the exit code of a child that ends before it has measured", async () => {
    const { record } = await collect(new ProcessEngine("sh", "-c", "exit 3"), memit());
    assert.deepEqual(record.outcome, { kind: "exited", code: 3 });
    assert.deepEqual(reasons(record), ["not-started"]);
  });

  it("tells the signal that another sent", async () => {
    const { record } = await collect(new ProcessEngine("sh", "-c", "kill -TERM $$"), memit());
    assert.deepEqual(record.outcome, { kind: "killed", signal: "SIGTERM" });
  });

  it("does not take a SIGKILL of another for a lack of memory", async () => {
    const { record } = await collect(new ProcessEngine("sh", "-c", "kill -KILL $$"), memit());
    assert.deepEqual(record.outcome, { kind: "killed", signal: "SIGKILL" });
  });

  it("ends a loop that runs for ever at its time limit", async () => {
    const engine = ProcessEngine.ofScript(`${STARTED} for (;;);`);
    const { record } = await collect(engine, memit({ timeoutNs: 0.5 * SECOND_NS }));
    assert.deepEqual(record.outcome, { kind: "timed-out", limitNs: 0.5 * SECOND_NS });
    assert.deepEqual(reasons(record), ["ended-early", "sampled-peak"]);
    assert.ok(record.run.wallNs !== undefined && record.run.wallNs > 0);
    assert.ok((record.run.curve?.tNs.length ?? 0) > 20);
    assert.deepEqual([record.instrument.probe, record.instrument.exact, record.instrument.flags], ["statm", false, ["--test"]]);
    assert.equal(engine.started[0]?.signalCode, "SIGKILL");
  });

  it("ends a child that ignores every signal when it is interrupted, and keeps what was measured", async () => {
    const stop = new AbortController();
    const ignore = `for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});`;
    const engine = ProcessEngine.ofScript(`${ignore} ${STARTED} console.log("here"); setInterval(() => {}, 1000);`);
    const { record, output } = await collect(engine, memit(), { signal: stop.signal, onOutput: () => stop.abort() });
    assert.deepEqual(record.outcome, { kind: "interrupted" });
    assert.equal(textOf(output), "here\n");
    assert.ok((record.run.baselineBytes ?? 0) > 0);
  });

  it("knows V8's heap limit by its last words, and does not show them", async () => {
    const engine = ProcessEngine.ofScript(
      `${STARTED} console.error("mine"); const all = []; for (;;) all.push({});`,
      "--max-old-space-size=20",
    );
    const { record, output } = await collect(engine, memit({ maxHeapBytes: 20_000_000 }));
    assert.deepEqual(record.outcome, { kind: "out-of-memory", what: "heap", limitBytes: 20_000_000 });
    assert.equal(textOf(output), "mine\n");
  });

  it("ends a child that outgrows its budget", async () => {
    const engine = ProcessEngine.ofScript(`${STARTED} const all = []; for (;;) all.push(Buffer.alloc(5e6, 1));`);
    const { record } = await collect(engine, memit(), { budgetBytes: 100_000_000 });
    assert.deepEqual(record.outcome, { kind: "out-of-memory", what: "budget", limitBytes: 100_000_000 });
    const grown = record.run.incrementBytes ?? 0;
    assert.ok(grown > 80_000_000 && grown < 1_000_000_000, `${String(grown)} bytes more than at the baseline`);
    assert.equal(record.run.atPeak?.shareOfPeak, 1);
    assert.ok((record.run.atPeak?.rssAnonBytes ?? 0) > 80_000_000);
  });

  it("takes a silent crash at --max-data for that limit, and says that this is likely", async () => {
    const script = `${STARTED} setTimeout(() => { const all = []; for (;;) all.push({ x: 1, y: [1, 2] }); }, 50);`;
    const inner = ProcessEngine.ofScript(script);
    const command = [process.execPath, "--single-threaded", "--v8-pool-size=1", "-e", scriptOf(inner)];
    // 300 MB of data in all, of which Node has taken some 130 MB when the script begins.
    const engine = new ProcessEngine("sh", "-c", `ulimit -c 0; ulimit -d 300000; exec "$@"`, "sh", ...command);
    const { record } = await collect(engine, memit({ maxDataBytes: 120_000_000 }));
    assert.deepEqual(record.outcome, { kind: "out-of-memory", what: "data", limitBytes: 120_000_000 });
    // Most versions of Node die silently here; one that says why needs no guess.
    if (engine.started[0]?.signalCode === "SIGSEGV") assert.ok(reasons(record).includes("likely-data-limit"));
  });

  it("passes a flood of output in bounded form", async () => {
    const engine = new ProcessEngine("sh", "-c", "yes 0123456789abcde | head -c 100000000");
    const { record, output } = await collect(engine, memit());
    assert.deepEqual(record.outcome, { kind: "exited", code: 0 });
    const text = textOf(output);
    assert.match(text, /\n… 98,951,42\d bytes of output are left out here/);
    assert.ok(Buffer.byteLength(text) < 2 ** 20 + 200);
    assert.ok(text.endsWith("0123456789abcde\n"));
  });

  it("ends a child that does not end after its result", async () => {
    const engine = ProcessEngine.ofScript(`${STARTED} ${MEASURED} setInterval(() => {}, 1000);`);
    const { record } = await collect(engine, memit());
    assert.deepEqual(record.outcome, { kind: "completed" });
    assert.equal(engine.started[0]?.signalCode, "SIGKILL");
  });

  it("ends a grandchild that a completed cell left, in the child's group or out of it, and says so", async () => {
    const attached = DETACHED.replaceAll("grandchild", "attached").replace("detached: true", "detached: false");
    const engine = ProcessEngine.ofScript(`${STARTED} ${DETACHED} ${attached} setTimeout(() => { ${MEASURED} process.exit(); }, 500);`);
    const { record, output } = await collect(engine, memit());
    assert.deepEqual(record.outcome, { kind: "completed" });
    // On a busy machine one of the two can end with the child's group before any scan has seen it.
    assert.match(record.notes.find((note) => note.reason === "left-processes")?.text ?? "", /were ended: sleep(?:, sleep)?\.$/);
    assert.deepEqual(pidsIn(textOf(output)).map(isRunning), [false, false]);
  });

  it("ends a grandchild that holds the child's output open, so that the end is known at all", async () => {
    const engine = new ProcessEngine("sh", "-c", "sleep 0.2; sleep 20 & echo $!; sleep 0.2; exit 7");
    const { record, output } = await collect(engine, memit());
    assert.deepEqual(record.outcome, { kind: "exited", code: 7 });
    assert.deepEqual(pidsIn(textOf(output)).map(isRunning), [false]);
  });

  it("ends grandchildren of every depth, and those whose parent has gone, when the run is ended", async () => {
    const stop = new AbortController();
    const orphan = `setsid sh -c 'setsid sleep 21 & echo $!; sleep 0.3' & sleep 0.6; setsid sleep 22 & echo $!; echo ready; sleep 20`;
    const engine = new ProcessEngine("sh", "-c", orphan);
    let text = "";
    const { record } = await collect(engine, memit(), {
      signal: stop.signal,
      onOutput: (event) => {
        text += textOf([event]);
        if (text.includes("ready")) setTimeout(() => stop.abort(), 100);
      },
    });
    assert.deepEqual(record.outcome, { kind: "interrupted" });
    assert.deepEqual(pidsIn(text).map(isRunning), [false, false]);
    assert.deepEqual(reasons(record), ["not-started"], "they are not the cell's fault when it was cut off");
  });

  it("ends a grandchild in the child's group that no scan could see, because the child ended at once", async () => {
    const { record, output } = await collect(new ProcessEngine("sh", "-c", "sleep 20 & echo $!"), memit());
    assert.deepEqual(record.outcome, { kind: "exited", code: 0 });
    assert.deepEqual(pidsIn(textOf(output)).map(isRunning), [false]);
  });

  it("ends a daemon that no scan could see, by its mark, where orphans can be adopted", { skip: noNative }, async () => {
    const own = spawn("sleep", ["20"]);
    try {
      const engine = new ProcessEngine(
        "sh",
        "-c",
        "echo 1000 > /proc/self/oom_score_adj; sleep 0.2; setsid sh -c 'setsid sleep 20 & echo $!'",
      );
      const { record, output } = await collect(engine, memit(), { orphanKeeper: orphanKeeper(loadNative()) });
      assert.deepEqual(record.outcome, { kind: "exited", code: 0 });
      assert.deepEqual(pidsIn(textOf(output)).map(isRunning), [false]);
      assert.equal(existsSync(`/proc/${String(pidsIn(textOf(output))[0])}`), false, "it is reaped");
      assert.ok(isRunning(own.pid ?? 0), "what the notebook itself has started is left alone");
    } finally {
      own.kill("SIGKILL");
    }
  });

  it("tells progress while the child runs, and none after the record", async () => {
    const engine = ProcessEngine.ofScript(`setTimeout(() => { ${STARTED} }, 300); setTimeout(() => {}, 1100);`);
    const { progress } = await collect(engine, memit());
    const told = progress.length;
    assert.ok(told >= 3);
    const phases = progress.map((state) => state.phase);
    assert.deepEqual([...new Set(phases)].slice(0, 2), ["setup", "cell"]);
    const last = progress.findLast((state) => state.phase === "cell");
    assert.ok(last?.peakBytes !== undefined && last.rssBytes !== undefined && last.peakBytes >= last.rssBytes);
    assert.ok(last.curve.tNs.length > 20 && last.curve.tNs.length <= 60);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(progress.length, told);
  });

  it("leaves no timer, listener or file, however the run ended", async () => {
    const stop = new AbortController();
    const before = held();
    await collect(ProcessEngine.ofScript(`${STARTED} ${MEASURED}`), memit({ timeoutNs: 60 * SECOND_NS }), { signal: stop.signal });
    await collect(ProcessEngine.ofScript(`${STARTED} for (;;);`), memit({ timeoutNs: 0.2 * SECOND_NS }), { signal: stop.signal });
    await collect(new ProcessEngine("sh", "-c", "setsid sleep 20 & sleep 0.2"), memit(), { signal: stop.signal });
    assert.deepEqual(held(), before);
    stop.abort();
  });
});

function scriptOf(engine: ProcessEngine): string {
  return engine.command.at(-1) ?? "";
}
