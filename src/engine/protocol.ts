import type { ChildEvent } from "../model/child";

/**
 * The framing of {@link ChildEvent}s over a byte pipe. A frame is its payload's length (uint32, little-endian), one byte for its kind, and the
 * payload: raw UTF-8 for stream text, JSON for every other event. The version of the protocol travels in the `ready` event.
 */
const HEADER_BYTES = 5;
const JSON_FRAME = 1;
const STDOUT_FRAME = 2;
const STDERR_FRAME = 3;

/** V8 can hold no longer string, so a longer frame can only be noise. */
const MAX_PAYLOAD_BYTES = 2 ** 29;

/** Long text travels in several frames, so that sending it takes little memory from the measured cell. */
const MAX_TEXT_UNITS = 16_384;

/** The channel carries something that is not a frame; the message says where. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** The frames of one event, in the order in which they must be written. Text that ends in half a surrogate pair loses that half. */
export function* encodeEvent(event: ChildEvent): Generator<Buffer> {
  if (event.type !== "stream") {
    yield frame(JSON_FRAME, JSON.stringify(event));
    return;
  }
  const kind = event.name === "stdout" ? STDOUT_FRAME : STDERR_FRAME;
  for (let start = 0; start < event.text.length;) {
    const end = endOfPiece(event.text, start);
    yield frame(kind, event.text.slice(start, end));
    start = end;
  }
}

/** Turns the bytes of the pipe, in whatever chunks they come, back into events. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #offset = 0;

  /** The events that `chunk` completes. Throws {@link ProtocolError} at the first corrupt frame; nothing can be decoded after it. */
  *push(chunk: Buffer): Generator<ChildEvent> {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    while (this.#bufferedBytes >= HEADER_BYTES) {
      const header = this.#peek(HEADER_BYTES);
      const payloadBytes = header.readUInt32LE(0);
      const kind = header.readUInt8(4);
      if (kind < JSON_FRAME || kind > STDERR_FRAME || payloadBytes > MAX_PAYLOAD_BYTES) throw corrupt(this.#offset);
      if (this.#bufferedBytes < HEADER_BYTES + payloadBytes) return;
      yield decode(kind, this.#take(HEADER_BYTES + payloadBytes).subarray(HEADER_BYTES), this.#offset);
    }
  }

  /** The first `bytes` bytes in one piece; without copying when they lie in one chunk. */
  #peek(bytes: number): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < bytes) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.subarray(0, bytes) ?? Buffer.alloc(0);
  }

  #take(bytes: number): Buffer {
    const piece = this.#peek(bytes);
    const rest = this.#chunks[0]?.subarray(bytes);
    if (rest === undefined || rest.length === 0) this.#chunks.shift();
    else this.#chunks[0] = rest;
    this.#bufferedBytes -= bytes;
    this.#offset += bytes;
    return piece;
  }
}

function endOfPiece(text: string, start: number): number {
  const end = start + MAX_TEXT_UNITS;
  if (end >= text.length) return text.length;
  const isHighSurrogate = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return isHighSurrogate ? end - 1 : end;
}

function frame(kind: number, payload: string): Buffer {
  const payloadBytes = Buffer.byteLength(payload);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payloadBytes);
  bytes.writeUInt32LE(payloadBytes, 0);
  bytes.writeUInt8(kind, 4);
  bytes.write(payload, HEADER_BYTES);
  return bytes;
}

function decode(kind: number, payload: Buffer, offset: number): ChildEvent {
  if (kind === STDOUT_FRAME) return { type: "stream", name: "stdout", text: payload.toString() };
  if (kind === STDERR_FRAME) return { type: "stream", name: "stderr", text: payload.toString() };
  const event = parse(payload.toString());
  if (!isEvent(event)) throw corrupt(offset - HEADER_BYTES - payload.length);
  return event;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const EVENT_TYPES: ReadonlySet<unknown> = new Set<ChildEvent["type"]>([
  "ready",
  "refused",
  "started",
  "memory",
  "repeats-done",
  "stage",
  "display",
  "clear-output",
  "measured",
]);

function isEvent(value: unknown): value is ChildEvent {
  return typeof value === "object" && value !== null && "type" in value && EVENT_TYPES.has(value.type);
}

function corrupt(offset: number): ProtocolError {
  return new ProtocolError(
    `The channel of a measured cell holds a corrupt frame at byte ${offset}: something else wrote into it. Check what the cell writes to file descriptors that it did not open.`,
  );
}
