import { readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import type { Measurement } from "../model/measurement";
import { probes } from "./probes";

// Taken now: a measured cell may replace the functions of a module, and must not be measured by its own.
const read = readFileSync;
const write = writeFileSync;
const rss = process.memoryUsage.rss.bind(process.memoryUsage);
const resourceUsage = process.resourceUsage.bind(process);
const machineBytes = totalmem();

/** What the system says of this process's resident memory. */
export interface MemoryReading {
  /** Absent where the system does not tell: Linux without `/proc`. */
  readonly rssBytes?: number;
  /** The high-water mark of RSS since {@link resetPeak} succeeded, else since the start of the process. Absent where there is none. */
  readonly markBytes?: number;
  /** The part of RSS that no file is behind. Only /proc tells. */
  readonly anonBytes?: number;
  /** The part of RSS that is mapped from files, Node's own code among it. Only /proc tells. */
  readonly fileBytes?: number;
  /** The data segment: what is mapped for the process's own use, resident or not. Only /proc tells. */
  readonly dataBytes?: number;
}

/** Sets the high-water mark of RSS to the present RSS. False where the system has no such thing, or does not allow it. */
export function resetPeak(): boolean {
  if (probes.mark !== "vmhwm") return false;
  try {
    write("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}

/** VmRSS and VmHWM of /proc/self/status, which costs 15 µs; elsewhere what Node knows. */
export function readMemory(): MemoryReading {
  return (probes.mark === "vmhwm" ? readStatus() : undefined) ?? readNode();
}

/** What two readings tell of the peak between them. */
export type PeakBetween = Pick<Measurement, "peakBytes" | "peakProbe" | "peakAtMostBytes">;

/**
 * The peak between two readings, if the mark is one of that time: if it was reset just before the first, or rose until the second. Else the
 * mark is a bound that the peak did not exceed.
 */
export function peakBetween(before: MemoryReading, after: MemoryReading, wasReset: boolean, mark = probes.mark): PeakBetween {
  const { markBytes } = after;
  if (markBytes === undefined || mark === undefined) return {};
  const isOfThatTime = wasReset || markBytes > (before.markBytes ?? Infinity);
  return isOfThatTime ? { peakBytes: markBytes, peakProbe: mark } : { peakAtMostBytes: markBytes };
}

function readStatus(): MemoryReading | undefined {
  try {
    const status = read("/proc/self/status", "latin1");
    return {
      rssBytes: bytesOf(status, "VmRSS"),
      markBytes: bytesOf(status, "VmHWM"),
      anonBytes: bytesOf(status, "RssAnon"),
      fileBytes: bytesOf(status, "RssFile"),
      dataBytes: bytesOf(status, "VmData"),
    };
  } catch {
    return undefined;
  }
}

function readNode(): MemoryReading {
  const rssBytes = currentRss();
  const markBytes = probes.mark === undefined ? undefined : plausibleMark(resourceUsage().maxRSS * 1024);
  return { ...(rssBytes !== undefined && { rssBytes }), ...(markBytes !== undefined && { markBytes }) };
}

/** libuv reads /proc/self/stat on Linux. */
function currentRss(): number | undefined {
  try {
    return rss();
  } catch {
    return undefined;
  }
}

/** Node says kilobytes everywhere. Of a system where that is not so (libuv had bytes on macOS once) a mark is better unknown than wrong. */
export function plausibleMark(markBytes: number, mostBytes: number = machineBytes): number | undefined {
  return markBytes > 0 && markBytes <= mostBytes ? markBytes : undefined;
}

function bytesOf(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/self/status has no ${field}.`);
  return Number(kibibytes) * 1024;
}
