import { type PerformanceEntry, PerformanceObserver, constants, performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { GcActivity } from "../model/result";

const now = performance.now.bind(performance);
const nextTurn = setImmediate;

/** What Node tells of a collection; its types know `detail` for some kinds of entry only. */
type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

/**
 * Counts garbage collections. A PerformanceObserver takes about 100 bytes a collection; `v8.GCProfiler` would need no turn of the event loop
 * to answer, but takes 10 KiB a collection, which the peak would show.
 */
export class GcWatch {
  #count = 0;
  #pauseMs = 0;
  #fromMs = Infinity;
  #toMs = Infinity;
  readonly #observer = new PerformanceObserver((list) => this.#add(list.getEntries()));

  constructor() {
    this.#observer.observe({ entryTypes: ["gc"] });
  }

  /** From here on, collections are of the cell. */
  begin(): void {
    this.#fromMs = now();
  }

  /** The cell has ended; later collections are not its own. */
  end(): void {
    this.#toMs = now();
  }

  /** What happened between {@link begin} and {@link end}. Node hands collections over in a turn of the event loop, so this waits for one. */
  async report(): Promise<GcActivity> {
    await nextTurn();
    this.#add(this.#observer.takeRecords());
    this.close();
    return { count: this.#count, pauseNs: Math.round(this.#pauseMs * 1e6) };
  }

  close(): void {
    this.#observer.disconnect();
  }

  #add(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      if (entry.startTime < this.#fromMs || entry.startTime > this.#toMs) continue;
      this.#pauseMs += entry.duration;
      if (isCollection(entry)) this.#count++;
    }
  }
}

/** Steps of incremental marking and weak callbacks are pauses that belong to a collection. */
function isCollection({ detail }: GcEntry): boolean {
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR || detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR;
}
