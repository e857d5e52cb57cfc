import type { CellOutput } from "./cell-runner";

/** Where the output of the notebook's code goes: to the running cell, or to the last one when a timer prints later. */
export class Screen {
  #output: CellOutput | undefined;
  #isMuted = false;

  get output(): CellOutput | undefined {
    return this.#output;
  }

  show(output: CellOutput): void {
    this.#output = output;
  }

  /** False before the first cell, when there is nobody to show anything to. */
  write(name: "stdout" | "stderr", text: string): boolean {
    this.#output?.stream(name, text);
    return this.#output !== undefined || this.#isMuted;
  }

  /** Runs code whose output nobody is to see. */
  async muted<T>(run: () => Promise<T>): Promise<T> {
    const output = this.#output;
    this.#output = undefined;
    this.#isMuted = true;
    try {
      return await run();
    } finally {
      this.#output = output;
      this.#isMuted = false;
    }
  }
}
