import assert from "node:assert/strict";
import { test } from "node:test";
import { fixed, general } from "../../src/render/printf";
import { pythonCases } from "./golden";

test("fixed prints what Python's %.Nf prints", () => {
  for (const [value, digits, text] of pythonCases("percent-f.json")) assert.equal(fixed(value, digits), text);
});

test("general prints what Python's %.Ng prints", () => {
  for (const [value, precision, text] of pythonCases("percent-g.json")) assert.equal(general(value, precision), text);
});

test("a tie goes to the even digit, where toFixed goes up", () => {
  assert.equal((0.125).toFixed(2), "0.13");
  assert.equal(fixed(0.125, 2), "0.12");
  assert.equal(fixed(0.375, 2), "0.38");
  assert.equal(fixed(-0.125, 2), "-0.12");
});

test("fixed never prints a negative zero", () => {
  assert.equal(fixed(-0.001, 2), "0.00");
  assert.equal(fixed(-0, 0), "0");
});

test("general takes any precision a user can type", () => {
  assert.equal(general(1.5, 0), "2");
  assert.equal(general(1.5, -3), "2");
  assert.equal(general(0.1, 1000), "0.10000000000000001");
});
