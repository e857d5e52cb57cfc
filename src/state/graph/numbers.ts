/** A growing list of whole numbers below 2^32, four bytes each. */
export class Numbers {
  #numbers = new Uint32Array(1024);

  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#numbers.length) {
      const larger = new Uint32Array(2 * Math.max(index, this.#numbers.length));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[index] = value;
  }

  /** The first so many, in their own buffer. */
  first(count: number): Uint32Array {
    return this.#numbers.slice(0, count);
  }
}
