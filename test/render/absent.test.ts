import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyResult } from "../../src/model/result";
import { renderLive } from "../../src/render/live";
import { renderResult } from "../../src/render/render";
import { failures, heap, live, memit, memitFresh, memitUnmeasured, run, time, timeit, without } from "./samples";

const OPTIONAL = {
  result: ["peakBytes", "incrementBytes", "baselineBytes", "wallNs", "loops", "perLoop", "overheadNs", "partition", "state"],
  run: ["baselineBytes", "peakBytes", "incrementBytes", "retainedBytes", "wallNs", "cpuUserNs", "cpuSystemNs", "atPeak", "gc", "curve"],
  live: ["rssBytes", "peakBytes", "baselineBytes"],
} as const;

const MADE_UP = /NaN|undefined|null|Infinity|\[object/;

test("whatever was not measured, nothing is made up for it", () => {
  const outcomes = [memit.outcome, ...Object.values(failures)];
  fc.assert(
    fc.property(
      fc.constantFrom(memit, memitFresh, timeit, heap),
      fc.constantFrom(...outcomes),
      fc.subarray([...OPTIONAL.result]),
      fc.subarray([...OPTIONAL.run]),
      (result, outcome, absent, absentOfRun) => {
        const partial = {
          ...withoutAny(result, absent),
          outcome,
          runs: [without(run, absentOfRun), without(run, absentOfRun)],
        } as AnyResult;
        assertNothingMadeUp(renderResult(partial));
      },
    ),
  );
});

test("nor in a time without memory, nor in what is still running", () => {
  assertNothingMadeUp(renderResult(without(time, ["peakBytes", "incrementBytes", "baselineBytes"])));
  fc.assert(fc.property(fc.subarray([...OPTIONAL.live]), (absent) => assertNothingMadeUp(renderLive(without(live, absent)))));
});

test("a result without any figure prints none", () => {
  const text = renderResult(memitUnmeasured)["text/plain"];
  assert.equal(text, "in a new process (fresh engine)\nnote: The peak is absent: /proc cannot be read here.");
  assert.doesNotMatch(text, /\d/);
});

test("a run without samples has no curve", () => {
  for (const curve of [undefined, { tNs: [], rssBytes: [], cpuPercent: [] }, { tNs: [0], rssBytes: [1], cpuPercent: [0] }]) {
    const runs = [{ ...without(run, ["curve"]), ...(curve && { curve }) }];
    assert.doesNotMatch(String(renderResult({ ...memit, runs })["text/html"]), /<svg/);
  }
});

test("an increment of nothing is a figure, not an absence", () => {
  assert.match(renderResult({ ...memit, incrementBytes: 0 })["text/plain"], /increment: 0\.00 MiB/);
});

function assertNothingMadeUp(bundle: Readonly<Record<string, unknown>>): void {
  for (const type of ["text/plain", "text/html"]) assert.doesNotMatch(String(bundle[type]), MADE_UP);
  assert.doesNotMatch(String(bundle["text/plain"]), /: (,|$)/m);
}

/** Fields that only some kinds have are absent from the others anyway. */
function withoutAny<T extends AnyResult>(result: T, fields: readonly string[]): T {
  return without(result, fields as (keyof T & string)[]);
}
