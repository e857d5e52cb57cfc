import { type PerformanceEntry, PerformanceObserver, constants, performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { GcActivity } from "../model/result";

const now = performance.now.bind(performance);
const nextTurn = setImmediate;

/** What Node tells of a collection; its types know `detail` for some kinds of entry only. */
type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

/** A stretch of time, on the clock of `performance.now()`. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Counts garbage collections. A PerformanceObserver takes about 100 bytes a collection; `v8.GCProfiler` would need no turn of the event loop
 * to answer, but takes 10 KiB a collection, which the peak would show.
 */
export class GcWatch {
  /** Of each: when it began, how long it took, and whether it is a collection (1) or a step of one (0). */
  readonly #entries: number[] = [];
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

  /** Waits until all collections are known: Node hands them over in a turn of the event loop. */
  async settle(): Promise<void> {
    await nextTurn();
    this.#add(this.#observer.takeRecords());
    this.close();
  }

  /** What happened between {@link begin} and {@link end}. */
  get activity(): GcActivity {
    return this.within([{ fromMs: this.#fromMs, toMs: this.#toMs }]);
  }

  /** What happened in some stretches of time, which are in order. */
  within(spans: readonly TimeSpan[]): GcActivity {
    let [count, pauseMs, at] = [0, 0, 0];
    for (let i = 0; i < this.#entries.length; i += 3) {
      const startMs = this.#entries[i]!;
      while (at < spans.length && spans[at]!.toMs < startMs) at++;
      if (at === spans.length || startMs < spans[at]!.fromMs) continue;
      pauseMs += this.#entries[i + 1]!;
      count += this.#entries[i + 2]!;
    }
    return { count, pauseNs: Math.round(pauseMs * 1e6) };
  }

  /** Numbers only, since an entry itself takes much more; one by one, since there may be a hundred thousand. */
  #add(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      if (entry.startTime < this.#fromMs || entry.startTime > this.#toMs) continue;
      this.#entries.push(entry.startTime, entry.duration, isCollection(entry) ? 1 : 0);
    }
  }

  close(): void {
    this.#observer.disconnect();
  }
}

/** Steps of incremental marking and weak callbacks are pauses that belong to a collection. */
function isCollection({ detail }: GcEntry): boolean {
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR || detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR;
}
