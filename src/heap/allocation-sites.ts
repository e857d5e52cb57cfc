import type { HeapProfiler, Runtime } from "node:inspector";
import type { AllocationSites, SiteRow } from "../model/allocation-sites";

/** Rows that the text shows. */
const SHOWN_ROWS = 10;

/** What native code allocates that no JavaScript has called, such as what a finished request hands over. */
export const NATIVE_SITE = "native code, called by no function";

/** The row of memory that V8 does not sample. */
export const ARRAY_BUFFERS_SITE = "ArrayBuffers, outside the heap (counted, not sampled)";

/** Whose function stands on the stack of an allocation. */
export type Frame =
  /** Native code, and what V8 makes of parts of a function: what it allocates its caller allocates. */
  | { readonly kind: "native" }
  /** This package, which calls the cell, and is called by it where the cell prints something. */
  | { readonly kind: "own" }
  | { readonly kind: "node"; readonly site: string }
  /** A cell, a package, a file. */
  | { readonly kind: "user"; readonly site: string };

/** What the type declarations of Node leave out: a sample for each sampled object that is alive. */
export interface Profile extends HeapProfiler.SamplingHeapProfile {
  readonly head: ProfileNode;
  readonly samples: readonly { readonly nodeId: number }[];
}

/** A function as called on one path from the bottom of the stack. */
export interface ProfileNode extends HeapProfiler.SamplingHeapProfileNode {
  readonly id: number;
  readonly children: ProfileNode[];
}

/** What is alive of what one function allocated. */
export interface Site {
  readonly site: string;
  /** V8's estimate, in which each sample stands for as much as was likely passed over for it. */
  readonly bytes: number;
  readonly samples: number;
}

/** What was counted beside the samples. */
export interface Counted {
  readonly intervalBytes: number;
  readonly usedHeapBytes: number;
  readonly arrayBuffersBytes: number;
}

/**
 * Sums a profile up by function, however it was called. What native code and builtins allocate counts for the nearest function that is written
 * in JavaScript; what measuring itself allocates counts for none.
 */
export function sitesIn(profile: Profile, frameOf: (frame: Runtime.CallFrame) => Frame): readonly Site[] {
  const samplesOf = countedBy(profile.samples.map(({ nodeId }) => nodeId));
  const sites = new Map<string, Site>();
  const visit = (node: ProfileNode, caller: Owner): void => {
    const owner = ownerOf(frameOf(node.callFrame), caller);
    if (owner.site !== undefined) add(sites, { site: owner.site, bytes: node.selfSize, samples: samplesOf.get(node.id) ?? 0 });
    for (const child of node.children) visit(child, owner);
  };
  visit(profile.head, NOBODY);
  return [...sites.values()].filter(({ bytes }) => bytes > 0);
}

/** The table of sites: largest first, numbered and accumulated, each with what it may be off by. */
export function siteTable(sites: readonly Site[], { intervalBytes, usedHeapBytes, arrayBuffersBytes }: Counted): AllocationSites {
  const samples = sum(sites.map((site) => site.samples));
  const sampled = sites.map((site) => ({ ...site, errorBytes: samplingError(site.samples, intervalBytes) }));
  const outside = arrayBuffersBytes === 0 ? [] : [{ site: ARRAY_BUFFERS_SITE, bytes: arrayBuffersBytes }];
  const rows = ranked([...sampled, ...outside]);
  return {
    intervalBytes,
    samples,
    totalBytes: sum(rows.map(({ bytes }) => bytes)),
    errorBytes: samplingError(samples, intervalBytes),
    usedHeapBytes,
    arrayBuffersBytes,
    rows,
    moreRows: Math.max(0, rows.length - SHOWN_ROWS),
  };
}

/**
 * Two standard deviations of an estimate that rests on so many samples.
 *
 * V8 samples an object with the probability p = 1 − e^−x, x being its size in intervals, and takes it for 1/p objects (V8's
 * `src/profiler/sampling-heap-profiler.cc`). That is the estimator of Horvitz and Thompson (1952), whose variance is estimated by the sum of
 * (1 − p)(size/p)² over the samples. Each term is interval² · (x/2 / sinh(x/2))², which is interval² for a small object and less for a large one. So the
 * standard deviation is interval · √samples at most.
 */
export function samplingError(samples: number, intervalBytes: number): number {
  return Math.round(2 * intervalBytes * Math.sqrt(samples));
}

/** For whom a frame's allocations count. */
interface Owner {
  /** Undefined: for nobody, because they are ours. */
  readonly site: string | undefined;
  /** Whether a function of a user's stands at it or below it on the stack. */
  readonly isUsers: boolean;
}

const NOBODY: Owner = { site: NATIVE_SITE, isUsers: false };
const MEASURING: Owner = { site: undefined, isUsers: false };

function ownerOf(frame: Frame, caller: Owner): Owner {
  switch (frame.kind) {
    case "native":
      return caller;
    case "own":
      return caller.isUsers ? caller : MEASURING;
    case "node":
      return caller === MEASURING ? caller : { site: frame.site, isUsers: caller.isUsers };
    case "user":
      return { site: frame.site, isUsers: true };
  }
}

function add(sites: Map<string, Site>, { site, bytes, samples }: Site): void {
  const before = sites.get(site) ?? { bytes: 0, samples: 0 };
  sites.set(site, { site, bytes: before.bytes + bytes, samples: before.samples + samples });
}

function ranked(sites: readonly Omit<SiteRow, "index" | "cumulativeBytes">[]): readonly SiteRow[] {
  let cumulativeBytes = 0;
  return [...sites]
    .sort((a, b) => b.bytes - a.bytes || (a.site < b.site ? -1 : 1))
    .map((row, index) => ({ index, ...row, cumulativeBytes: (cumulativeBytes += row.bytes) }));
}

function countedBy(ids: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
