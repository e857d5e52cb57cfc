import { getHeapStatistics } from "node:v8";
import type { ChildPort } from "../../model/child";
import type { Note } from "../../model/result";
import type { Limits } from "../../model/task";
import { EngineError } from "../engine";
import { readText } from "../proc";
import { heapLimitNote, withHeapLimit } from "../heap-limit";

/** `--max-heap` and `--max-data` in a fresh child. */
export interface CellLimits {
  /** At the baseline. What it says becomes notes of the result. */
  apply(): readonly Note[];
  /** After the cell. */
  lift(): void;
  /** The port, on which `started` tells what the cell may really add to V8's heap. */
  watch(port: ChildPort): ChildPort;
}

/** In the child. Native code is loaded only where there is a limit to set. Throws {@link EngineError} where it does not load. */
export function cellLimits(limits: Limits): CellLimits {
  if (!hasLimit(limits)) return { apply: () => [], lift: () => undefined, watch: (port) => port };
  const chosen = canLimitRunning() ? nativeLimits(limits) : new StartLimit(limits.maxHeapBytes ?? 0);
  return { apply: () => chosen.apply(), lift: () => chosen.lift(), watch: (port) => withHeapLimit(port, chosen) };
}

/**
 * In the kernel: the flags that a child needs for these limits besides the usual ones; none where the child sets them itself. `stateBytes` is
 * what the child is given. Throws {@link EngineError} for a limit that cannot be set here.
 */
export function flagsForLimits(limits: Limits, stateBytes: number): readonly string[] {
  if (!hasLimit(limits) || canLimitRunning()) return [];
  if (limits.maxDataBytes !== undefined) throw new EngineError(NO_DATA_LIMIT);
  return [`--max-old-space-size=${Math.ceil((START_BYTES + stateBytes + (limits.maxHeapBytes ?? 0)) / 2 ** 20)}`];
}

/** What V8 needs for a child that does nothing. */
const START_BYTES = 2 ** 23;

const NO_DATA_LIMIT =
  "--max-data needs Linux with glibc, where a process can limit its data segment: use --max-heap for V8's heap, or leave it away.";

function hasLimit({ maxHeapBytes, maxDataBytes }: Limits): boolean {
  return maxHeapBytes !== undefined || maxDataBytes !== undefined;
}

/** Whether limits can be set in a process that runs, so that they count from the baseline. */
function canLimitRunning(): boolean {
  return process.platform === "linux" && (readText("/proc/self/maps") ?? "").includes("/libc.so.6");
}

function nativeLimits(limits: Limits): import("../memory-limits").MemoryLimits {
  const { loadNative } = require("../native") as typeof import("../native");
  const { MemoryLimits } = require("../memory-limits") as typeof import("../memory-limits");
  return new MemoryLimits(loadNative(), limits);
}

/** A limit that was given when the process was started: only now it is known what it leaves to the cell. */
class StartLimit {
  heapLimitBytes: number | undefined;
  readonly #askedBytes: number;

  constructor(askedBytes: number) {
    this.#askedBytes = askedBytes;
  }

  apply(): readonly Note[] {
    const { heap_size_limit: limitBytes, used_heap_size: usedBytes } = getHeapStatistics();
    this.heapLimitBytes = limitBytes - usedBytes;
    return [heapLimitNote(this.#askedBytes, this.heapLimitBytes)];
  }

  lift(): void {
    // It stays: V8 takes no other once the process runs.
  }
}
