import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judge } from "../../src/stats/judge";

describe("judge", () => {
  it("gives single values the tolerance of a share", () => {
    const verdict = (actual: number): string => judge([actual], [1000], { share: 0.05 }).verdict;
    assert.deepEqual([949, 950, 1000, 1050, 1051].map(verdict), ["better", "invariant", "invariant", "invariant", "worse"]);
    assert.deepEqual(judge([900], [1000], { share: 0.05 }), {
      actual: 900,
      reference: 1000,
      ratio: 0.9,
      tolerance: 50,
      verdict: "better",
    });
  });

  it("never tells apart what the instrument cannot", () => {
    assert.equal(judge([1100], [1000], { share: 0.01, noise: 100 }).verdict, "invariant");
    assert.equal(judge([1101], [1000], { share: 0.01, noise: 100 }).verdict, "worse");
    assert.deepEqual(judge([1150], [1000], { share: 0.1, shift: 50 }), {
      actual: 1150,
      reference: 1000,
      ratio: 1.15,
      tolerance: 150,
      verdict: "invariant",
    });
  });

  it("has no ratio to nothing, but a verdict", () => {
    assert.deepEqual(judge([7], [0], { share: 0.05, noise: 1 }), { actual: 7, reference: 0, tolerance: 1, verdict: "worse" });
    assert.equal(judge([0], [0], { share: 0.05 }).verdict, "invariant");
  });

  it("takes medians, and widens the tolerance by the spread of both", () => {
    // Half-widths of the 95 % intervals of the means: 248.41 and, of values without spread, 0.
    const { actual, reference, tolerance, verdict } = judge([300, 500, 400], [200, 200], { share: 0.05 });
    assert.deepEqual([actual, reference, tolerance.toFixed(2), verdict], [400, 200, "258.41", "invariant"]);
    const both = judge([300, 500, 400], [1300, 1500, 1400], { share: 0 });
    assert.deepEqual([both.tolerance.toFixed(2), both.verdict], [(248.4138 * Math.SQRT2).toFixed(2), "better"]);
  });
});
