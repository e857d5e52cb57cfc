import type { CellOutput } from "./cell-runner";

/** Where the output of the notebook's code goes: to the running cell, or to the last one when a timer prints later. */
export class Screen {
  #output: CellOutput | undefined;

  get output(): CellOutput | undefined {
    return this.#output;
  }

  show(output: CellOutput): void {
    this.#output = output;
  }

  /** Runs code whose output nobody is to see. */
  async muted<T>(run: () => Promise<T>): Promise<T> {
    const output = this.#output;
    this.#output = undefined;
    try {
      return await run();
    } finally {
      this.#output = output;
    }
  }
}
