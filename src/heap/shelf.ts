/** Where on a {@link Shelf} something lies. A small integer, so that keeping it allocates nothing. */
export type ShelfPlace<Value> = number & { readonly __value: Value };

const LENGTH_BYTES = 4;
const FIRST_CAPACITY = 1 << 20;

/**
 * Plain data kept outside V8's heap, as text in one buffer: what lies here adds no object and no string to the heap that is being counted,
 * and the one ArrayBuffer's size is known.
 */
export class Shelf {
  #bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  #end = 0;

  /** What the shelf holds outside the heap, used or not. */
  get reservedBytes(): number {
    return this.#bytes.byteLength;
  }

  put<Value>(value: Value): ShelfPlace<Value> {
    const text = JSON.stringify(value);
    const place = this.#end;
    this.#reserve(LENGTH_BYTES + Buffer.byteLength(text));
    const written = this.#bytes.write(text, place + LENGTH_BYTES);
    this.#bytes.writeUInt32LE(written, place);
    this.#end = place + LENGTH_BYTES + written;
    return place as ShelfPlace<Value>;
  }

  get<Value>(place: ShelfPlace<Value>): Value {
    const start = place + LENGTH_BYTES;
    return JSON.parse(this.#bytes.toString("utf8", start, start + this.#bytes.readUInt32LE(place))) as Value;
  }

  /** Takes the thing that was put last. */
  take<Value>(place: ShelfPlace<Value>): Value {
    const value = this.get(place);
    this.#end = place;
    return value;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#end + length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
