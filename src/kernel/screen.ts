import { writeSync } from "node:fs";
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

  /** Before the first cell there is nobody to show it to but the terminal of whoever started the kernel. */
  write(name: "stdout" | "stderr", text: string): void {
    if (this.#output !== undefined) this.#output.stream(name, text);
    else if (!this.#isMuted) writeSync(name === "stdout" ? 1 : 2, text);
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
