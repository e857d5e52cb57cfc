import assert from "node:assert/strict";
import { test } from "node:test";
import { hash, hashLength, hashLines } from "../../../src/state/world/hash";

test("lines count, their order does not", () => {
  assert.equal(hashLines("a\nb\nc"), hashLines("c\na\nb"));
  assert.notEqual(hashLines("a\nb"), hashLines("a\nb\nb"));
  assert.notEqual(hashLines("ab"), hashLines("a\nb"));
  assert.notEqual(hashLines("a\nb"), hashLines("a\nc"));
});

test("the number of something without a path does not count", () => {
  assert.equal(hashLines(".x\tecw ?1"), hashLines(".x\tecw ?23"));
  assert.notEqual(hashLines(".x\tecw ?1"), hashLines(".x\tecw 1"));
  assert.notEqual(hashLines(".x\tecw ?1, 2"), hashLines(".x\tecw ?1, 3"));
});

test("a hash is a text of one length, and near texts have others", () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hash(`function f${i}() {}`)));
  assert.equal(hashes.size, 10_000);
  assert.deepEqual(new Set([...hashes].map(({ length }) => length)), new Set([hashLength]));
  assert.equal(hash("").length, hashLength);
});
