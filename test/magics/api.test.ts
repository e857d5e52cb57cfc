import assert from "node:assert/strict";
import { test } from "node:test";
import { defaults } from "../../src/magics/options";
import { callFromCode, type HeapOptions, type MemitOptions, type TimeitOptions } from "../../src/magics/api";
import { isShown, replyErrorOf } from "../../src/magics/failure";
import type { Magic } from "../../src/magics/magic";
import { registry } from "../../src/magics/registry";
import { completed, type Outcome } from "../../src/model/outcome";
import type { Assertion } from "../../src/model/result";

const MIB = 2 ** 20;
const fn = (): number => 1;
const setup = (): void => undefined;

function magic(name: string): Magic {
  const found = registry.get(name);
  if (found?.kind !== "measure") throw new Error(`%${name} is not there.`);
  return found;
}

test("options of a call are those of the magic, under their long names", () => {
  const options: MemitOptions = { repeat: 3, timeout: 0.5, maxHeap: "200MiB", maxData: 1000, keep: true, setup };
  assert.deepEqual(callFromCode(magic("memit"), fn, options), {
    options: {
      repeat: 3,
      timeout: 0.5,
      maxHeap: 200 * 2 ** 20,
      maxData: 1000,
      keep: true,
      quiet: false,
      result: false,
      fresh: false,
      children: false,
      metric: "rss",
      sweep: [],
      force: false,
    },
    code: "() => 1",
    program: { kind: "function", body: fn, setup },
  });
  const loops: TimeitOptions = { loops: 10, precision: 4, repeat: undefined };
  assert.deepEqual(callFromCode(magic("timeit"), fn, loops), {
    options: {
      precision: 4,
      loops: 10,
      stat: "mean",
      gc: "none",
      compare: false,
      setupEach: false,
      wallClock: false,
      cpuClock: false,
      quiet: false,
      result: false,
      keep: false,
      fresh: false,
      sweep: [],
      force: false,
    },
    code: "() => 1",
    program: { kind: "function", body: fn },
  });
});

test("heap can be called without a function: of the notebook", () => {
  const options: HeapOptions = { quiet: true };
  assert.deepEqual(callFromCode(magic("heap"), undefined, options), {
    options: { ...defaults(magic("heap").options), quiet: true },
    code: "",
  });
});

test("a list may be a single value in code", () => {
  const options: readonly HeapOptions[] = [{ paths: "Row" }, { paths: ["Row", "@12"] }, {}];
  const lists = options.map((given) => callFromCode(magic("heap"), undefined, given).options["paths"]);
  assert.deepEqual(lists, [["Row"], ["Row", "@12"], []]);
});

const WRONG: readonly (readonly [name: string, options: object, message: string])[] = [
  ["memit", { repeats: 3 }, "memit() has no option repeats. The nearest is repeat."],
  ["memit", { toString: 3 }, "memit() has no option toString. The nearest is metric."],
  ["memit", { repeat: 0 }, "memit(): repeat must be a whole number from 1 to 1000."],
  ["memit", { repeat: "3" }, "memit(): repeat must be a whole number from 1 to 1000."],
  ["memit", { timeout: NaN }, "memit(): timeout must be a number of seconds from 0.001 to 1000000."],
  ["memit", { maxHeap: "much" }, "memit(): maxHeap must be a size such as 512, 200MiB or 1.5GB, at least 1."],
  ["heap", { paths: ["Row", 1] }, "heap(): paths must be a string, or an array of strings."],
  ["memit", { quiet: 1 }, "memit(): quiet must be true or false."],
  ["memit", { setup: 1 }, "memit(): setup must be a function."],
  ["memit", { compare: "a" }, "memit(): compare must be a result of memit() or sweep()."],
  ["memit", { compare: { version: 1, kind: "memit" } }, "memit(): compare must be a result of memit() or sweep()."],
  ["memit", { variable: "r" }, "memit() returns its result, so it has no option variable; that is for %memit."],
];

for (const [name, options, message] of WRONG) {
  test(`refuses ${JSON.stringify(options)} in code`, () => {
    assert.throws(() => callFromCode(magic(name), fn, options), { name: "TypeError", message });
  });
}

test("refuses what is no function", () => {
  const message = "memit(fn, options): fn must be a function, such as () => f().";
  assert.throws(() => callFromCode(magic("memit"), undefined), { name: "TypeError", message });
  assert.throws(() => callFromCode(magic("memit"), "f()" as unknown as () => void), { name: "TypeError", message });
});

const REPLIES: readonly (readonly [outcome: Outcome, ename: string, evalue: string])[] = [
  [{ kind: "threw", name: "RangeError", message: "too far", stack: "…" }, "RangeError", "too far"],
  [{ kind: "timed-out", limitNs: 2e9 }, "TimedOut", "The cell did not end within 2 s and was ended."],
  [
    { kind: "out-of-memory", what: "heap", limitBytes: 2 ** 20 },
    "OutOfMemory",
    "The cell reached its limit of 1.00 MiB for V8's heap and was ended.",
  ],
  [{ kind: "killed", signal: "SIGKILL" }, "Killed", "The cell's process was ended by SIGKILL."],
  [{ kind: "exited", code: 3 }, "Exited", "The cell ended its own process with exit code 3."],
  [{ kind: "interrupted" }, "KeyboardInterrupt", "The cell was stopped before it ended."],
];

for (const [outcome, ename, evalue] of REPLIES) {
  test(`a cell that ${outcome.kind} replies ${ename}`, () => {
    assert.deepEqual(replyErrorOf({ outcome }), { ename, evalue });
  });
}

test("a completed cell replies no error; -q hides its result only", () => {
  assert.equal(replyErrorOf({ outcome: completed }), undefined);
  assert.equal(isShown({ outcome: completed }, { quiet: false }), true);
  assert.equal(isShown({ outcome: completed }, { quiet: true }), false);
  assert.equal(isShown({ outcome: { kind: "exited", code: 1 } }, { quiet: true }), true);
});

test("a demand that does not hold is the error of a completed cell, and shown with -q too", () => {
  const held: Assertion = { what: "peak", limitBytes: 300 * MIB, actualBytes: 200 * MIB, holds: true };
  const broken: Assertion = { what: "peak", limitBytes: 100 * MIB, actualBytes: 200 * MIB, holds: false };
  const unknown: Assertion = { what: "increment", limitBytes: 1, holds: false };
  assert.equal(replyErrorOf({ outcome: completed, assertions: [held] }), undefined);
  assert.equal(isShown({ outcome: completed, assertions: [held] }, { quiet: true }), false);
  assert.equal(isShown({ outcome: completed, assertions: [held, broken] }, { quiet: true }), true);
  assert.deepEqual(replyErrorOf({ outcome: completed, assertions: [held, broken, unknown] }), {
    ename: "AssertionFailed",
    evalue:
      "Peak memory 200.00 MiB is above the limit of 100.00 MiB. Increment is not known, so it is not known to be within the limit of 1 B.",
  });
  assert.equal(replyErrorOf({ outcome: { kind: "killed", signal: "SIGKILL" }, assertions: [broken] })?.ename, "Killed");
});
