/**
 * The stream of values in a description: eight bytes each. A number is itself; anything else is a NaN that no number is, its high word the kind
 * and its low word an index: of a node, or of a text in the table of texts.
 */
export interface Ref {
  readonly ref: number;
}

const FIRST_TAG = 0xffffff00;
const TAG = {
  undefined: 0xffffff01,
  null: 0xffffff02,
  true: 0xffffff03,
  false: 0xffffff04,
  hole: 0xffffff05,
  ref: 0xffffff06,
  text: 0xffffff07,
  bigint: 0xffffff08,
  /** A variable whose declaration has not run. */
  uninitialized: 0xffffff09,
} as const;

// Words of a number in memory: all systems that Node runs on are little-endian but s390x and AIX.
const [LOW, HIGH] = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** Stands for a missing element of an array. */
export const HOLE: unique symbol = Symbol("hole");
export const UNINITIALIZED: unique symbol = Symbol("uninitialized");

/** Writes values; objects and symbols as the number that `idOf` gives them. */
export class ValueWriter {
  readonly #idOf: (value: object | symbol) => number;
  readonly #texts = new Map<string, number>();
  #numbers = new Float64Array(1024);
  #words = new Uint32Array(this.#numbers.buffer);
  #length = 0;

  constructor(idOf: (value: object | symbol) => number) {
    this.#idOf = idOf;
  }

  /** How many values have been written. */
  get length(): number {
    return this.#length;
  }

  get texts(): string[] {
    return [...this.#texts.keys()];
  }

  /** The values written, in their own buffer. */
  toBytes(): Uint8Array {
    return new Uint8Array(this.#numbers.slice(0, this.#length).buffer);
  }

  write(value: unknown): void {
    switch (typeof value) {
      case "number":
        return this.number(value);
      case "string":
        return this.#tagged(TAG.text, this.textId(value));
      case "object":
        return value === null ? this.#tagged(TAG.null, 0) : this.#tagged(TAG.ref, this.#idOf(value));
      case "function":
        return this.#tagged(TAG.ref, this.#idOf(value));
      case "undefined":
        return this.#tagged(TAG.undefined, 0);
      case "boolean":
        return this.#tagged(value ? TAG.true : TAG.false, 0);
      case "bigint":
        return this.#tagged(TAG.bigint, this.textId(String(value)));
      case "symbol":
        if (value === HOLE) return this.#tagged(TAG.hole, 0);
        if (value === UNINITIALIZED) return this.#tagged(TAG.uninitialized, 0);
        return this.#tagged(TAG.ref, this.#idOf(value));
    }
  }

  number(value: number): void {
    if (this.#length === this.#numbers.length) this.#grow();
    // A NaN may have any bits, and all are the same value.
    this.#numbers[this.#length++] = value === value ? value : NaN;
    if (value !== value) {
      this.#words[2 * this.#length - 2 + HIGH] = 0x7ff80000;
      this.#words[2 * this.#length - 2 + LOW] = 0;
    }
  }

  node(id: number): void {
    this.#tagged(TAG.ref, id);
  }

  textId(text: string): number {
    let id = this.#texts.get(text);
    if (id === undefined) this.#texts.set(text, (id = this.#texts.size));
    return id;
  }

  #tagged(tag: number, index: number): void {
    if (this.#length === this.#numbers.length) this.#grow();
    const at = 2 * this.#length++;
    this.#words[at + LOW] = index;
    this.#words[at + HIGH] = tag;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#numbers.length);
    larger.set(this.#numbers);
    this.#numbers = larger;
    this.#words = new Uint32Array(larger.buffer);
  }
}

/** Reads a stream of values. References are answered from `nodes`, by number; one that is not there yet reads as undefined. */
export class ValueReader {
  readonly nodes: unknown[];
  /** The number of the next value. */
  at = 0;
  /** Set when a reference was read whose node is not there yet. */
  missed = false;
  readonly #numbers: Float64Array;
  readonly #words: Uint32Array;
  readonly #texts: readonly string[];

  constructor(bytes: Uint8Array, texts: readonly string[], nodes: unknown[]) {
    const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
    this.#numbers = new Float64Array(buffer, byteOffset, byteLength / 8);
    this.#words = new Uint32Array(buffer, byteOffset, byteLength / 4);
    this.#texts = texts;
    this.nodes = nodes;
  }

  get length(): number {
    return this.#numbers.length;
  }

  /** To be called before reading what {@link missed} is to speak of. */
  forgetMissed(): void {
    this.missed = false;
  }

  read(): unknown {
    const at = this.at++;
    const tag = this.#words[2 * at + HIGH]!;
    if (tag < FIRST_TAG) return small(this.#numbers[at]!);
    const index = this.#words[2 * at + LOW]!;
    switch (tag) {
      case TAG.ref: {
        const value = this.nodes[index];
        if (value === undefined) this.missed = true;
        return value;
      }
      case TAG.text:
        return this.#texts[index];
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.true:
        return true;
      case TAG.false:
        return false;
      case TAG.hole:
        return HOLE;
      case TAG.uninitialized:
        return UNINITIALIZED;
      case TAG.bigint:
        return BigInt(this.#texts[index]!);
      default:
        throw new RangeError(`The description of the state holds an unknown value at ${at}.`);
    }
  }

  /** A value that is a number by its place. */
  number(): number {
    return this.#numbers[this.at++]!;
  }

  /** The node that a reference names; undefined for any other value. Does not move on. */
  refAt(at: number): number | undefined {
    return this.#words[2 * at + HIGH] === TAG.ref ? this.#words[2 * at + LOW] : undefined;
  }
}

/** An integer as V8 holds it where code computes it: a number that is read from memory takes 16 bytes more in an object. */
function small(number: number): number {
  const integer = number | 0;
  return integer === number && (integer !== 0 || !Object.is(number, -0)) ? integer : number;
}
