import type { CellEnd, Position } from "./notebook-run";

/** Where progress goes: a terminal gets one line that changes, anything else a line per cell. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const words: Readonly<Record<CellEnd, string>> = {
  ok: "done",
  tolerated: "failed, as it may",
  failed: "FAILED",
  "timed-out": "STOPPED, it took longer than --timeout",
  died: "THE KERNEL DIED",
};

/** The progress of a run, told on stderr. */
export class Progress {
  readonly #stream: ProgressStream;
  #ticker: NodeJS.Timeout | undefined;
  #startedAt = 0;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  /** A cell begins. */
  cellStarts(position: Position): void {
    this.#startedAt = performance.now();
    if (!this.#stream.isTTY) return;
    const show = () => this.#stream.write(`\r\u001b[K${this.#label(position)}`);
    show();
    this.#ticker = setInterval(show, 1000);
  }

  /** The cell that began last is over. A terminal keeps a line of it only if it failed. */
  cellEnds(position: Position, end: CellEnd): void {
    clearInterval(this.#ticker);
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
    if (!this.#stream.isTTY || end !== "ok") this.#stream.write(`${this.#label(position)}, ${words[end]}\n`);
  }

  #label({ number, total }: Position): string {
    return `cell ${number} of ${total}: ${((performance.now() - this.#startedAt) / 1000).toFixed(1)} s`;
  }
}
