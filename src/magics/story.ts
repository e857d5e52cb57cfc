import type { Note, Run } from "../model/result";
import { formatMiB } from "../render/units";

const MIB = 2 ** 20;

/** Less than that is not worth a word, and not far enough above the noise. */
const LEAST_ALLOCATED_BYTES = 8 * MIB;
const LEAST_KEPT_BYTES = 32 * MIB;

/** The memory that is spoken of must be at most so much of what it is compared with. */
const FAR_LESS = 0.5;

/** So much of what V8 counts must be newly mapped: what is taken from memory that was there and free does not raise RSS either. */
const NEWLY_MAPPED = 0.75;

/**
 * Explains in words what surprises people in figures that are right: that memory which is allocated is not resident, and that memory which is
 * freed may stay so. Says nothing where it is not certain.
 */
export function storyOf(run: Run): readonly Note[] {
  return [untouched(run), kept(run)].filter((note) => note !== undefined);
}

function untouched({ v8, dataGrowthBytes, ...run }: Run): Note | undefined {
  const { incrementBytes } = run.rss ?? run;
  if (v8 === undefined || incrementBytes === undefined || dataGrowthBytes === undefined) return undefined;
  const allocatedBytes = v8.end.externalBytes - v8.baseline.externalBytes;
  if (allocatedBytes < LEAST_ALLOCATED_BYTES || dataGrowthBytes < NEWLY_MAPPED * allocatedBytes) return undefined;
  if (incrementBytes > FAR_LESS * allocatedBytes) return undefined;
  return {
    reason: "untouched-memory",
    text:
      `Allocated ${formatMiB(allocatedBytes)} in buffers and the like, while RSS rose by ${formatMiB(incrementBytes)}: ` +
      "pages that nothing was written to yet are not resident.",
  };
}

function kept({ v8, ...run }: Run): Note | undefined {
  const { baselineBytes, retainedBytes } = run.rss ?? run;
  if (v8?.retained === undefined || baselineBytes === undefined || retainedBytes === undefined) return undefined;
  const { retained, baseline } = v8;
  const aliveBytes = retained.heapUsedBytes + retained.externalBytes - baseline.heapUsedBytes - baseline.externalBytes;
  if (retainedBytes < LEAST_KEPT_BYTES || aliveBytes > FAR_LESS * retainedBytes) return undefined;
  const alive = aliveBytes > 0 ? `only ${formatMiB(aliveBytes)} more are` : "no more is";
  return {
    reason: "freed-pages-stay",
    text:
      `After the collection RSS stays at ${formatMiB(baselineBytes + retainedBytes)}, ${formatMiB(retainedBytes)} above the baseline, although ` +
      `by V8's account ${alive} alive: allocators keep pages that were freed, and native code may hold memory that V8 does not know of.`,
  };
}
