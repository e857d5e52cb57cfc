import { readFileSync, stat } from "node:fs";
import { getHeapStatistics } from "node:v8";
import type { Note } from "../model/result";
import type { Limits } from "../model/task";
import { heapLimitNote } from "./heap-limit";
import { type Native, succeed } from "./native";

const RLIMIT_DATA = 2;
/** More than any heap. */
const NO_HEAP_LIMIT = 2n ** 52n;

/** `--max-heap` and `--max-data`, in force for the cell alone: both count from the baseline. */
export class MemoryLimits {
  readonly #native: Native;
  readonly #limits: Limits;
  #heapLimitBytes: number | undefined;
  /** RLIMIT_DATA as it was: soft, hard. */
  readonly #dataLimits = new BigUint64Array(2);

  constructor(native: Native, limits: Limits) {
    this.#native = native;
    this.#limits = limits;
    succeed(native, "getrlimit", native.libc.getrlimit(RLIMIT_DATA, this.#dataLimits));
    if (limits.maxDataBytes !== undefined) startThreadPool();
  }

  /** What the cell may really add to the V8 heap; absent without a limit, and before the baseline. */
  get heapLimitBytes(): number | undefined {
    return this.#heapLimitBytes;
  }

  /** At the baseline. What it says becomes notes of the result. */
  apply(): readonly Note[] {
    const { maxHeapBytes, maxDataBytes } = this.#limits;
    if (maxDataBytes !== undefined) this.#limitData(readDataBytes() + maxDataBytes);
    if (maxHeapBytes === undefined) return [];
    this.#heapLimitBytes = limitHeap(this.#native, maxHeapBytes);
    return this.#heapLimitBytes === maxHeapBytes ? [] : [heapLimitNote(maxHeapBytes, this.#heapLimitBytes)];
  }

  /** After the cell, so that the work that follows does not break the limits. */
  lift(): void {
    if (this.#limits.maxDataBytes !== undefined) this.#setDataLimit(this.#dataLimits);
    if (this.#limits.maxHeapBytes !== undefined) liftHeapLimit(this.#native);
  }

  /** Only the soft limit, so that it can be lifted again. */
  #limitData(bytes: number): void {
    const [soft = 0n, hard = 0n] = this.#dataLimits;
    this.#setDataLimit(BigUint64Array.of(soft < bytes ? soft : BigInt(bytes), hard));
  }

  #setDataLimit(limits: BigUint64Array): void {
    succeed(this.#native, "setrlimit", this.#native.libc.setrlimit(RLIMIT_DATA, limits));
  }
}

/** The stacks of libuv's threads count as data, 8 MiB each: they must not be taken from what the cell may add. The first request starts them. */
function startThreadPool(): void {
  stat("/", () => undefined);
}

/**
 * V8 has no call that sets the limit of a running heap, but it takes a new one when a near-heap-limit callback is removed. The callback is never
 * called, so any address does. Returns the bytes that the cell may really add: V8 neither raises a limit in this way, nor goes below 1.25 times
 * the live heap (`Heap::RestoreHeapLimit`).
 */
function limitHeap({ v8 }: Native, addedBytes: number): number {
  const isolate = v8.currentIsolate();
  const { used_heap_size: usedBytes, heap_size_limit: oldLimitBytes } = getHeapStatistics();
  v8.addNearHeapLimitCallback(isolate, isolate, 0n);
  v8.removeNearHeapLimitCallback(isolate, isolate, usedBytes + addedBytes);
  return Math.min(oldLimitBytes - usedBytes, Math.max(addedBytes, Math.ceil(usedBytes / 4)));
}

/** When the heap gets near its limit, V8 asks the callback for a new one: `labs`, called with the limit as its argument, answers with it. */
function liftHeapLimit({ v8, addressOfLabs }: Native): void {
  v8.addNearHeapLimitCallback(v8.currentIsolate(), addressOfLabs, NO_HEAP_LIMIT);
}

/** What RLIMIT_DATA bounds: what is mapped, not what is resident. */
function readDataBytes(): number {
  const kilobytes = /^VmData:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1];
  if (kilobytes === undefined) throw new Error("/proc/self/status has no VmData");
  return Number(kilobytes) * 1024;
}
