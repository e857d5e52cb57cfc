import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SnapshotTooLargeError } from "../../../src/heap/snapshot/snapshot-error";
import { drawingOf, EDGE_TYPES, NODE_TYPES, readText, snapshotText, type DrawnEdge, type DrawnNode } from "./drawn";

const SMALL: readonly Required<DrawnNode>[] = [
  { type: "synthetic", name: "", id: 1, self: 0, edges: [{ to: 1, type: "element", name: 7 }] },
  {
    type: "object",
    name: "Row",
    id: 3,
    self: 40,
    edges: [
      { to: 2, type: "property", name: "label" },
      { to: 0, type: "weak", name: "owner" },
    ],
  },
  { type: "string", name: 'a "quoted" \\ text,\n\u00e9 \ud83d\ude00 \u0000', id: 4_294_967_295, self: 1024, edges: [] },
];

/** As the objects have that they are compared with. */
const WITH_PROTOTYPE = { noNullPrototype: true };

test("what was drawn is read", () => {
  assert.deepEqual(drawingOf(readText(snapshotText(SMALL))), SMALL);
});

test("the order of the fields, and fields that are not needed, are a matter of the version", () => {
  const nodeFields = ["detachedness", "edge_count", "self_size", "id", "from_the_future", "name", "type"];
  const text = snapshotText(SMALL, { nodeFields, edgeFields: ["to_node", "weight", "type", "name_or_index"], lineEnd: "" });
  assert.deepEqual(drawingOf(readText(text)), SMALL);
});

test("sections that the graph does not need are passed over", () => {
  const between = '"locations":[1,2,[3,{"]":"}\\\\\\""}]],"count":12,"flag":true,"text":"\\"strings\\":[",';
  assert.deepEqual(drawingOf(readText(snapshotText(SMALL, { between }))), SMALL);
});

test("white space is allowed wherever JSON allows it", () => {
  const text = snapshotText(SMALL);
  const spaced = JSON.stringify(JSON.parse(text), undefined, "\t").replaceAll("\n", "\r\n ");
  assert.deepEqual(drawingOf(readText(` ${spaced} `)), SMALL);
});

test("surrogates without a partner, and bytes of UTF-8 that are not escaped, are kept", () => {
  const name = "\ud800 \udc00 é 字";
  const escaped = snapshotText([{ name }]);
  assert.ok(escaped.includes("\\ud800"));
  assert.equal(drawingOf(readText(escaped))[0]?.name, name);
});

test("a size of 4 GiB and more is exact, and so are those before and after it", () => {
  const sizes = [24, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1, 16];
  assert.deepEqual([...readText(snapshotText(sizes.map((self) => ({ self })))).selfBytes], sizes);
});

test("a string longer than any chunk is read", () => {
  const name = "é\\".repeat(700_000);
  const text = snapshotText([{ name: "before" }, { name }, { name: "after" }]);
  const cuts = Array.from({ length: 20 }, (_, index) => (index + 1) * 65_536);
  assert.deepEqual(
    drawingOf(readText(text, {}, cuts)).map((node) => node.name),
    ["before", name, "after"],
  );
});

test("progress grows to the whole", () => {
  const shares: number[] = [];
  const text = snapshotText(Array.from({ length: 100 }, () => ({ edges: [{ to: 0 }, { to: 1 }] })));
  readText(
    text,
    { onProgress: (share) => shares.push(share) },
    Array.from({ length: 40 }, (_, index) => Math.floor((index * text.length) / 40)),
  );
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
  );
  assert.ok(new Set(shares).size > 10);
  assert.equal(shares.at(-1), 1);
});

test("a snapshot that would take too much memory is refused with the figure, before it has been read", () => {
  const header = snapshotText(SMALL).split('"nodes"')[0]!.replace('"node_count":3', '"node_count":1000000');
  assert.throws(
    () => readText(header, { maxBytes: 2 ** 20 }),
    (error) => error instanceof SnapshotTooLargeError && error.neededBytes > 17e6 && error.message.includes("MiB"),
  );
});

test("a snapshot that no machine can hold is refused, too", () => {
  const header = snapshotText(SMALL).split('"nodes"')[0]!.replace('"node_count":3', '"node_count":4294967294');
  assert.throws(() => readText(header, { maxBytes: Infinity, textBytes: header.length }), /more than there is room for \(at byte 12\)$/);
});

test("in chunks of any size, what was drawn is read", () => {
  const edge = (nodeCount: number): fc.Arbitrary<DrawnEdge> =>
    fc
      .record({
        to: fc.nat(nodeCount - 1),
        type: fc.constantFrom(...EDGE_TYPES),
        index: fc.nat(2 ** 31),
        text: fc.string({ unit: "binary" }),
      })
      .map(({ to, type, index, text }) => ({ to, type, name: type === "element" || type === "hidden" ? index : text }));
  const nodes = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.array(
      fc.record(
        {
          type: fc.constantFrom(...NODE_TYPES),
          name: fc.string({ unit: "binary" }),
          id: fc.nat(2 ** 31 - 1),
          self: fc.oneof(fc.nat(100), fc.maxSafeNat()),
          edges: fc.array(edge(count), { maxLength: 5 }),
        },
        WITH_PROTOTYPE,
      ),
      { minLength: count, maxLength: count },
    ),
  );
  fc.assert(
    fc.property(nodes, fc.constantFrom("", "\n", " \r\n"), fc.array(fc.nat(3000), { maxLength: 40 }), (drawing, lineEnd, places) => {
      const text = snapshotText(drawing, { lineEnd });
      const length = Buffer.byteLength(text);
      const cuts = places.filter((place) => place <= length).toSorted((a, b) => a - b);
      assert.deepEqual(drawingOf(readText(text, {}, cuts)), drawing);
    }),
    { numRuns: 300 },
  );
});
