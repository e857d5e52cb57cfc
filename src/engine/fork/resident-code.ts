import { closeSync, openSync, readlinkSync, readSync } from "node:fs";
import { pageBytes } from "../../measure/process-tree";
import type { Native } from "../native";
import { readText } from "../proc";

/** A part of this process's memory. */
export interface MemoryRange {
  readonly address: number;
  readonly bytes: number;
}

const ENTRY_BYTES = 8;
/** The highest bit of an entry of /proc/<pid>/pagemap: the page is in memory, and mapped here (pagemap.rst of the Linux kernel). */
const PRESENT = 0x80;
/** Node's code is mapped so many pages at a time anyway, where it is first touched. */
const MOST_APART_PAGES = 16;
const MADV_POPULATE_READ = 22;
/** Of a line of /proc/<pid>/maps: what is written to is copied by fork(2) as it is. */
const IS_WRITABLE = /^\S+ .w/;

/** Where the code and constants of Node itself are mapped in this process: of its file what has been used so far. Nothing where the system does not tell. */
export function residentCode(): readonly MemoryRange[] {
  let pagemap: number | undefined;
  try {
    const ofNode = ` ${readlinkSync("/proc/self/exe")}`;
    const mappings = (readText("/proc/self/maps") ?? "").split("\n").filter((line) => line.endsWith(ofNode) && !IS_WRITABLE.test(line));
    const open = (pagemap = openSync("/proc/self/pagemap", "r"));
    return mappings.flatMap((line) => presentIn(open, line));
  } catch {
    return [];
  } finally {
    if (pagemap !== undefined) closeSync(pagemap);
  }
}

/**
 * Maps in a forked child what its parent has mapped of Node's code, which fork(2) leaves out, as it is in the file. Else the child would map it when it
 * runs, some of it in the measured cell; and once in some hundred times the system maps 4 MiB at once. Without effect before Linux 5.14.
 */
export function mapCode({ libc }: Native, ranges: readonly MemoryRange[]): void {
  for (const { address, bytes } of ranges) libc.madvise(address, bytes, MADV_POPULATE_READ);
}

function presentIn(pagemap: number, mapping: string): readonly MemoryRange[] {
  const [start, end] = mapping
    .split(" ", 1)[0]!
    .split("-")
    .map((address) => Number.parseInt(address, 16)) as [number, number];
  const page = pageBytes();
  const entries = Buffer.alloc(((end - start) / page) * ENTRY_BYTES);
  const read = readSync(pagemap, entries, 0, entries.length, (start / page) * ENTRY_BYTES);
  const ranges: { address: number; bytes: number }[] = [];
  for (let at = 0; at < read; at += ENTRY_BYTES) {
    if ((entries[at + ENTRY_BYTES - 1]! & PRESENT) === 0) continue;
    const address = start + (at / ENTRY_BYTES) * page;
    const last = ranges.at(-1);
    const apart = last === undefined ? Infinity : address - (last.address + last.bytes);
    if (apart <= MOST_APART_PAGES * page) last!.bytes = address + page - last!.address;
    else ranges.push({ address, bytes: page });
  }
  return ranges;
}
