import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LastWords } from "../../src/engine/last-words";

describe("LastWords", () => {
  it("lets ordinary output pass", () => {
    const words = new LastWords();
    assert.equal(words.push("warning: FATAL ERROR: is only quoted here\n"), "warning: FATAL ERROR: is only quoted here\n");
    assert.equal(words.held, "");
  });

  it("holds back what V8 says before it ends the process, from its first line on", () => {
    const words = new LastWords();
    assert.equal(words.push("before\n\n<--- Last few GCs --->\n\n[12] 3 ms"), "before\n");
    assert.equal(words.push("FATAL ERROR: Reached heap limit Allocation failed"), "");
    assert.equal(words.held, "\n<--- Last few GCs --->\n\n[12] 3 msFATAL ERROR: Reached heap limit Allocation failed");
  });

  for (const text of [
    "FATAL ERROR: CALL_AND_RETRY_LAST Allocation failed",
    "#\n# Fatal process out of memory",
    "terminate called after throwing an instance of 'std::bad_alloc'",
  ]) {
    it(`knows ${JSON.stringify(text)}`, () => assert.equal(new LastWords().push(text), ""));
  }

  it("remembers the end of all, and holds little of a flood", () => {
    const words = new LastWords();
    words.push("FATAL ERROR: ");
    for (let i = 0; i < 100; i++) words.push("x".repeat(10_000));
    words.push("the end");
    assert.ok(words.recent.endsWith("xthe end"));
    assert.equal(words.recent.length, 16_384);
    assert.equal(words.held.length, 65_536);
  });
});
