/** Large enough that a call a segment is nothing, small enough that the unused end of the last one is. */
const SEGMENT_BYTES = 2 ** 20;

/** Bytes to which more are appended, in segments: nothing is ever copied to grow. */
export class GrowingBytes {
  readonly #segments: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends what lies between two places of `bytes`. */
  append(bytes: Uint8Array, from: number, to: number): void {
    while (from < to) {
      const place = this.#length % SEGMENT_BYTES;
      if (place === 0) this.#segments.push(Buffer.allocUnsafeSlow(SEGMENT_BYTES));
      const end = Math.min(to, from + SEGMENT_BYTES - place);
      this.#segments.at(-1)!.set(bytes.subarray(from, end), place);
      this.#length += end - from;
      from = end;
    }
  }

  /** The text between two places. */
  text(from: number, to: number): string {
    const first = Math.floor(from / SEGMENT_BYTES);
    const last = Math.floor(to / SEGMENT_BYTES);
    const segment = this.#segments[first];
    if (first === last || segment === undefined) return segment?.toString("utf8", from % SEGMENT_BYTES, to % SEGMENT_BYTES) ?? "";
    const pieces = this.#segments.slice(first, last + 1);
    const start = first * SEGMENT_BYTES;
    return Buffer.concat(pieces).toString("utf8", from - start, to - start);
  }
}
