import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { History } from "../../src/kernel/protocol/history";

/** Lines 1 to 5; line 2 has a value. */
function sample(): History {
  const history = new History();
  history.add("let a = 1");
  history.add("a + 1")("2");
  history.add("let b = [a]");
  history.add("let a = 1");
  history.add("multi\nline");
  return history;
}

describe("the tail", () => {
  test("is the last n inputs, in order", () => {
    assert.deepEqual(sample().query({ hist_access_type: "tail", n: 2 }), [
      [1, 4, "let a = 1"],
      [1, 5, "multi\nline"],
    ]);
  });

  test("is at most ten inputs where n is not given, and nothing for 0", () => {
    const history = new History();
    for (let line = 1; line <= 12; line++) history.add(String(line));
    assert.deepEqual(
      history.query({ hist_access_type: "tail", n: null }).map(([, line]) => line),
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    );
    assert.deepEqual(history.query({ hist_access_type: "tail", n: 0 }), []);
  });

  test("has the outputs too if they are asked for", () => {
    assert.deepEqual(sample().query({ hist_access_type: "tail", n: 4, output: true }).slice(0, 2), [
      [1, 2, ["a + 1", "2"]],
      [1, 3, ["let b = [a]", null]],
    ]);
  });
});

describe("a range", () => {
  const lines = (fields: object): readonly number[] =>
    sample()
      .query({ hist_access_type: "range", ...fields })
      .map(([, line]) => line);

  test("goes from start up to, not including, stop", () => {
    assert.deepEqual(lines({ session: 0, start: 2, stop: 4 }), [2, 3]);
    assert.deepEqual(lines({ session: 1, start: 2, stop: 3 }), [2]);
  });

  test("goes to the end without stop, and counts negative numbers from there", () => {
    assert.deepEqual(lines({ session: 0, start: 4 }), [4, 5]);
    assert.deepEqual(lines({ session: 0, start: -2, stop: null }), [4, 5]);
    assert.deepEqual(lines({ session: 0, start: 1, stop: -1 }), [1, 2, 3, 4]);
  });

  test("of another session is empty: none is kept", () => {
    assert.deepEqual(lines({ session: 2, start: 1 }), []);
    assert.deepEqual(lines({ session: -1, start: 1 }), []);
  });
});

describe("a search", () => {
  const found = (fields: object): readonly number[] =>
    sample()
      .query({ hist_access_type: "search", ...fields })
      .map(([, line]) => line);

  test("matches whole inputs with a glob", () => {
    assert.deepEqual(found({ pattern: "let*" }), [1, 3, 4]);
    assert.deepEqual(found({ pattern: "let" }), []);
    assert.deepEqual(found({ pattern: "*line" }), [5]);
    assert.deepEqual(found({}), [1, 2, 3, 4, 5]);
  });

  test("can keep the latest of equal inputs, and the latest n", () => {
    assert.deepEqual(found({ pattern: "let*", unique: true }), [3, 4]);
    assert.deepEqual(found({ pattern: "let*", n: 2 }), [3, 4]);
    assert.deepEqual(found({ pattern: "let*", unique: true, n: 1 }), [4]);
  });
});

test("an unknown way of access finds nothing", () => {
  assert.deepEqual(sample().query({ hist_access_type: "psychic" }), []);
  assert.deepEqual(sample().query({}), []);
});
