import { release } from "node:os";
import type { Instrument } from "../model/result";
import { readText } from "./proc";

/** The instrument of a measurement in a process of this kind: what only the measurement itself knows, and what is the same for all. */
export function makeInstrument(own: Pick<Instrument, "probe" | "exact" | "flags"> & { readonly intervalNs?: number }): Instrument {
  const transparentHugePages = parseHugePages(readText("/sys/kernel/mm/transparent_hugepage/enabled") ?? "");
  return {
    ...own,
    clock: "process.hrtime",
    node: process.versions.node,
    v8: process.versions.v8,
    os: `${process.platform} ${release()} ${process.arch}`,
    ...(transparentHugePages !== undefined && { transparentHugePages }),
  };
}

/** The choice that is set, as `madvise` in `always [madvise] never`. */
export function parseHugePages(text: string): string | undefined {
  return /\[(\w+)\]/.exec(text)?.[1];
}
