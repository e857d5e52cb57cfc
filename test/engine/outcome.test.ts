import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decideOutcome, isGuess, type Ending } from "../../src/engine/outcome";
import type { Outcome } from "../../src/model/outcome";
import type { Limits } from "../../src/model/task";

const HEAP_LIMIT =
  "\n<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n";
const RETRIED = "FATAL ERROR: CALL_AND_RETRY_LAST Allocation failed - JavaScript heap out of memory";
const SEMI_SPACE = "FATAL ERROR: Committing semi space failed. Allocation failed - JavaScript heap out of memory";
const ARRAY_LENGTH = "FATAL ERROR: invalid array length Allocation failed - JavaScript heap out of memory";
const ZONE = "FATAL ERROR: Zone Allocation failed - process out of memory";
const BARE_V8 = "#\n# Fatal JavaScript out of memory: Reached heap limit\n#\n";
const BAD_ALLOC = "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n";
const WRONG_CALL = "FATAL ERROR: v8::ToLocalChecked Empty MaybeLocal";

const none: Limits = {};
const heap: Limits = { maxHeapBytes: 100 };
const data: Limits = { maxDataBytes: 200 };
const both: Limits = { ...heap, ...data };

const outOfHeap: Outcome = { kind: "out-of-memory", what: "heap" };
const outOfMaxHeap: Outcome = { kind: "out-of-memory", what: "heap", limitBytes: 100 };
const outOfData: Outcome = { kind: "out-of-memory", what: "data", limitBytes: 200 };
const killed = (signal: string): Outcome => ({ kind: "killed", signal });
const threw = (message: string): Outcome & { kind: "threw" } => ({ kind: "threw", name: "RangeError", message, stack: "" });

interface Death {
  readonly signal?: string;
  readonly code?: number;
  readonly words?: string;
  readonly limits?: Limits;
  readonly share?: number;
  readonly oomKillsRose?: boolean;
  readonly is: Outcome;
}

const deaths: readonly Death[] = [
  { code: 3, is: { kind: "exited", code: 3 } },
  { code: 0, is: { kind: "exited", code: 0 } },
  { code: 134, words: HEAP_LIMIT, is: { kind: "exited", code: 134 } },
  { signal: "SIGTERM", is: killed("SIGTERM") },
  { signal: "SIGSEGV", is: killed("SIGSEGV") },
  { is: killed("unknown") },

  { signal: "SIGABRT", words: HEAP_LIMIT, is: outOfHeap },
  { signal: "SIGTRAP", words: HEAP_LIMIT, is: outOfHeap },
  { signal: "SIGILL", words: BARE_V8, is: outOfHeap },
  { signal: "SIGABRT", words: SEMI_SPACE, is: outOfHeap },
  { signal: "SIGABRT", words: ARRAY_LENGTH, is: outOfHeap },
  { signal: "SIGABRT", words: ZONE, is: outOfHeap },
  { signal: "SIGABRT", words: BAD_ALLOC, is: outOfHeap },
  { signal: "SIGABRT", words: "", is: killed("SIGABRT") },
  { signal: "SIGABRT", words: WRONG_CALL, is: killed("SIGABRT") },
  { signal: "SIGTERM", words: HEAP_LIMIT, is: killed("SIGTERM") },

  { signal: "SIGABRT", words: HEAP_LIMIT, limits: heap, is: outOfMaxHeap },
  { signal: "SIGABRT", words: RETRIED, limits: heap, is: outOfMaxHeap },

  { signal: "SIGABRT", words: RETRIED, limits: data, is: outOfData },
  { signal: "SIGABRT", words: SEMI_SPACE, limits: data, is: outOfData },
  { signal: "SIGABRT", words: BAD_ALLOC, limits: data, is: outOfData },
  { signal: "SIGABRT", words: HEAP_LIMIT, limits: data, is: outOfHeap },
  { signal: "SIGSEGV", limits: data, share: 0.95, is: outOfData },
  { signal: "SIGSEGV", limits: data, share: 0.4, is: killed("SIGSEGV") },
  { signal: "SIGTERM", limits: data, share: 0.95, is: killed("SIGTERM") },
  { code: 1, limits: data, share: 0.95, is: { kind: "exited", code: 1 } },

  { signal: "SIGABRT", words: HEAP_LIMIT, limits: both, share: 0.95, is: outOfMaxHeap },
  { signal: "SIGABRT", words: RETRIED, limits: both, share: 0.95, is: outOfData },
  { signal: "SIGABRT", words: RETRIED, limits: both, share: 0.4, is: outOfMaxHeap },

  { signal: "SIGKILL", is: killed("SIGKILL") },
  { signal: "SIGKILL", oomKillsRose: true, is: { kind: "out-of-memory", what: "system" } },
  { signal: "SIGTERM", oomKillsRose: true, is: killed("SIGTERM") },
  { code: 1, oomKillsRose: true, is: { kind: "exited", code: 1 } },
];

