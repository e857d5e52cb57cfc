import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HOLE, UNINITIALIZED, ValueReader, ValueWriter } from "../../../src/state/graph/values";

function roundTrip(values: readonly unknown[], nodes: unknown[] = []): unknown[] {
  const writer = new ValueWriter((value) => nodes.indexOf(value));
  for (const value of values) writer.write(value);
  const reader = new ValueReader(writer.toBytes(), writer.texts, nodes);
  assert.equal(reader.length, values.length);
  return values.map(() => reader.read());
}

test("every primitive is what it was, in any order", () => {
  const primitive = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.string({ unit: "binary" }),
    fc.boolean(),
    fc.constantFrom(undefined, null, -0, 0, NaN, Infinity, -Infinity, "", "1", 1, 1n, "\ud800", HOLE, UNINITIALIZED),
  );
  fc.assert(
    fc.property(fc.array(primitive, { maxLength: 3000, size: "max" }), (values) => {
      roundTrip(values).forEach((value, index) => assert.ok(Object.is(value, values[index])));
    }),
    { numRuns: 30 },
  );
});

test("any bits of a NaN are the number NaN, and no reference", () => {
  const words = fc.tuple(fc.nat({ max: 0xffffffff }), fc.integer({ min: 0x7ff00001, max: 0x7fffffff }), fc.boolean());
  fc.assert(
    fc.property(words, ([low, high, isNegative]) => {
      const bytes = new DataView(new ArrayBuffer(8));
      bytes.setUint32(0, (high | (isNegative ? 0x80000000 : 0)) >>> 0);
      bytes.setUint32(4, low);
      assert.deepEqual(roundTrip([bytes.getFloat64(0)]), [NaN]);
    }),
  );
});

test("objects, functions and symbols are their nodes", () => {
  const nodes = [{}, () => 1, Symbol("a"), []];
  assert.deepEqual(
    roundTrip([nodes[2], nodes[0], nodes[3], nodes[1], nodes[0]], nodes).map((value) => nodes.indexOf(value as object)),
    [2, 0, 3, 1, 0],
  );
});

test("a node that is not there yet is noticed", () => {
  const missing = {};
  const writer = new ValueWriter(() => 7);
  writer.write(missing);
  const reader = new ValueReader(writer.toBytes(), writer.texts, []);
  assert.equal(reader.refAt(0), 7);
  assert.equal(reader.missed, false);
  assert.equal(reader.read(), undefined);
  assert.equal(reader.missed, true);
});

test("a stream with an unknown kind of value is an error", () => {
  const bytes = new Uint8Array(new Uint32Array([0, 0xffffffff]).buffer);
  assert.throws(() => new ValueReader(bytes, [], []).read(), /unknown value at 0/);
});
