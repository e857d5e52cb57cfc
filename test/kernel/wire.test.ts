import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  createHeader,
  MESSAGING_VERSION,
  parseMessage,
  replyTypeOf,
  serializeMessage,
  Signer,
  WireError,
  type Message,
} from "../../src/kernel/protocol/wire";

const signer = new Signer("hmac-sha256", "secret");
const unsigned = new Signer("hmac-sha256", "");

const golden: Message = {
  identities: [Buffer.from("client")],
  header: {
    msg_id: "1",
    msg_type: "kernel_info_request",
    session: "s",
    username: "u",
    date: "2026-01-01T00:00:00.000Z",
    version: "5.4",
  },
  parent: {},
  metadata: { m: 1 },
  content: { code: "é😀" },
  buffers: [Buffer.from([0, 255])],
};

const goldenFrames = [
  "client",
  "<IDS|MSG>",
  // Computed by Python's hmac module.
  "e25fa37f6fdad58b362449b6e76ff1bdd5902deb27e0c05701bc824ee0108324",
  '{"msg_id":"1","msg_type":"kernel_info_request","session":"s","username":"u","date":"2026-01-01T00:00:00.000Z","version":"5.4"}',
  "{}",
  '{"m":1}',
  '{"code":"é😀"}',
];

describe("a message on the wire", () => {
  test("has the frames of the protocol, signed with HMAC-SHA256", () => {
    const frames = serializeMessage(golden, signer);
    assert.deepEqual(
      frames.slice(0, -1).map((frame) => frame.toString()),
      goldenFrames,
    );
    assert.deepEqual(frames.at(-1), Buffer.from([0, 255]));
  });

  test("is read back as it was", () => {
    assert.deepEqual(parseMessage(serializeMessage(golden, signer), signer), golden);
  });

  test("may carry several identities, or none", () => {
    for (const identities of [[], [Buffer.from("a"), Buffer.from("b")]]) {
      const message = { ...golden, identities };
      assert.deepEqual(parseMessage(serializeMessage(message, signer), signer), message);
    }
  });

  test("of any JSON content is read back as it was", () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(objects, objects, (metadata, content) => {
        const message = { ...golden, metadata: asJson(metadata), content: asJson(content) };
        assert.deepEqual(parseMessage(serializeMessage(message, signer), signer), message);
      }),
    );
  });

  test("turns half an emoji into U+FFFD, and leaves an escape in a string alone", () => {
    const content = { half: "\ud83d!", whole: "😀", typed: "\\ud83d", typedAfterBackslash: "\\\\ud83d" };
    const { content: read } = parseMessage(serializeMessage({ ...golden, content }, signer), signer);
    assert.deepEqual(read, { ...content, half: "\ufffd!" });
  });

  test("that cannot be JSON is a TypeError for the caller", () => {
    assert.throws(() => serializeMessage({ ...golden, content: { big: 1n } }, signer), TypeError);
  });
});

describe("a signature", () => {
  test("with another key is refused", () => {
    const frames = serializeMessage(golden, new Signer("hmac-sha256", "other"));
    assert.throws(() => parseMessage(frames, signer), new WireError("A message has a wrong signature."));
  });

  test("of another length, or none, is refused", () => {
    const frames = serializeMessage(golden, signer);
    for (const signature of ["", "e25f", `${goldenFrames[2] ?? ""}00`]) {
      assert.throws(() => parseMessage(frames.with(2, Buffer.from(signature)), signer), WireError);
    }
  });

  test("covers each of the four parts", () => {
    const frames = serializeMessage(golden, signer);
    for (const index of [3, 4, 5, 6]) {
      assert.throws(() => parseMessage(frames.with(index, Buffer.from('{"msg_id":"x"}')), signer), /wrong signature/);
    }
  });

  test("is empty, and not asked for, where the key is empty", () => {
    assert.equal(serializeMessage(golden, unsigned)[2]?.toString(), "");
    assert.deepEqual(parseMessage(serializeMessage(golden, signer), unsigned), golden);
  });

  test("of an unknown scheme is an error that names it", () => {
    assert.throws(() => new Signer("hmac-md5", "secret"), /Unknown signature scheme "hmac-md5"/);
    assert.doesNotThrow(() => new Signer("hmac-md5", ""));
  });
});

describe("what is no message", () => {
  test("is refused with a reason", () => {
    const frames = serializeMessage(golden, unsigned);
    const cases: readonly (readonly [Buffer[], RegExp])[] = [
      [[], /delimiter or one of its parts/],
      [frames.slice(0, 6), /delimiter or one of its parts/],
      [frames.with(1, Buffer.from("<IDS>")), /delimiter or one of its parts/],
      [frames.with(3, Buffer.from("{")), /not JSON/],
      [frames.with(6, Buffer.from("[]")), /not an object/],
      [frames.with(6, Buffer.from("null")), /not an object/],
      [frames.with(3, Buffer.from('{"msg_id":"1","session":"s"}')), /no msg_type/],
      [frames.with(3, Buffer.from('{"msg_id":1,"msg_type":"x","session":"s"}')), /no msg_id/],
    ];
    for (const [broken, reason] of cases) assert.throws(() => parseMessage(broken, unsigned), reason);
  });

  test("never throws anything but a WireError", () => {
    const bytes = fc.uint8Array({ maxLength: 30 }).map((array) => Buffer.from(array));
    const known = fc.constantFrom(...serializeMessage(golden, unsigned));
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, known), { maxLength: 10 }), (frames) => {
        try {
          parseMessage(frames, unsigned);
        } catch (error) {
          assert.ok(error instanceof WireError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test("a header is new each time and says the protocol's version", () => {
  const [first, second] = [createHeader("status", "s", "u"), createHeader("status", "s", "u")];
  assert.notEqual(first.msg_id, second.msg_id);
  assert.deepEqual([first.msg_type, first.session, first.username, first.version], ["status", "s", "u", MESSAGING_VERSION]);
  assert.equal(new Date(first.date).toISOString(), first.date);
});

test("the reply's type follows from the request's", () => {
  assert.equal(replyTypeOf("comm_info_request"), "comm_info_reply");
  assert.equal(replyTypeOf("comm_open"), undefined);
});

/** What JSON makes of a value: -0 becomes 0, half an emoji U+FFFD. */
function asJson(value: object): Record<string, unknown> {
  const text = JSON.stringify(value);
  return JSON.parse(Buffer.from(text.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f]../g, "$1\ufffd")).toString()) as Record<string, unknown>;
}
