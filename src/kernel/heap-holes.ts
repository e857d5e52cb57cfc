import { Session } from "node:inspector";
import { letYoungGenerationGrow } from "../measure/garbage";

/**
 * Closes the free holes of the kernel's V8 heap, so that a child's increment is what its cell allocates, and not only what the holes could
 * not take. In a fork of a kernel that has loaded TypeScript a cell of 100,000 objects showed 5 MiB of 19 without it: the young generation
 * alone holds 32 MiB that are resident and free. It takes 0.1 s and more, and the cells after it take some milliseconds more. So it is done
 * in notebooks that measure only, while the kernel is idle, and just before a fork only where no idle moment came first.
 *
 * Garbage is a hole to come: if V8 collects it in the measured cell, the increment is too small by as much. Converting a cell leaves half a
 * MiB of it that a minor collection does not find, so it is done again when there is more of it than a trace.
 */
export class HeapHoles {
  static readonly #IDLE_MS = 300;
  static readonly #MOST_GARBAGE_BYTES = 4 * 2 ** 20;
  #open = false;
  #isMeasured = false;
  #usedBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** The notebook's code is about to run, and will leave holes. */
  opened(): void {
    if (!this.#open) letYoungGenerationGrow(true);
    this.#open = true;
  }

  /** Nothing runs: close the holes if it stays so. */
  idle(): void {
    this.cancel();
    if (this.#isMeasured) this.#timer = setTimeout(() => void this.close(), HeapHoles.#IDLE_MS).unref();
  }

  /** Before a fork. Most of what converting the measured cell has left behind since the holes were closed is young: a minor collection is enough. */
  async close(): Promise<void> {
    this.cancel();
    if (!this.#open) global.gc?.({ type: "minor", execution: "sync" });
    if (this.#open || heapUsedBytes() - this.#usedBytes > HeapHoles.#MOST_GARBAGE_BYTES) await this.#close();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #close(): Promise<void> {
    this.#open = false;
    this.#isMeasured = true;
    await collectForProfiler();
    // Converting one measured cell after the other would make it as large again.
    letYoungGenerationGrow(false);
    this.#usedBytes = heapUsedBytes();
  }
}

function heapUsedBytes(): number {
  return process.memoryUsage().heapUsed;
}

/** V8's collection for its heap profiler is the one that shrinks the young generation. It compacts what is fragmented, too. */
function collectForProfiler(): Promise<void> {
  const session = new Session();
  session.connect();
  return new Promise<void>((resolve, reject) => {
    session.post("HeapProfiler.collectGarbage", (error) => {
      if (error) reject(error);
      else resolve();
    });
  }).finally(() => {
    session.disconnect();
  });
}
