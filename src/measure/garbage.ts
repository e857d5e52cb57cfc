import { setFlagsFromString } from "node:v8";
import { readMemory } from "./memory";

const collect = globalThis.gc;

/** Growth that V8 cannot resolve: it takes memory from the system in pages of 256 KiB. */
export const PAGE_NOISE_BYTES = 256 * 1024;

/** Whether the process was started with `--expose-gc`. */
export const canCollect = collect !== undefined;

/**
 * Empties V8's young generation, which stays as large as it is. It makes the increment of the cell that follows repeatable to 0.01 MiB and costs 2 to 5 ms; a full collection
 * does no better, costs 90 ms in a kernel with TypeScript loaded, and copies the kernel's pages into a forked child.
 */
export function collectYoung(): void {
  letYoungGenerationGrow(false);
  collect?.({ type: "minor", execution: "sync" });
  letYoungGenerationGrow(true);
}

/**
 * Whether V8 may make its young generation larger when much of it survives a collection, as it does by itself. Its free pages are resident, so
 * a young generation that has grown just before a measured cell takes up some of what the cell allocates. While it may not grow, survivors are
 * promoted sooner.
 */
export function letYoungGenerationGrow(mayGrow: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
}

/** Collects all garbage. */
export function collectAll(): void {
  collect?.();
}

/** Collects all garbage and closes the holes that it leaves, so that V8 gives the memory back to the system. Touches the whole heap. */
export function compact(): void {
  setFlagsFromString("--compact-on-every-full-gc");
  // Pages that the first collection empties are returned by the second.
  collectAll();
  collectAll();
  setFlagsFromString("--no-compact-on-every-full-gc");
}

/** RSS once garbage is collected. */
export interface Retained {
  readonly rssBytes: number;
  /** Whether all garbage was: what V8 counts then is alive. */
  readonly isAllCollected: boolean;
}

/**
 * RSS once garbage is collected, or undefined without `--expose-gc`. While RSS is above `baselineBytes` by no more than V8's own noise, there
 * is nothing that a full collection could tell, and none is made.
 */
export function retainedRss(baselineBytes: number | undefined): Retained | undefined {
  if (!canCollect || baselineBytes === undefined) return undefined;
  collectYoung();
  const { rssBytes } = readMemory();
  if (rssBytes === undefined) return undefined;
  if (Math.abs(rssBytes - baselineBytes) <= PAGE_NOISE_BYTES) return { rssBytes, isAllCollected: false };
  collectAll();
  const { rssBytes: collectedBytes } = readMemory();
  return collectedBytes === undefined ? undefined : { rssBytes: collectedBytes, isAllCollected: true };
}
