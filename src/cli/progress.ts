import type { CellEnd } from "./notebook-run";

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
  private readonly stream: ProgressStream;
  private readonly total: number;
  private ticker: NodeJS.Timeout | undefined;
  private startedAt = 0;

  constructor(stream: ProgressStream, total: number) {
    this.stream = stream;
    this.total = total;
  }

  /** A cell begins; `index` counts from 0. */
  cellStarts(index: number): void {
    this.startedAt = performance.now();
    if (!this.stream.isTTY) return;
    const show = () => this.stream.write(`\r\u001b[K${this.label(index)}: ${this.elapsed()}`);
    show();
    this.ticker = setInterval(show, 1000);
  }

  /** The cell that began last is over. */
  cellEnds(index: number, end: CellEnd): void {
    this.clear();
    this.stream.write(`${this.label(index)}: ${words[end]}, ${this.elapsed()}\n`);
  }

  /** Takes the changing line away. */
  clear(): void {
    clearInterval(this.ticker);
    if (this.stream.isTTY) this.stream.write("\r\u001b[K");
  }

  private label(index: number): string {
    return `cell ${String(index + 1)} of ${String(this.total)}`;
  }

  private elapsed(): string {
    return `${((performance.now() - this.startedAt) / 1000).toFixed(1)} s`;
  }
}
