import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryLaw } from "../../src/model/sweep";
import { lawSentence } from "../../src/render/law-words";

const law: MemoryLaw = {
  kind: "linear",
  plausible: ["linear"],
  coefficients: [1024, 8],
  low: 7.9,
  high: 8.1,
  r2: 1,
  from: 1,
  to: 1000,
  bytesPerUnit: 8,
  floorBytes: 1024,
};

test("a law is told with what one costs", () => {
  assert.equal(lawSentence(law, "n"), "linear, 1.00 KiB + 8.00 B × n (7.90 B to 8.10 B)");
  assert.equal(lawSentence({ ...law, plausible: ["linear", "n-log-n"] }, "n").startsWith("linear or n log n, "), true);
});

test("more laws than three are none, and growth is claimed only where a constant is ruled out", () => {
  const growing = lawSentence({ ...law, plausible: ["linear", "n-log-n", "power", "staircase"] }, "n");
  assert.equal(growing, "it grows, and too few or too noisy sizes tell by which law");
  const perhaps = lawSentence({ ...law, plausible: ["linear", "n-log-n", "power", "constant"] }, "n");
  assert.equal(perhaps, "too few or too noisy sizes tell whether it grows, and by which law");
});
