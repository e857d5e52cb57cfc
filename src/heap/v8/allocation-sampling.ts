import type { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";
import type { Profile } from "../allocation-sites";
import { call } from "./inspector";

/** How many bytes are allocated, on average, from one sample to the next. It slows allocating code down by less than 20 %. */
export const INTERVAL_BYTES = 32 * 1024;

/**
 * From now on V8 samples what is allocated, and with it the functions on the stack, until {@link stopSampling}.
 *
 * @throws Error where something else, such as the notebook itself, samples already: V8 would give us its samples.
 */
export function startSampling(session: Session): void {
  if (isSampled(session)) throw new Error("something else samples this process's allocations already.");
  call(session, "HeapProfiler.startSampling", { samplingInterval: INTERVAL_BYTES });
}

/** Collects garbage, and gives the samples of what is alive. */
export function stopSampling(session: Session): Profile {
  const { profile } = call(session, "HeapProfiler.stopSampling") as { readonly profile: Profile };
  return profile;
}

/**
 * From now on V8 inlines no function into another, and has forgotten what it has inlined: its samples know an inlined function only by the one
 * that it was inlined into. For a process that ends soon.
 */
export function inlineNothing(session: Session): void {
  setFlagsFromString("--no-turbo-inlining");
  setFlagsFromString("--no-maglev-inlining");
  throwOptimizedCodeAway(session);
}

/** V8 does so when coverage begins, because optimized code does not count its calls (V8's `src/debug/debug-coverage.cc`). */
function throwOptimizedCodeAway(session: Session): void {
  call(session, "Profiler.enable");
  call(session, "Profiler.startPreciseCoverage", { callCount: false, detailed: false });
  call(session, "Profiler.stopPreciseCoverage");
  call(session, "Profiler.disable");
}

function isSampled(session: Session): boolean {
  try {
    call(session, "HeapProfiler.getSamplingProfile");
    return true;
  } catch {
    return false;
  }
}
