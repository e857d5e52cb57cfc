import { closeSync, fchmodSync, openSync, writeSync } from "node:fs";
import type { Session } from "node:inspector";
import { freemem } from "node:os";
import * as path from "node:path";
import { getHeapStatistics } from "node:v8";
import type { Stage } from "../model/child";
import type { GraphQuestion, GraphReport } from "../model/heap-graph";
import { NotebookHeap } from "./graph/notebook-heap";
import { lastIdOf } from "./graph/object-ids";
import type { RawSnapshot } from "./snapshot/raw-snapshot";
import { SnapshotReader } from "./snapshot/snapshot-reader";
import { snapshotIdOf, streamSnapshot } from "./v8/snapshot";

/** A snapshot was not taken, and nothing is wrong with the heap: the message says why, and what to do. */
export class NoSnapshotError extends Error {
  override readonly name = "NoSnapshotError";
}

export interface GraphContext {
  /** The object that has the notebook's variables as properties. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of before the measured cell; absent where there is none. */
  readonly before?: BeforeCell;
  onStage(stage: Stage): void;
}

/**
 * Takes a snapshot of this process and answers a question to it. The snapshot goes from V8 into arrays, and into a file only if that is asked for.
 *
 * @throws NoSnapshotError where it would need more memory than there is, or cannot be saved.
 */
export async function reportGraph(session: Session, question: GraphQuestion, context: GraphContext): Promise<GraphReport> {
  const withNumbers = question.views.some(({ kind }) => kind === "duplicates");
  refuseTooLarge(question.maxBytes, withNumbers ? 2 : 1);
  const file = question.saveTo === undefined ? undefined : new SnapshotFile(question.saveTo);
  context.onStage("snapshot");
  const raw = await takeSnapshot(session, { reader: context.before?.reader, file, withNumbers });
  context.onStage("graph");
  const { variables, before } = context;
  const heap = new NotebookHeap(raw, {
    holderId: snapshotIdOf(session, variables),
    cells: new Map(Object.entries(question.cells ?? {})),
    types: new Map(Object.entries(variables).map(([name, value]) => [name, value === null ? "null" : typeof value])),
    ...(before && { lastIdBefore: before.lastId }),
  });
  return { ...heap.answer(question), ...(file && { savedTo: file.path }) };
}

/** What tells objects that a cell makes from those that were there. */
export interface BeforeCell {
  /** The highest id that V8 had given to an object. What is made later, as long as the session lives, has a higher one. */
  readonly lastId: number;
  /** For the snapshot after the cell: made before it, so that it is not counted. */
  readonly reader: SnapshotReader;
}

/**
 * Looks at the heap before a measured cell, which takes a snapshot as well.
 *
 * @throws NoSnapshotError where that would need more memory than `maxBytes`, or than there is.
 */
export async function lookBeforeCell(session: Session, maxBytes: number | undefined): Promise<BeforeCell> {
  refuseTooLarge(maxBytes);
  const reader = new SnapshotReader();
  return { lastId: lastIdOf(await takeSnapshot(session)), reader };
}

interface TakeOptions {
  readonly reader?: SnapshotReader | undefined;
  readonly file?: SnapshotFile | undefined;
  /** Duplicates are told by the values of numbers, too. */
  readonly withNumbers?: boolean;
}

async function takeSnapshot(session: Session, options: TakeOptions = {}): Promise<RawSnapshot> {
  const { reader = new SnapshotReader(), file, withNumbers = false } = options;
  const take = (bytes: Uint8Array): void => {
    file?.write(bytes);
    reader.push(bytes);
  };
  try {
    await streamSnapshot(session, take, { withNumbers });
  } finally {
    file?.close();
  }
  return reader.end();
}

/**
 * What a snapshot costs, of V8's used heap: measured with 2,000,000 instances of two numbers each (docs/BENCHMARKS.md, heap-snapshot). An object takes
 * some 25 bytes at least, 450 bytes of V8's in the snapshot and 110 in our arrays, and 4 µs. With the values of numbers there are up to twice as many nodes.
 */
const BYTES_OF_OBJECT = 25;
const SNAPSHOT_BYTES_OF_OBJECT = 560;
const NS_OF_OBJECT = 4000;

function refuseTooLarge(maxBytes = availableBytes(), nodesOfObject = 1): void {
  const objects = (nodesOfObject * getHeapStatistics().used_heap_size) / BYTES_OF_OBJECT;
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
  readonly path: string;
  readonly #fd: number;

  constructor(name: string) {
    this.path = path.resolve(name);
    try {
      this.#fd = openSync(this.path, "w", 0o600);
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
      throw new NoSnapshotError(`The snapshot cannot be saved to ${this.path}: ${(error as Error).message}`);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
