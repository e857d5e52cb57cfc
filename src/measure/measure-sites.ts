import type { Session } from "node:inspector";
import { getHeapStatistics } from "node:v8";
import { siteTable, sitesIn } from "../heap/allocation-sites";
import { frameNamer } from "../heap/site-names";
import { INTERVAL_BYTES, inlineNothing, startSampling, stopSampling } from "../heap/v8/allocation-sampling";
import { withInspector } from "../heap/v8/inspector";
import { scriptUrls } from "../heap/v8/scripts";
import type { AllocationSites } from "../model/allocation-sites";
import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import type { Note } from "../model/result";
import { collectAll, compact } from "./garbage";
import type { RunHooks } from "./hooks";
import { measureCell } from "./measure-cell";
import type { Cell } from "./program";
import { releaseKernel } from "./release-kernel";
import { withNote } from "./with-note";

// Taken now: a measured cell may replace the functions of a module.
const memoryUsage = process.memoryUsage.bind(process);
const heapStatistics = getHeapStatistics;

/** Measures a cell, and tells where what it left alive was allocated, its last value included. Sampling is in the cell's time and memory. */
export async function measureCellSites(cell: Cell, port: ChildPort, hooks: RunHooks): Promise<Measurement> {
  const held: { value?: unknown } = {};
  const keepValue = (value: unknown): void => void (held.value = value);
  await releaseKernel(hooks);
  return withInspector(async (session) => {
    inlineNothing(session);
    compact();
    hooks.trimNative?.();
    const sampling = beginSampling(session);
    const measurement = await measureCell(cell, { port, hooks, keepValue });
    if ("note" in sampling) return withNote(measurement, sampling.note);
    collectAll();
    const sites = endSampling(session, sampling.before, hooks);
    // Read after the last collection, so that the value was alive in it.
    delete held.value;
    return { ...withNote(measurement, SAMPLED), sites };
  });
}

/** V8's counters, which are exact once garbage is collected. */
interface Totals {
  readonly usedHeapBytes: number;
  readonly arrayBuffersBytes: number;
}

function beginSampling(session: Session): { readonly before: Totals } | { readonly note: Note } {
  try {
    const before = readTotals();
    startSampling(session);
    return { before };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { note: { reason: "no-sites", text: `Where memory was allocated is not known: ${reason}` } };
  }
}

function endSampling(session: Session, before: Totals, { translateStack = (stack) => stack }: RunHooks): AllocationSites {
  const after = readTotals();
  const sites = sitesIn(stopSampling(session), frameNamer({ urls: scriptUrls(session), translateStack }));
  return siteTable(sites, {
    intervalBytes: INTERVAL_BYTES,
    usedHeapBytes: after.usedHeapBytes - before.usedHeapBytes,
    arrayBuffersBytes: after.arrayBuffersBytes - before.arrayBuffersBytes,
  });
}

function readTotals(): Totals {
  return { usedHeapBytes: heapStatistics().used_heap_size, arrayBuffersBytes: memoryUsage().arrayBuffers };
}

const SAMPLED: Note = {
  reason: "sampled-sites",
  text:
    "V8 sampled allocations while the cell ran, and inlined no function into another, which may add to its time and peak. In code that V8 did not " +
    "optimize, because it ran for a moment only, an object or array literal counts 16 bytes too many.",
};
