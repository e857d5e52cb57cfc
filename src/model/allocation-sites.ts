/**
 * Where what a cell left alive was allocated, by function. Bytes in V8's heap are estimated from samples; those of ArrayBuffers are counted.
 * Errors are two standard deviations of sampling.
 */
export interface AllocationSites {
  /** How many bytes were allocated, on average, from one sample to the next. */
  readonly intervalBytes: number;
  /** Of objects that are still alive. */
  readonly samples: number;
  /** The sum of all rows. */
  readonly totalBytes: number;
  /** Half-width of the uncertainty of `totalBytes`. */
  readonly errorBytes: number;
  /** By how much V8's own total of its heap grew, which is counted: what the rows would sum to, without ArrayBuffers, if nothing was freed that was there before. */
  readonly usedHeapBytes: number;
  /** By how much the memory of ArrayBuffers grew, which V8 does not sample. */
  readonly arrayBuffersBytes: number;
  /** Sorted by bytes, largest first. */
  readonly rows: readonly SiteRow[];
  /** Rows beyond the ten that the text shows. */
  readonly moreRows: number;
}

/** What was allocated in one place. How many objects that were samples do not tell. */
export interface SiteRow {
  readonly index: number;
  /** Such as `parse (cell [4], line 3)`; `cell [4]` alone is what stands outside of any function. */
  readonly site: string;
  readonly bytes: number;
  readonly cumulativeBytes: number;
  /** Absent where the bytes were counted: of ArrayBuffers. */
  readonly samples?: number;
  /** Half-width of the uncertainty of `bytes`; absent likewise. */
  readonly errorBytes?: number;
}
