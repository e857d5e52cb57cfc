import { memoryCgroups } from "../engine/cgroups";
import { readBudget } from "../engine/budget";
import type { RawSnapshot } from "../heap/snapshot/raw-snapshot";
import { readSnapshotFile } from "../heap/snapshot/read-file";
import { SnapshotError, SnapshotTooLargeError } from "../heap/snapshot/snapshot-error";
import { formatBytes, formatPercent } from "../render/units";
import { ANALYSES, type Analysis } from "./heap-analyses";
import { UsageError } from "./usage-error";

/** The options of `heap`, as typed. */
export interface HeapOptions {
  /** Bytes. */
  readonly maxMemory?: number;
  readonly limit: number;
  readonly of: readonly string[];
  readonly depth: number;
  readonly json?: true;
}

/** `tslab-magics heap`: asks something of a heap snapshot, and prints the answer. Throws {@link UsageError} for a file that cannot be read. */
export function heap(file: string, name: string | undefined, options: HeapOptions): void {
  const analysis = analysisNamed(name);
  const analyse = analysis.prepare(options);
  const { data, text } = analyse(read(file, options));
  console.log(options.json ? JSON.stringify({ file, analysis: analysis.name, data }, undefined, 2) : text);
}

/** The analyses as the help lists them. */
export function analysesHelp(): string {
  const width = Math.max(...ANALYSES.map(({ name }) => name.length));
  return ANALYSES.map(({ name, says }) => `  ${name.padEnd(width)}  ${says}`).join("\n");
}

function analysisNamed(name: string | undefined): Analysis {
  const analysis = name === undefined ? ANALYSES[0] : ANALYSES.find((one) => one.name === name);
  if (analysis !== undefined) return analysis;
  throw new UsageError(`there is no analysis ${name}; there are ${ANALYSES.map((one) => one.name).join(", ")}.`);
}

function read(file: string, { maxMemory }: HeapOptions): RawSnapshot {
  const maxBytes = maxMemory ?? readBudget(memoryCgroups()) ?? Infinity;
  try {
    return readSnapshotFile(file, { maxBytes, onProgress: tellProgress });
  } catch (error) {
    if (error instanceof SnapshotError) throw new UsageError(`${file} is not a heap snapshot that can be read: ${error.message}.`);
    if (error instanceof SnapshotTooLargeError) throw new UsageError(tooLarge(file, error, maxBytes));
    if (error instanceof Error && "syscall" in error) throw new UsageError(`${file} cannot be read: ${error.message}.`);
    throw error;
  } finally {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }
}

function tooLarge(file: string, { neededBytes }: SnapshotTooLargeError, maxBytes: number): string {
  const room = Number.isFinite(maxBytes) ? `, and it may take ${formatBytes(maxBytes)}; --max-memory changes that` : "";
  return `${file} takes about ${formatBytes(neededBytes)} of memory to analyse${room}.`;
}

function tellProgress(share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rreading: ${formatPercent(share)}`);
}
