import assert from "node:assert/strict";
import { test } from "node:test";
import { workOf } from "../../src/sweep/work";

const sizes = [1e3, 1e4, 1e5, 1e6];
const timed = (ns: (size: number) => number): { size: number; value: number }[] => sizes.map((size) => ({ size, value: ns(size) }));

test("a run whose time grows with the size does one piece of the work", () => {
  assert.equal(workOf(timed((size) => 1e6 + 10 * size)), "piece");
  assert.equal(workOf(timed((size) => size * Math.log2(size))), "piece");
});

test("a run that takes about as long at every size does the whole of it", () => {
  assert.equal(workOf(timed((size) => 1e8 + 1e10 / size)), "whole");
  assert.equal(workOf(timed((size) => 1e8 + 20 * size)), "whole");
  assert.equal(workOf([{ size: 10, value: 1 }]), "whole");
});

test("a single slow run beside a quick one says nothing", () => {
  const milliseconds = { 16_000: 256, 38_155: 485, 83_351: 532, 205_775: 426, 347_644: 395, 455_390: 593 };
  assert.equal(workOf(Object.entries(milliseconds).map(([size, ms]) => ({ size: Number(size), value: ms * 1e6 }))), "whole");
});
