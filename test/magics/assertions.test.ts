import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAssertions } from "../../src/magics/assertions";
import { completed } from "../../src/model/outcome";

const runs = [
  { peakBytes: 500, incrementBytes: 100 },
  { peakBytes: 400, incrementBytes: 150 },
];

test("nothing is checked that was not demanded", () => assert.deepEqual(checkAssertions({}, completed, runs), []));

test("a limit holds for the highest of all runs, and may be reached", () => {
  assert.deepEqual(checkAssertions({ assertPeak: 500, assertIncrement: 149 }, completed, runs), [
    { what: "peak", limitBytes: 500, actualBytes: 500, holds: true },
    { what: "increment", limitBytes: 149, actualBytes: 150, holds: false },
  ]);
});

test("what is not known of one run does not hold", () => {
  assert.deepEqual(checkAssertions({ assertPeak: 500, assertIncrement: 200 }, completed, [...runs, { peakBytes: 1 }]), [
    { what: "peak", limitBytes: 500, actualBytes: 500, holds: true },
    { what: "increment", limitBytes: 200, holds: false },
  ]);
});

test("nothing holds of code that did not complete", () => {
  assert.deepEqual(checkAssertions({ assertPeak: 1000 }, { kind: "exited", code: 1 }, runs), [
    { what: "peak", limitBytes: 1000, actualBytes: 500, holds: false },
  ]);
});
