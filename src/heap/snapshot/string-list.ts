import { BACKSLASH, CLOSE_BRACKET, COMMA, isWhitespace, LETTER_U, OPEN_BRACKET, QUOTE } from "./characters";
import type { Chunk, Part } from "./chunk";
import { GrowingBytes } from "./growing-bytes";
import type { StringTable } from "./raw-snapshot";

/** What may follow a backslash, besides the `u` of `\u00e9`. */
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

type State = "before the list" | "at its start" | "before a string" | "in a string" | "behind a backslash" | "behind a string" | "whole";

/** The list of strings. It keeps the bytes of each as they are, and decodes one when it is asked for. */
export class StringList implements Part, StringTable {
  readonly #bytes = new GrowingBytes();
  #ends = new Float64Array(1024);
  #count = 0;
  #state: State = "before the list";
  #hexDigitsLeft = 0;

  get isWhole(): boolean {
    return this.#state === "whole";
  }

  get count(): number {
    return this.#count;
  }

  at(place: number): string {
    if (place >= this.#count) throw new RangeError(`there is no string ${place} of ${this.#count}`);
    const text = this.#bytes.text(this.#begin(place), this.#ends[place]!);
    return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
  }

  textBytes(place: number): number {
    return this.#ends[place]! - this.#begin(place);
  }

  #begin(place: number): number {
    return place === 0 ? 0 : this.#ends[place - 1]!;
  }

  read(chunk: Chunk, at: number): number {
    while (at < chunk.bytes.length && this.#state !== "whole") {
      at = this.#state === "in a string" ? this.#readText(chunk, at) : this.#step(chunk, at);
    }
    return at;
  }

  /** Reads on in a string, up to its end or to a backslash. */
  #readText(chunk: Chunk, from: number): number {
    const { bytes } = chunk;
    let at = from;
    for (; this.#hexDigitsLeft > 0 && at < bytes.length; at++, this.#hexDigitsLeft--) {
      if (!isHexDigit(bytes[at]!)) throw chunk.unexpected(at, "a hexadecimal digit");
    }
    at = endOfPlain(bytes, at);
    this.#bytes.append(bytes, from, at);
    if (at === bytes.length) return at;
    if (bytes[at] === QUOTE) this.#endString();
    else if (bytes[at] === BACKSLASH) {
      this.#bytes.append(bytes, at, at + 1);
      this.#state = "behind a backslash";
    } else throw chunk.error("a string has a control character in it", at);
    return at + 1;
  }

  #endString(): void {
    if (this.#count === this.#ends.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[this.#count++] = this.#bytes.length;
    this.#state = "behind a string";
  }

  #step(chunk: Chunk, at: number): number {
    const byte = chunk.bytes[at]!;
    if (this.#state === "behind a backslash") {
      if (byte === LETTER_U) this.#hexDigitsLeft = 4;
      else if (!ESCAPES.has(byte)) throw chunk.unexpected(at, "what a backslash may have behind it");
      this.#bytes.append(chunk.bytes, at, at + 1);
      this.#state = "in a string";
    } else if (!isWhitespace(byte)) this.#state = this.#after(chunk, at);
    return at + 1;
  }

  #after(chunk: Chunk, at: number): State {
    const byte = chunk.bytes[at]!;
    switch (this.#state) {
      case "before the list":
        if (byte === OPEN_BRACKET) return "at its start";
        throw chunk.unexpected(at, "the list of strings");
      case "at its start":
        if (byte === CLOSE_BRACKET) return "whole";
        if (byte === QUOTE) return "in a string";
        throw chunk.unexpected(at, "a string");
      case "before a string":
        if (byte === QUOTE) return "in a string";
        throw chunk.unexpected(at, "a string");
      default:
        if (byte === CLOSE_BRACKET) return "whole";
        if (byte === COMMA) return "before a string";
        throw chunk.unexpected(at, "a comma");
    }
  }
}

/** Where bytes end that stand for themselves. */
function endOfPlain(bytes: Uint8Array, at: number): number {
  // Written out, because imports are looked up at each use.
  const quote = 0x22;
  const backslash = 0x5c;
  const space = 0x20;
  while (at < bytes.length && bytes[at] !== quote && bytes[at] !== backslash && bytes[at]! >= space) at++;
  return at;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
