/** Timers that are ended together. */
export class Timers {
  readonly #timers: NodeJS.Timeout[] = [];

  /** Longer than Node's longest timer (24 days) is as long as that. */
  after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, Math.min(Math.ceil(ms), 2 ** 31 - 1)));
  }

  every(ms: number, act: () => void): void {
    this.#timers.push(setInterval(act, ms));
  }

  clear(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
  }
}
