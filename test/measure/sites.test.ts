import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AllocationSites } from "../../src/model/allocation-sites";
import type { Measurement } from "../../src/model/measurement";
import { runInChild } from "./run-in-child";

const TASK = { kind: "heap", sites: true } as const;

/** Bytes by the name of the function alone. */
function bytesOf(sites: AllocationSites, name: string): number {
  return sites.rows.filter(({ site }) => site.startsWith(`${name} (`)).reduce((sum, { bytes }) => sum + bytes, 0);
}

function sitesOf({ sites, notes }: Measurement): AllocationSites {
  assert.ok(sites, JSON.stringify(notes));
  return sites;
}

/** Five functions, each of which leaves something of another kind alive, and how much that is. */
const FUNCTIONS = `
  function points() { const out = []; for (let i = 0; i < 300_000; i++) out.push(point(i)); return out; }
  function point(i) { return { x: i, y: i + 1, z: 2 }; }
  function texts() { const out = []; for (let i = 0; i < 150_000; i++) out.push(("a" + i).padEnd(16, "x")); return out; }
  function maps() { const map = new Map(); for (let i = 0; i < 200_000; i++) map.set(i, i); return map; }
  class Row { constructor(i) { this.id = i; this.next = null; } }
  function rows() { let first = null; for (let i = 0; i < 300_000; i++) { const row = new Row(i); row.next = first; first = row; } return first; }
`;

describe("runTask heap by site", () => {
  it("finds what each function leaves alive, within 25 %, and which leaves more", async () => {
    const calls = ["maps", "points", "rows", "texts", "blocks"];
    const body = `${FUNCTIONS}
      function blocks() { return Array.from({ length: 75 }, () => new Array(16_000).fill(0)); }
      const collect = () => (gc(), process.memoryUsage().heapUsed);
      exports.kept = [], exports.truth = {};
      for (const f of [${calls.join(", ")}]) { const before = collect(); exports.kept.push(f()); exports.truth[f.name] = collect() - before; }`;
    const { measurement, result } = await runInChild({ task: TASK, body, inspect: "return variables.truth" });
    const sites = sitesOf(measurement);
    const truth = result as Record<string, number>;
    const helpers: Record<string, string> = { points: "point", rows: "Row", blocks: "anonymous" };
    const found = Object.fromEntries(calls.map((name) => [name, bytesOf(sites, name) + bytesOf(sites, helpers[name] ?? "none")]));
    const told = JSON.stringify({ truth, found, sites }, undefined, 1);
    for (const name of calls) {
      assert.ok(truth[name]! > 6e6 && truth[name]! < 19e6, told);
      assert.ok(Math.abs(found[name]! / truth[name]! - 1) < 0.25, told);
    }
    // Of two that differ by several standard deviations.
    for (const more of calls) for (const less of calls) if (truth[more]! > 1.3 * truth[less]!) assert.ok(found[more]! > found[less]!, told);
    assert.ok(Math.abs(sites.totalBytes / sites.usedHeapBytes - 1) < 0.15, told);
  });

  it("knows a function that V8 had inlined into its caller", async () => {
    // What survives collections makes V8 optimize anew; that code then stays.
    const notebook = `${FUNCTIONS} for (let i = 0, kept; i < 24; i++) { if (i >= 20) gc(); kept = points(); } variables.points = points;`;
    const { measurement } = await runInChild({ task: TASK, notebook, body: "exports.kept = exports.points();" });
    const sites = sitesOf(measurement);
    assert.ok(bytesOf(sites, "point") > 10e6, JSON.stringify(sites.rows));
  });

  it("counts what is alive only, the last value and what came after an await included", async () => {
    const body = `
      async function later() { await null; return Array.from({ length: 100_000 }, (_, i) => [i]); }
      function dropped() { return Array.from({ length: 100_000 }, (_, i) => ({ i })); }
      dropped();
      exports.tsLastExpr = await later();`;
    const { measurement, names } = await runInChild({ task: TASK, body, isAsync: true, lastValueName: "tsLastExpr" });
    const sites = sitesOf(measurement);
    assert.ok(bytesOf(sites, "later") + bytesOf(sites, "anonymous") > 3e6, JSON.stringify(sites.rows));
    assert.ok(bytesOf(sites, "dropped") < 100_000, JSON.stringify(sites.rows));
    assert.ok(sites.totalBytes < 8e6, JSON.stringify(sites.rows));
    assert.deepEqual(names, []);
  });

  it("counts the memory of ArrayBuffers, which is not sampled", async () => {
    const { measurement } = await runInChild({ task: TASK, body: "exports.kept = new Float64Array(1e6);" });
    const { rows, arrayBuffersBytes } = sitesOf(measurement);
    // Node may take a pool of small buffers meanwhile.
    assert.ok(arrayBuffersBytes >= 8e6 && arrayBuffersBytes < 8.1e6, `${arrayBuffersBytes}`);
    assert.match(rows[0]?.site ?? "", /^ArrayBuffers, outside the heap/);
    assert.deepEqual([rows[0]?.bytes, rows[0]?.errorBytes], [arrayBuffersBytes, undefined]);
  });

  it("tells nothing of what was there before, nor of measuring itself", async () => {
    const notebook = `${FUNCTIONS} variables.old = points();`;
    const { measurement } = await runInChild({ task: TASK, notebook, body: "exports.one = 1;" });
    const sites = sitesOf(measurement);
    assert.deepEqual(measurement.outcome, { kind: "completed" });
    assert.ok(sites.totalBytes < 200_000, JSON.stringify(sites.rows));
    assert.ok(!sites.rows.some(({ site }) => site.includes("measure")), JSON.stringify(sites.rows));
  });

  it("has what a cell left alive that threw", async () => {
    const body = `${FUNCTIONS} exports.kept = points(); throw new Error("too late");`;
    const { measurement } = await runInChild({ task: TASK, body });
    assert.equal(measurement.outcome.kind, "threw");
    assert.ok(sitesOf(measurement).totalBytes > 10e6);
  });

  it("does not take the samples of a notebook that samples itself for its own", async () => {
    const notebook = `const { Session } = require("node:inspector"); variables.session = new Session(); variables.session.connect();
      variables.session.post("HeapProfiler.startSampling", { samplingInterval: 1024 });`;
    const { measurement } = await runInChild({ task: TASK, notebook, body: "exports.kept = [1];" });
    assert.equal(measurement.sites, undefined);
    assert.match(measurement.notes.find(({ reason }) => reason === "no-sites")?.text ?? "", /something else samples/);
    assert.equal(measurement.outcome.kind, "completed");
  });
});
