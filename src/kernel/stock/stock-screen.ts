import type { Screen } from "../screen";
import { StockOutput } from "./stock-output";
import type { JupyterModule } from "./tslab-shapes";

/** Where the output of a stock kernel's notebook goes: tslab itself leads it to the cell that began last. */
export class StockScreen implements Pick<Screen, "output" | "muted"> {
  readonly #jupyter: { lastWriteDisplayData: JupyterModule["lastWriteDisplayData"] };
  readonly #isClosed: () => boolean;

  constructor(jupyter: JupyterModule, isClosed: () => boolean) {
    this.#jupyter = jupyter;
    this.#isClosed = isClosed;
  }

  /** For calls from code, which show results as displays, without a number of the cell. */
  get output(): StockOutput | undefined {
    const { lastWriteDisplayData } = this.#jupyter;
    return lastWriteDisplayData ? new StockOutput(lastWriteDisplayData, 0, this.#isClosed) : undefined;
  }

  /** Runs code whose output nobody is to see. */
  async muted<T>(run: () => Promise<T>): Promise<T> {
    const { lastWriteDisplayData } = this.#jupyter;
    const { write: writeOut } = process.stdout;
    const { write: writeError } = process.stderr;
    process.stdout.write = process.stderr.write = () => true;
    this.#jupyter.lastWriteDisplayData = () => undefined;
    try {
      return await run();
    } finally {
      process.stdout.write = writeOut;
      process.stderr.write = writeError;
      this.#jupyter.lastWriteDisplayData = lastWriteDisplayData;
    }
  }
}
