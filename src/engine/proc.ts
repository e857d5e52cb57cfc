import { closeSync, openSync, readFileSync, readSync } from "node:fs";

/** What `/proc/PID/status` says of a process that has memory. */
export interface ProcessStatus {
  readonly rssBytes: number;
  readonly rssAnonBytes: number;
  readonly rssFileBytes: number;
  readonly rssShmemBytes: number;
  /** What RLIMIT_DATA bounds. */
  readonly dataBytes: number;
}

/** What `/proc/PID/stat` says of a process. A pid with its start time names one process for ever; a pid alone may be recycled. */
export interface ProcessStat {
  readonly name: string;
  /** `Z` is a process that has ended and waits to be reaped. */
  readonly state: string;
  readonly parentPid: number;
  readonly cpuNs: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
}

/** Absent once the process has given its memory back: it is ending, or has ended. */
export function parseStatus(text: string): ProcessStatus | undefined {
  if (!text.includes("VmRSS:")) return undefined;
  const bytes = (field: string): number => kilobytesOf(text, field) * 1024;
  return {
    rssBytes: bytes("VmRSS:"),
    rssAnonBytes: bytes("RssAnon:"),
    rssFileBytes: bytes("RssFile:"),
    rssShmemBytes: bytes("RssShmem:"),
    dataBytes: bytes("VmData:"),
  };
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
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

/** A file of `/proc` kept open, so that reading it again and again costs microseconds. */
export class ProcFile {
  readonly #buffer = Buffer.allocUnsafe(8192);

  #descriptor: number | undefined;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Absent when it cannot be opened. */
  static open(path: string): ProcFile | undefined {
    try {
      return new ProcFile(openSync(path, "r"));
    } catch {
      return undefined;
    }
  }

  /** Its text now; absent once the process has been reaped, or the file closed. */
  read(): string | undefined {
    if (this.#descriptor === undefined) return undefined;
    try {
      return this.#buffer.toString("latin1", 0, readSync(this.#descriptor, this.#buffer, 0, this.#buffer.length, 0));
    } catch {
      return undefined;
    }
  }

  /** May be called again. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

// USER_HZ, the unit of times in /proc, is 100 on every architecture that Node runs on.
const TICK_NS = 10_000_000;

function kilobytesOf(text: string, field: string): number {
  const start = text.indexOf(field);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + field.length, start + field.length + 24), 10);
}
