import { setImmediate as nextTurn } from "node:timers/promises";
import { collectAll } from "./garbage";
import type { RunHooks } from "./hooks";

/** Lets go of what only the kernel needs. What holds watchers is free only when the event loop has closed them, a turn or two later. */
export async function releaseKernel(hooks: RunHooks): Promise<void> {
  hooks.releaseKernel?.();
  for (let i = 0; i < TURNS_TO_CLOSE; i++) await nextTurn();
  collectAll();
}

const TURNS_TO_CLOSE = 3;
