import { readFileSync } from "node:fs";

// Taken now: a measured cell may replace the functions of a module, and must not be measured by its own.
const read = readFileSync;

/** What `/proc/PID/stat` says of a process. A pid with its start time names one process for ever; a pid alone may be recycled. */
export interface ProcessStat {
  readonly name: string;
  /** `Z` is a process that has ended and waits to be reaped. */
  readonly state: string;
  readonly parentPid: number;
  readonly cpuNs: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
  readonly rssPages: number;
  /** Where the program's stack begins: chosen anew by each `exec`, inherited by a fork. 0 where the system does not tell. */
  readonly stackStart: number;
}

/** The name of a process may hold spaces and brackets, so the fields are counted from the last bracket. See proc(5). */
export function parseStat(text: string): ProcessStat {
  const nameEnd = text.lastIndexOf(")");
  const fields = text.slice(nameEnd + 2).split(" ");
  return {
    name: text.slice(text.indexOf("(") + 1, nameEnd),
    state: fields[0] ?? "",
    parentPid: Number(fields[1]),
    cpuNs: (Number(fields[11]) + Number(fields[12])) * TICK_NS,
    startTicks: Number(fields[19]),
    rssPages: Number(fields[21]),
    stackStart: Number(fields[25]),
  };
}

/** Absent when there is no such process. */
export function readStat(pid: number): ProcessStat | undefined {
  const text = readText(`/proc/${String(pid)}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** The text of a small system file; absent when it is not there, may not be read, or its process has ended. */
export function readText(path: string): string | undefined {
  try {
    return read(path, "latin1");
  } catch {
    return undefined;
  }
}

// USER_HZ, the unit of times in /proc, is 100 on every architecture that Node runs on.
const TICK_NS = 10_000_000;
