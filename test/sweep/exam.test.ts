// A small exam with seeds of its own; the large one is `npm run bench -- sweep-laws`. It has no chance in it: thresholds are met or not.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MEMORY, timeQuantity } from "../../src/sweep/quantity";
import { exam } from "./exam";
import { type Condition, type Generator, gaussian, ours } from "./synthetic";

const SEED = 424_242;
const COUNT = 84;

interface Case {
  readonly name: string;
  readonly generate: Generator;
  readonly condition: Condition;
  readonly right: number;
  readonly printed: number;
  readonly covered: number;
}

const CASES: readonly Case[] = [
  { name: "clean", generate: ours, condition: {}, right: 0.95, printed: 0.97, covered: 0.9 },
  { name: "clean, normal noise", generate: gaussian, condition: {}, right: 0.95, printed: 0.97, covered: 0.9 },
  { name: "one outlier", generate: ours, condition: { outliers: 1 }, right: 0.95, printed: 0.97, covered: 0.9 },
  { name: "ripple of 3 %", generate: ours, condition: { ripple: 0.03 }, right: 0.92, printed: 0.95, covered: 0.88 },
  { name: "ripple of 3 %, normal noise", generate: gaussian, condition: { ripple: 0.03 }, right: 0.92, printed: 0.95, covered: 0.88 },
  { name: "ripple of 10 %", generate: ours, condition: { ripple: 0.1 }, right: 0.8, printed: 0.92, covered: 0.85 },
  { name: "the first MiB unseen", generate: ours, condition: { isUnseen: true, ripple: 0.1 }, right: 0.85, printed: 0.94, covered: 0.88 },
  { name: "seven sizes", generate: ours, condition: { sizes: 7 }, right: 0.92, printed: 0.95, covered: 0.88 },
  { name: "times", generate: ours, condition: { slowness: 0.05, repeats: 5 }, right: 0.92, printed: 0.95, covered: 0.88 },
];

describe("exam of the laws", () => {
  for (const { name, generate, condition, right, printed, covered } of CASES) {
    it(name, () => {
      const grades = exam(generate, condition, condition.slowness === undefined ? MEMORY : timeQuantity(1000), SEED, COUNT);
      const told = JSON.stringify(grades);
      assert.ok(grades.right >= right, `right: ${told}`);
      assert.ok(grades.printed >= printed, `printed: ${told}`);
      assert.ok(grades.covered >= covered, `covered: ${told}`);
    });
  }
});
