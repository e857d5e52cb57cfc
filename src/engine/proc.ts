import { closeSync, openSync, readSync } from "node:fs";

export { type ProcessStat, parseStat, readStat, readText } from "../measure/process-stat";

/** What `/proc/PID/status` says of a process that has memory. */
export interface ProcessStatus {
  readonly rssBytes: number;
  readonly rssAnonBytes: number;
  readonly rssFileBytes: number;
  readonly rssShmemBytes: number;
  /** What RLIMIT_DATA bounds. */
  readonly dataBytes: number;
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

/**
 * What `/proc/PID/statm` says: cheaper to read than `status`, and without the parts of the shared memory. Absent once the process has given its
 * memory back. See proc(5).
 */
export function parseStatm(text: string, pageBytes: number): Pick<ProcessStatus, "rssBytes" | "rssAnonBytes" | "dataBytes"> | undefined {
  const [, resident = 0, shared = 0, , , data = 0] = text.split(" ").map(Number);
  if (resident === 0) return undefined;
  return { rssBytes: resident * pageBytes, rssAnonBytes: (resident - shared) * pageBytes, dataBytes: data * pageBytes };
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

function kilobytesOf(text: string, field: string): number {
  const start = text.indexOf(field);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + field.length, start + field.length + 24), 10);
}
