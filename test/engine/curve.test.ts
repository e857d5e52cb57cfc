import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeCurve } from "../../src/engine/curve";
import type { Sample } from "../../src/engine/sampler";

const MS = 1_000_000;

function sample(atMs: number, rssBytes: number, cpuMs = 0): Sample {
  return { source: "proc", atNs: atMs * MS, cpuNs: cpuMs * MS, rssBytes, rssAnonBytes: 0, rssFileBytes: 0, rssShmemBytes: 0, dataBytes: 0 };
}

describe("makeCurve", () => {
  it("counts its times from the origin", () => {
    const curve = makeCurve([sample(10, 5), sample(12, 6)], 10 * MS, 200);
    assert.deepEqual(curve.tNs, [0, 2 * MS]);
    assert.deepEqual(curve.rssBytes, [5, 6]);
  });

  it("keeps the peak within its limit of points, with arrays of equal length", () => {
    const samples = Array.from({ length: 5000 }, (_, i) => sample(i, i === 3333 ? 999 : i % 7));
    const curve = makeCurve(samples, 0, 200);
    assert.ok(curve.tNs.length <= 200);
    assert.equal(curve.rssBytes[curve.tNs.indexOf(3333 * MS)], 999);
    assert.equal(curve.rssBytes.length, curve.tNs.length);
    assert.equal(curve.cpuPercent.length, curve.tNs.length);
  });

  it("shows CPU time in ticks of 10 ms as a mean over the tenth of a second before each point", () => {
    // Busy on one core for 200 ms, idle for 200 ms.
    const samples = Array.from({ length: 201 }, (_, i) => sample(2 * i, 1, Math.min(200, Math.floor((2 * i) / 10) * 10)));
    const { cpuPercent } = makeCurve(samples, 0, 300);
    assert.deepEqual([cpuPercent[0], cpuPercent[25], cpuPercent[50], cpuPercent[100]], [100, 100, 100, 100]);
    assert.deepEqual([cpuPercent[125], cpuPercent[150], cpuPercent[200]], [50, 0, 0]);
  });

  it("has one mean for a run shorter than that, and none to speak of for a single sample", () => {
    assert.deepEqual(makeCurve([sample(0, 1, 0), sample(20, 1, 10), sample(40, 1, 20)], 0, 200).cpuPercent, [50, 50, 50]);
    assert.deepEqual(makeCurve([sample(7, 1, 10)], 0, 200).cpuPercent, [0]);
    assert.deepEqual(makeCurve([], 0, 200), { tNs: [], rssBytes: [], cpuPercent: [] });
  });
});
