import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** Version of the Jupyter messaging protocol that kernel and client speak. */
export const MESSAGING_VERSION = "5.4";

const DELIMITER = Buffer.from("<IDS|MSG>");

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly version: string;
}

/** A JSON object as it travels in a message. What comes from outside must be checked field by field. */
export type Content = Readonly<Record<string, unknown>>;

/** A Jupyter message, see https://jupyter-client.readthedocs.io/en/stable/messaging.html. */
export interface Message {
  /** ZeroMQ routing prefix: the sender's identities, or the topic of an iopub message. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** Header of the request that this message answers; empty if there is none. */
  readonly parent: Partial<Header>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Buffer[];
}

/** The frames are no message, or were not signed with our key. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Signs and verifies with the key of a connection file. An empty key means that messages are not signed. */
export class Signer {
  readonly #key: string;

  /** Throws a {@link WireError} for any scheme but `hmac-sha256`. */
  constructor(scheme: string, key: string) {
    if (key !== "" && scheme !== "hmac-sha256") {
      throw new WireError(`Unknown signature scheme "${scheme}" in the connection file: only "hmac-sha256" is supported.`);
    }
    this.#key = key;
  }

  /** The signature as hexadecimal digits. */
  sign(parts: readonly Buffer[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  verifies(signature: Buffer, parts: readonly Buffer[]): boolean {
    if (this.#key === "") return true;
    const expected = Buffer.from(this.sign(parts));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }
}

/** Reads a message from ZeroMQ frames. Throws a {@link WireError} if they are malformed or badly signed. */
export function parseMessage(frames: readonly Buffer[], signer: Signer): Message {
  const delimiter = frames.findIndex((frame) => frame.equals(DELIMITER));
  const [signature, ...parts] = delimiter < 0 ? [] : frames.slice(delimiter + 1);
  const signed = parts.slice(0, 4);
  if (signature === undefined || signed.length < 4) throw new WireError("A message lacks its delimiter or one of its parts.");
  if (!signer.verifies(signature, signed)) throw new WireError("A message has a wrong signature.");
  const [header, parent, metadata, content] = signed.map(parseObject) as [Content, Content, Content, Content];
  return { identities: frames.slice(0, delimiter), header: checkHeader(header), parent, metadata, content, buffers: parts.slice(4) };
}

/** The ZeroMQ frames of a message. Throws a `TypeError` if its content is not JSON. */
export function serializeMessage(message: Message, signer: Signer): Buffer[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map(encodeObject);
  return [...message.identities, DELIMITER, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers];
}

/** A new header: a fresh id, and the time of now. */
export function createHeader(type: string, session: string, username: string): Header {
  return { msg_id: randomUUID(), msg_type: type, session, username, date: new Date().toISOString(), version: MESSAGING_VERSION };
}

/** `execute_request` → `execute_reply`; undefined for a message that asks for no reply. */
export function replyTypeOf(requestType: string): string | undefined {
  return requestType.endsWith("_request") ? requestType.replace(/_request$/, "_reply") : undefined;
}

function parseObject(part: Buffer): Content {
  let value: unknown;
  try {
    value = JSON.parse(part.toString());
  } catch (error) {
    throw new WireError("A part of a message is not JSON.", { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new WireError("A part of a message is not an object.");
  return value as Content;
}

function checkHeader(header: Content): Header {
  for (const field of ["msg_id", "msg_type", "session"]) {
    if (typeof header[field] !== "string") throw new WireError(`A message header has no ${field}.`);
  }
  return { username: "", date: "", version: "", ...header } as Header;
}

function encodeObject(part: object): Buffer {
  return Buffer.from(replaceLoneSurrogates(JSON.stringify(part)));
}

/** Half an emoji is no UTF-8: Python clients can read its escape but cannot save it. A terminal shows U+FFFD, so do we. */
function replaceLoneSurrogates(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (escape) => (escape === "\\\\" ? escape : "\ufffd"));
}
