import assert from "node:assert/strict";
import { test } from "node:test";
import { Shelf } from "../../src/heap/shelf";

test("what is put can be got, also after the shelf has grown", () => {
  const shelf = new Shelf();
  const small = shelf.put({ text: "naïve 🍎", list: [1, 2.5] });
  const before = shelf.reservedBytes;
  const large = shelf.put("x".repeat(before));
  assert.ok(shelf.reservedBytes > before);
  assert.deepEqual(shelf.get(small), { text: "naïve 🍎", list: [1, 2.5] });
  assert.equal(shelf.get(large).length, before);
});

test("taking the last thing makes room again", () => {
  const shelf = new Shelf();
  const kept = shelf.put("kept");
  const first = shelf.put("first");
  assert.equal(shelf.take(first), "first");
  const second = shelf.put("second");
  assert.equal(Number(second), Number(first));
  assert.deepEqual([shelf.get(kept), shelf.get(second)], ["kept", "second"]);
});
