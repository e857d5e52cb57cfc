/**
 * The raw error output of a child, in which V8 says why it had to end the process. From the first line of such a message on it is held
 * back: pages of stack frames and garbage collections are noise to a person whose cell ran out of memory, and worth showing otherwise.
 */
export class LastWords {
  #recent = "";
  #held = "";
  #isHolding = false;

  /** Returns what can be shown at once. */
  push(text: string): string {
    this.#recent = (this.#recent + text).slice(-RECENT_LENGTH);
    const start = this.#isHolding ? 0 : text.search(LAST_WORDS);
    if (start < 0) return text;
    this.#isHolding = true;
    this.#held = (this.#held + text.slice(start)).slice(0, HELD_LENGTH);
    return text.slice(0, start);
  }

  /** The end of all that was pushed. */
  get recent(): string {
    return this.#recent;
  }

  get held(): string {
    return this.#held;
  }
}

const LAST_WORDS = /^(?:\n?<--- Last few GCs --->|FATAL ERROR: |#\n# Fatal |terminate called after throwing )/m;

// A message of V8 with its native stack has some 4,000 characters.
const RECENT_LENGTH = 16_384;
const HELD_LENGTH = 65_536;
