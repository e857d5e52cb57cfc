import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { storyOf } from "../../src/magics/story";
import type { Run, V8Counters } from "../../src/model/result";

const MIB = 2 ** 20;

const counters = (heapMib: number, externalMib: number): V8Counters => ({
  heapUsedBytes: heapMib * MIB,
  externalBytes: externalMib * MIB,
  arrayBuffersBytes: externalMib * MIB,
});

const reasons = (run: Run): readonly string[] => storyOf(run).map(({ reason }) => reason);

describe("untouched memory", () => {
  const run = (allocatedMib: number, risenMib: number, mappedMib: number): Run => ({
    v8: { baseline: counters(10, 5), end: counters(10, 5 + allocatedMib) },
    incrementBytes: risenMib * MIB,
    dataGrowthBytes: mappedMib * MIB,
  });

  it("is told with both figures", () => {
    assert.deepEqual(storyOf(run(100, 0.2, 100)), [
      {
        reason: "untouched-memory",
        text: "Allocated 100.00 MiB in buffers and the like, while RSS rose by 0.20 MiB: pages that nothing was written to yet are not resident.",
      },
    ]);
  });

  it("is not told of little, of what was touched, nor of what came out of memory that was free", () => {
    assert.deepEqual(reasons(run(7.9, 0, 8)), []);
    assert.deepEqual(reasons(run(100, 51, 100)), []);
    assert.deepEqual(reasons(run(100, 50, 75)), ["untouched-memory"]);
    assert.deepEqual(reasons(run(100, 50, 74)), []);
  });
});

describe("freed pages that stay", () => {
  const run = (keptMib: number, aliveMib: number): Run => ({
    v8: { baseline: counters(10, 5), end: counters(500, 5), retained: counters(10, 5 + aliveMib) },
    baselineBytes: 100 * MIB,
    retainedBytes: keptMib * MIB,
  });

  it("are told with what V8 knows to be alive", () => {
    const [note] = storyOf(run(300, 58));
    assert.equal(note?.reason, "freed-pages-stay");
    assert.match(
      note.text,
      /^After the collection RSS stays at 400\.00 MiB, 300\.00 MiB above the baseline, although by V8's account only 58\.00 MiB more are alive: /,
    );
    assert.match(storyOf(run(300, -1))[0]?.text ?? "", /by V8's account no more is alive/);
  });

  it("are not told of little, nor where most of it is alive", () => {
    assert.deepEqual([reasons(run(31.9, 0)), reasons(run(32, 0))], [[], ["freed-pages-stay"]]);
    assert.deepEqual([reasons(run(300, 150)), reasons(run(300, 151))], [["freed-pages-stay"], []]);
  });
});

it("nothing is told that was not measured", () => {
  assert.deepEqual(storyOf({}), []);
  assert.deepEqual(storyOf({ incrementBytes: 0, dataGrowthBytes: 100 * MIB }), []);
  const v8 = { baseline: counters(1, 1), end: counters(1, 100) };
  assert.deepEqual(storyOf({ v8, incrementBytes: 0 }), []);
  assert.deepEqual(storyOf({ v8, baselineBytes: 1, retainedBytes: 100 * MIB }), []);
});
