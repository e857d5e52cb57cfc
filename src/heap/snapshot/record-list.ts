import { CLOSE_BRACKET, COMMA, isWhitespace, OPEN_BRACKET, ZERO } from "./characters";
import type { Chunk, Part } from "./chunk";

/** A number that cannot be right: its place among those given, and what is wrong with it. */
export interface Fault {
  readonly place: number;
  readonly what: string;
}

/** Where the records of a list go. */
export interface RecordSink {
  /** What a record is, in the plural. */
  readonly noun: string;
  readonly fieldCount: number;
  /** How many there must be. */
  readonly recordCount: number;
  /** Takes the next records, whose numbers are at the beginning of `numbers`. Stops at the first that is wrong. */
  take(numbers: Float64Array, recordCount: number): Fault | undefined;
}

/** So many that the call is nothing beside them, so few that they stay in the processor's cache. */
const RECORDS_AT_ONCE = 1024;

type State = "before the list" | "at its start" | "before a number" | "in a number" | "behind a number" | "whole";

/**
 * A list of numbers that make records of equal length. Nearly all of a snapshot is in two such lists, so most of the text is read by one
 * tight loop; what that loop does not expect, and what lies between two chunks, is read byte by byte.
 */
export class RecordList implements Part {
  readonly #sink: RecordSink;
  readonly #numbers: Float64Array;
  #state: State = "before the list";
  /** Numbers in `#numbers`. */
  #held = 0;
  /** Those of them that came with earlier chunks. */
  #carried = 0;
  /** Where in the chunk the others begin. */
  #heldFrom = 0;
  #value = 0;
  #taken = 0;

  constructor(sink: RecordSink) {
    this.#sink = sink;
    this.#numbers = new Float64Array(sink.fieldCount * RECORDS_AT_ONCE);
  }

  get isWhole(): boolean {
    return this.#state === "whole";
  }

  /** Records read so far. */
  get taken(): number {
    return this.#taken;
  }

  read(chunk: Chunk, at: number): number {
    this.#heldFrom = at;
    const lastComma = chunk.bytes.lastIndexOf(COMMA);
    while (at < chunk.bytes.length && this.#state !== "whole") {
      if (this.#state === "before a number") at = this.#readFast(chunk.bytes, at, lastComma);
      if (this.#held === this.#numbers.length) this.#flush(chunk, at);
      if (at < chunk.bytes.length) at = this.#step(chunk, at);
    }
    this.#flush(chunk, at);
    if (this.#state === "whole") this.#checkEnd(chunk, at - 1);
    return at;
  }

  /** Reads numbers that have a comma behind them, before the last comma of the chunk: no digit can then be the chunk's last byte. */
  #readFast(bytes: Uint8Array, at: number, lastComma: number): number {
    // Written out, because imports are looked up at each use; and `>>> 0` makes one comparison of two, as what comes before "0" becomes
    // large. Together that saves a third of the time.
    const zero = 0x30;
    const comma = 0x2c - zero;
    const lineFeed = 0x0a - zero;
    const numbers = this.#numbers;
    const capacity = numbers.length;
    let held = this.#held;
    while (at < lastComma && held < capacity) {
      let next = at;
      let value = bytes[next]! - zero;
      if (value >>> 0 > 9) break;
      let digit = bytes[++next]! - zero;
      while (digit >>> 0 <= 9) {
        value = value * 10 + digit;
        digit = bytes[++next]! - zero;
      }
      // Node 20 and 22 end the line before the comma of a record.
      if (digit === lineFeed) digit = bytes[++next]! - zero;
      if (digit !== comma) break;
      numbers[held++] = value;
      at = next + 1;
    }
    this.#held = held;
    return at;
  }

  /** Takes a byte, if it belongs to what is being read. Gives the place of the next to take. */
  #step(chunk: Chunk, at: number): number {
    const byte = chunk.bytes[at]!;
    const digit = byte - ZERO;
    const isDigit = digit >= 0 && digit <= 9;
    if (this.#state === "in a number") {
      if (isDigit) this.#value = this.#value * 10 + digit;
      else {
        this.#numbers[this.#held++] = this.#value;
        this.#state = "behind a number";
        return at;
      }
    } else if (isDigit && (this.#state === "before a number" || this.#state === "at its start")) {
      this.#value = digit;
      this.#state = "in a number";
    } else if (!isWhitespace(byte)) this.#state = this.#after(chunk, at);
    return at + 1;
  }

  #after(chunk: Chunk, at: number): State {
    const byte = chunk.bytes[at]!;
    switch (this.#state) {
      case "before the list":
        if (byte === OPEN_BRACKET) return "at its start";
        throw chunk.unexpected(at, `the list of ${this.#sink.noun}`);
      case "at its start":
      case "behind a number":
        if (byte === CLOSE_BRACKET) return "whole";
        if (byte === COMMA && this.#state === "behind a number") return "before a number";
        throw chunk.unexpected(at, "a comma");
      default:
        throw chunk.unexpected(at, "a digit");
    }
  }

  /** Hands the whole records over, and keeps the rest. */
  #flush(chunk: Chunk, at: number): void {
    const { fieldCount, noun, recordCount } = this.#sink;
    const records = Math.floor(this.#held / fieldCount);
    const room = recordCount - this.#taken;
    const fault = this.#sink.take(this.#numbers, Math.min(records, room));
    if (fault !== undefined) throw chunk.error(fault.what, this.#offsetOf(chunk, fault.place));
    if (records > room) {
      throw chunk.error(
        `there are more ${noun} than the ${recordCount} that its header tells of`,
        this.#offsetOf(chunk, room * fieldCount),
      );
    }
    this.#taken += records;
    this.#numbers.copyWithin(0, records * fieldCount, this.#held);
    this.#held -= records * fieldCount;
    this.#carried = this.#held;
    this.#heldFrom = at;
  }

  #checkEnd(chunk: Chunk, at: number): void {
    const { noun, recordCount } = this.#sink;
    if (this.#held > 0) throw chunk.error(`the last of the ${noun} is not whole`, at);
    if (this.#taken < recordCount) throw chunk.error(`there are ${this.#taken} ${noun}, and not ${recordCount} as its header says`, at);
  }

  /** Where in the chunk a number is that is held; for one of an earlier chunk, the beginning. */
  #offsetOf({ bytes }: Chunk, place: number): number {
    const isDigit = (at: number): boolean => bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9;
    const skip = (from: number, what: boolean): number => {
      while (from < bytes.length && isDigit(from) === what) from++;
      return from;
    };
    if (place < this.#carried) return 0;
    let at = skip(this.#heldFrom, false);
    for (let passed = this.#carried; passed < place; passed++) at = skip(skip(at, true), false);
    return at;
  }
}
