/** Numbers for objects and symbols that have no path, so that one can be told from another without being kept alive. */
export class Strangers {
  readonly #objects = new WeakMap<object, string>();
  readonly #symbols = new Map<symbol, string>();
  #count = 0;

  /** The same name for the same thing: a question mark and a number. */
  nameOf(value: object | symbol): string {
    const names = this.#namesFor(value);
    const kept = names.get(value as never);
    if (kept !== undefined) return kept;
    const name = `?${++this.#count}`;
    names.set(value as never, name);
    return name;
  }

  #namesFor(value: object | symbol): WeakMap<object, string> | Map<symbol, string> {
    return typeof value === "symbol" ? this.#symbols : this.#objects;
  }
}