function endingOf({ signal, code, words = "", limits = none, share, oomKillsRose = false }: Death): Ending {
  const exit = { ...(signal !== undefined && { signal }), ...(code !== undefined && { code }) };
  return { cause: { kind: "died", exit }, limits, lastWords: words, oomKillsRose, ...(share !== undefined && { dataShare: share }) };
}

describe("decideOutcome of a child that died", () => {
  for (const death of deaths) {
    const { is, ...facts } = death;
    it(`${JSON.stringify(facts)} is ${JSON.stringify(is)}`, () => assert.deepEqual(decideOutcome(endingOf(death)), is));
  }

  it("shows the heap limit that was in force, not the one that was asked for", () => {
    const ending = { ...endingOf({ signal: "SIGABRT", words: HEAP_LIMIT, limits: heap, is: outOfMaxHeap }), heapLimitBytes: 150 };
    assert.deepEqual(decideOutcome(ending), { kind: "out-of-memory", what: "heap", limitBytes: 150 });
  });

  it("is a guess only where nothing but the share of --max-data speaks for a lack of memory", () => {
    const silent = { signal: "SIGSEGV", limits: data, share: 0.95, is: outOfData };
    assert.equal(isGuess(endingOf(silent)), true);
    assert.equal(isGuess(endingOf({ ...silent, share: 0.4 })), false);
    assert.equal(isGuess(endingOf({ ...silent, signal: "SIGABRT", words: RETRIED })), false);
    assert.equal(isGuess({ ...endingOf(silent), cause: { kind: "interrupted" } }), false);
  });
});

describe("decideOutcome of a cell that came to its end", () => {
  const decide = (reported: Outcome & { kind: "completed" | "threw" }, limits: Limits): Outcome =>
    decideOutcome({ cause: { kind: "measured", reported }, limits, lastWords: HEAP_LIMIT, oomKillsRose: true });

  it("is what the child says", () => {
    assert.deepEqual(decide({ kind: "completed" }, both), { kind: "completed" });
    assert.deepEqual(decide(threw("no"), both), threw("no"));
  });

  for (const message of [
    "Array buffer allocation failed",
    "WebAssembly.Memory(): could not allocate memory",
    "WebAssembly.Memory.grow(): Unable to grow instance memory",
    "Failed to allocate memory",
    "spawn ENOMEM",
  ]) {
    it(`takes an uncaught "${message}" for the data limit, where there is one`, () => {
      assert.deepEqual(decide(threw(message), data), outOfData);
      assert.deepEqual(decide(threw(message), heap), threw(message));
      assert.deepEqual(decide(threw(message), none), threw(message));
    });
  }
});

describe("decideOutcome of a run that was ended", () => {
  const facts = { limits: both, lastWords: HEAP_LIMIT, oomKillsRose: true };

  it("is the cause, whatever else is known", () => {
    assert.deepEqual(decideOutcome({ ...facts, cause: { kind: "interrupted" } }), { kind: "interrupted" });
    assert.deepEqual(decideOutcome({ ...facts, cause: { kind: "timed-out", limitNs: 5 } }), { kind: "timed-out", limitNs: 5 });
    const budget = { kind: "out-of-memory", what: "budget", limitBytes: 7 };
    assert.deepEqual(decideOutcome({ ...facts, cause: { kind: "over-budget", limitBytes: 7 } }), budget);
  });
});
