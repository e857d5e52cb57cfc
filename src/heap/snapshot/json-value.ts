import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, isWhitespace, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./characters";
import type { Chunk, Part } from "./chunk";

/** Any value, of which only the end is looked for. */
export class SkippedValue implements Part {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasBegun = false;
  #isWhole = false;

  get isWhole(): boolean {
    return this.#isWhole;
  }

  read({ bytes }: Chunk, at: number): number {
    while (at < bytes.length && !this.#isWhole) {
      if (this.#depth > 0 && !this.#isInString) at = endOfPlain(bytes, at);
      if (at < bytes.length && this.#step(bytes[at]!)) at++;
    }
    return at;
  }

  /** Takes a byte, or finds that the value has ended before it. */
  #step(byte: number): boolean {
    if (this.#isInString) {
      this.#stepInString(byte);
      return true;
    }
    const isOutermost = this.#depth === 0;
    if (isOutermost && this.#hasBegun && (isWhitespace(byte) || byte === COMMA || byte === CLOSE_BRACE)) {
      this.#isWhole = true;
      return false;
    }
    this.#hasBegun = true;
    if (byte === QUOTE) this.#isInString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#depth--;
      this.#isWhole = this.#depth <= 0;
    }
    return true;
  }

  #stepInString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) {
      this.#isInString = false;
      this.#isWhole = this.#depth === 0;
    }
  }
}

/** Where bytes end that neither open nor close anything: numbers and commas, of which long lists are made. */
function endOfPlain(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && isPlain[bytes[at]!] === 1) at++;
  return at;
}

const isPlain = new Uint8Array(256).fill(1);
for (const byte of [QUOTE, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET]) isPlain[byte] = 0;

/** No key and no header of V8 comes near this. */
const MAX_BYTES = 2 ** 20;

/** A short value, parsed when it is whole. */
export class ParsedValue implements Part {
  readonly #extent = new SkippedValue();
  readonly #pieces: Uint8Array[] = [];
  #byteCount = 0;
  #offset: number | undefined;

  get isWhole(): boolean {
    return this.#extent.isWhole;
  }

  read(chunk: Chunk, at: number): number {
    this.#offset ??= chunk.offset + at;
    const end = this.#extent.read(chunk, at);
    this.#pieces.push(chunk.bytes.slice(at, end));
    this.#byteCount += end - at;
    if (this.#byteCount > MAX_BYTES) throw chunk.error("a key or header does not end", end);
    return end;
  }

  /** Where it begins. */
  get offset(): number {
    return this.#offset ?? 0;
  }

  /** What it says. Throws JSON.parse's SyntaxError. */
  parse(): unknown {
    return JSON.parse(Buffer.concat(this.#pieces).toString("utf8"));
  }
}
