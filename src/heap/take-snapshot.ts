import { closeSync, fchmodSync, openSync, writeSync } from "node:fs";
import { freemem } from "node:os";
import * as path from "node:path";
import { getHeapStatistics } from "node:v8";
import type { RawSnapshot } from "./snapshot/raw-snapshot";
import { SnapshotReader } from "./snapshot/snapshot-reader";
import { streamSnapshot } from "./v8/snapshot";

/** A snapshot was not taken, and nothing is wrong with the heap: the message says why, and what to do. */
export class NoSnapshotError extends Error {
  override readonly name = "NoSnapshotError";
}

/** How a snapshot is taken. */
export interface TakeOptions {
  /** A new one, if none is given. */
  readonly reader?: SnapshotReader | undefined;
  /** What taking and reading it may need, at most; absent: what the machine has. */
  readonly maxBytes?: number | undefined;
  /** A file for the snapshot itself. */
  readonly saveTo?: string | undefined;
  /** With the values of numbers: see `heap/graph/number-values.ts`. */
  readonly withNumbers?: boolean;
}

/**
 * Takes a snapshot of this process. It goes from V8 into arrays, and into a file only if that is asked for.
 *
 * @throws NoSnapshotError where it would need more memory than it may, or cannot be saved.
 */
export function takeSnapshot(options: TakeOptions): RawSnapshot {
  const { reader = new SnapshotReader(), maxBytes, saveTo, withNumbers = false } = options;
  refuseTooLarge(maxBytes, withNumbers ? NODES_WITH_NUMBERS : 1);
  const file = saveTo === undefined ? undefined : new SnapshotFile(saveTo);
  const take = (bytes: Uint8Array): void => {
    file?.write(bytes);
    reader.push(bytes);
  };
  try {
    streamSnapshot(take, { withNumbers });
  } finally {
    file?.close();
  }
  return reader.end();
}

/**
 * What a snapshot costs, of V8's used heap: measured with 2,000,000 instances of two numbers each (docs/BENCHMARKS.md, heap-snapshot). An object takes
 * some 25 bytes at least, 450 bytes of V8's in the snapshot and 110 in our arrays, and 4 µs.
 */
const BYTES_OF_OBJECT = 25;
const SNAPSHOT_BYTES_OF_OBJECT = 560;
const NS_OF_OBJECT = 4000;

/** Objects of a small integer and a double have 2.4 times as many nodes with the values of numbers; these take little: the whole took up to 15 % more time, and no more memory than 5 %. */
const NODES_WITH_NUMBERS = 1.2;

function refuseTooLarge(maxBytes = availableBytes(), factor: number): void {
  const objects = (factor * getHeapStatistics().used_heap_size) / BYTES_OF_OBJECT;
  const neededBytes = objects * SNAPSHOT_BYTES_OF_OBJECT;
  if (neededBytes <= maxBytes) return;
  const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new NoSnapshotError(
    `A snapshot of this heap may need ${mib(neededBytes)} and ${Math.ceil((objects * NS_OF_OBJECT) / 1e9)} s, and it may take ${mib(maxBytes)}: ` +
      "give it more with --max-memory, or ask for the table alone, with %heap.",
  );
}

/** What the system, or the container, has left. Node tells it from 20.13 on. */
function availableBytes(): number {
  const { availableMemory } = process as { availableMemory?: () => number };
  return availableMemory?.() ?? freemem();
}

/** Where a snapshot is saved. Nobody else may read it, as it holds every string of the program. */
class SnapshotFile {
  readonly #path: string;
  readonly #fd: number;

  constructor(name: string) {
    this.#path = path.resolve(name);
    try {
      this.#fd = openSync(this.#path, "w", 0o600);
      // It may have been there.
      fchmodSync(this.#fd, 0o600);
    } catch (error) {
      throw new NoSnapshotError(`The snapshot cannot be saved: ${(error as Error).message}`);
    }
  }

  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at);
    } catch (error) {
      throw new NoSnapshotError(`The snapshot cannot be saved to ${this.#path}: ${(error as Error).message}`);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
