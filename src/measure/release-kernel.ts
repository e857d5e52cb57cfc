import { setImmediate as nextTurn } from "node:timers/promises";
import { collectAll } from "./garbage";
import type { RunHooks } from "./hooks";

/**
 * Lets go of what only the kernel needs, until nothing more of it is freed: what holds watchers is free only when the event loop has closed them,
 * a turn or two later, and V8 keeps code and source texts for some collections.
 */
export async function releaseKernel(hooks: RunHooks): Promise<void> {
  hooks.releaseKernel?.();
  for (let i = 0; i < TURNS_TO_CLOSE; i++) await nextTurn();
  let usedBytes = Infinity;
  for (let i = 0; i < MOST_COLLECTIONS; i++) {
    collectAll();
    const nowBytes = process.memoryUsage().heapUsed;
    if (nowBytes > usedBytes * (1 - FREED_SHARE)) return;
    usedBytes = nowBytes;
    await nextTurn();
  }
}

const TURNS_TO_CLOSE = 3;
const MOST_COLLECTIONS = 8;
/** Less than this share of the heap is what any collection frees. */
const FREED_SHARE = 0.01;
