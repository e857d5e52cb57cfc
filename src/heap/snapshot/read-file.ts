import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { RawSnapshot } from "./raw-snapshot";
import { SnapshotReader, type SnapshotReaderOptions } from "./snapshot-reader";

const READ_BYTES = 2 ** 22;

/** Reads a snapshot from a file, also from a pipe that has a name. Never holds more of its text than 4 MiB. */
export function readSnapshotFile(path: string, options: Omit<SnapshotReaderOptions, "textBytes"> = {}): RawSnapshot {
  const file = openSync(path, "r");
  try {
    const status = fstatSync(file);
    const reader = new SnapshotReader({ ...options, ...(status.isFile() && { textBytes: status.size }) });
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) reader.push(buffer.subarray(0, length));
    return reader.end();
  } finally {
    closeSync(file);
  }
}
