import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FrameDecoder, ProtocolError, encodeEvent } from "../../src/engine/protocol";
import type { ChildEvent } from "../../src/model/child";

const events: fc.Arbitrary<ChildEvent> = fc.oneof(
  fc.record({
    type: fc.constant("stream"),
    name: fc.constantFrom("stdout", "stderr"),
    text: fc.string({ unit: "grapheme", minLength: 1 }),
  }),
  fc.record({ type: fc.constant("ready"), protocolVersion: fc.nat(), pid: fc.nat() }),
  fc.record({ type: fc.constant("started"), atNs: fc.nat(), baselineBytes: fc.nat() }),
  fc.record({
    type: fc.constant("display"),
    update: fc.boolean(),
    content: fc.record({
      data: fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })),
      metadata: fc.constant({}),
      transient: fc.constant({}),
    }),
  }),
  fc.record({ type: fc.constant("clear-output"), wait: fc.boolean() }),
);

function encode(all: readonly ChildEvent[]): Buffer {
  return Buffer.concat(all.flatMap((event) => [...encodeEvent(event)]));
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

function decode(chunks: Iterable<Buffer>): ChildEvent[] {
  const decoder = new FrameDecoder();
  return [...chunks].flatMap((chunk) => [...decoder.push(chunk)]);
}

/** Neighbouring stream events of one name are one text, whatever the frames in which they travel. */
function joined(all: readonly ChildEvent[]): ChildEvent[] {
  const result: ChildEvent[] = [];
  for (const event of all) {
    const last = result.at(-1);
    if (event.type === "stream" && last?.type === "stream" && last.name === event.name)
      result[result.length - 1] = { ...last, text: last.text + event.text };
    else result.push(event);
  }
  return result;
}

test("whatever the chunks, the same events come out in the same order", () => {
  fc.assert(
    fc.property(fc.array(events), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (all, sizes) => {
      assert.deepEqual(joined(decode(cut(encode(all), sizes))), JSON.parse(JSON.stringify(joined(all))));
    }),
  );
});

test("long text travels in pieces and keeps its characters whole", () => {
  const text = `a${"🎉".repeat(50_000)}`;
  const frames = [...encodeEvent({ type: "stream", name: "stdout", text })];
  assert.ok(frames.length > 1 && frames.every((frame) => frame.length < 70_000));
  const pieces = decode(frames).map((event) => (event.type === "stream" ? event.text : ""));
  assert.ok(pieces.every((piece) => !piece.includes("\ufffd")));
  assert.equal(pieces.join(""), text);
});

test("a frame that is cut short waits for the rest", () => {
  const bytes = encode([{ type: "clear-output", wait: true }]);
  const decoder = new FrameDecoder();
  assert.deepEqual([...decoder.push(bytes.subarray(0, bytes.length - 1))], []);
  assert.deepEqual([...decoder.push(bytes.subarray(bytes.length - 1))], [{ type: "clear-output", wait: true }]);
});

const good = encode([{ type: "stream", name: "stderr", text: "hello" }]);
for (const [what, bytes] of [
  ["an unknown kind", Buffer.from([1, 0, 0, 0, 9, 0])],
  ["an impossible length", Buffer.from([255, 255, 255, 255, 1])],
  ["broken JSON", Buffer.from([1, 0, 0, 0, 1, 123])],
  ["JSON that is no event", Buffer.from([2, 0, 0, 0, 1, 123, 125])],
] as const) {
  test(`${what} is one clear error with its place, after the events before it`, () => {
    const decoder = new FrameDecoder();
    const seen: ChildEvent[] = [];
    assert.throws(
      () => {
        for (const event of decoder.push(Buffer.concat([good, bytes]))) seen.push(event);
      },
      (error: unknown) => error instanceof ProtocolError && error.message.includes(`corrupt frame at byte ${good.length}:`),
    );
    assert.equal(seen.length, 1);
  });
}
