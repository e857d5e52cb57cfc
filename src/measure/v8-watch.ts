import { GCProfiler, getHeapStatistics } from "node:v8";
import type { Metric } from "../model/metric";
import { collectAll } from "./garbage";

// Taken now: a measured cell may replace the functions of a module, and must not be measured by its own.
const heapStatistics = getHeapStatistics;

/** What V8 counts itself. */
export type V8Metric = Extract<Metric, "heap" | "external">;

/**
 * The peak of one of V8's counters. V8 tells them before and after each collection; in between, what is used of the heap only grows, so the
 * highest of these and of the readings at both ends is the peak. External memory is also given back between collections, by a buffer that is
 * transferred or a stream that is closed: its peak may have been higher.
 */
export class V8Watch {
  readonly #profiler = new GCProfiler();
  readonly #metric: V8Metric;
  #baselineBytes = 0;

  constructor(metric: V8Metric) {
    this.#metric = metric;
  }

  /** Collects all garbage: what of it V8 collected in the cell would hide as much of the cell's own. */
  prepare(): void {
    collectAll();
    this.#profiler.start();
  }

  /** The counter just before the cell. */
  begin(): number {
    return (this.#baselineBytes = this.read());
  }

  read(): number {
    const { used_heap_size, external_memory } = heapStatistics();
    return this.#metric === "heap" ? used_heap_size : external_memory;
  }

  /** The peak since {@link begin}, given the counter at the end. To be asked once. Absent after too many collections for Node to tell them. */
  peakUntil(endBytes: number): number | undefined {
    const collections = this.#collections();
    if (collections === undefined) return undefined;
    const atCollections = collections.map(({ beforeGC: { heapStatistics } }) =>
      this.#metric === "heap" ? heapStatistics.usedHeapSize : heapStatistics.externalMemory,
    );
    return atCollections.reduce((most, bytes) => Math.max(most, bytes), Math.max(this.#baselineBytes, endBytes));
  }

  /** Node keeps them as one text, which grows by 10 KiB with each and cannot be longer than V8's strings. */
  #collections(): readonly Collection[] | undefined {
    try {
      return (this.#profiler.stop() as { readonly statistics: readonly Collection[] } | undefined)?.statistics;
    } catch {
      return undefined;
    }
  }
}

interface Collection {
  readonly beforeGC: { readonly heapStatistics: { readonly usedHeapSize: number; readonly externalMemory: number } };
}
