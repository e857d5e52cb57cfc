import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { spreadOf } from "../../src/stats/spread";

describe("spreadOf", () => {
  it("gives what R's t.test and summary give", () => {
    // > t.test(c(300, 500, 400))$conf.int  151.5862 648.4138
    const spread = spreadOf([300, 500, 400]);
    assert.deepEqual(
      [spread?.median, spread?.least, spread?.most, spread?.mean, spread?.ciLow.toFixed(4), spread?.ciHigh.toFixed(4)],
      [400, 300, 500, 400, "151.5862", "648.4138"],
    );
  });

  it("needs two values", () => {
    assert.equal(spreadOf([]), undefined);
    assert.equal(spreadOf([7]), undefined);
    assert.deepEqual(spreadOf([7, 7]), { median: 7, least: 7, most: 7, mean: 7, ciLow: 7, ciHigh: 7 });
  });

  it("never lets what cannot be negative be so", () => assert.equal(spreadOf([0, 1, 100])?.ciLow, 0));
});
