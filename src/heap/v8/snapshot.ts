import type { HeapProfiler, Runtime, Session } from "node:inspector";
import { call } from "./inspector";

/**
 * Has V8 write a snapshot of this process's heap, and hands it over piece by piece while V8 writes: it is never in memory as a whole. A piece is text
 * in ASCII, in bytes that the next piece overwrites. V8 walks over the heap first, which blocks the process for some 3 µs an object and takes some
 * 450 bytes of memory an object, given back at the end. (V8 would tell how far it is, but crashes if JavaScript runs and allocates during the walk.)
 * Snapshots of one session give an object the same id. With `withNumbers` it has the values of numbers, too: up to twice as many nodes.
 */
export async function streamSnapshot(
  session: Session,
  take: (bytes: Uint8Array) => void,
  { withNumbers = false }: { readonly withNumbers?: boolean } = {},
): Promise<void> {
  const failure: { error?: unknown } = {};
  const onChunk = ({ params: { chunk } }: { readonly params: HeapProfiler.AddHeapSnapshotChunkEventDataType }): void => {
    if ("error" in failure) return;
    try {
      if (piece === undefined || piece.length < chunk.length) piece = Buffer.allocUnsafeSlow(chunk.length);
      take(piece.subarray(0, piece.write(chunk, "latin1")));
    } catch (error) {
      // V8 would swallow it.
      failure.error = error;
    }
  };
  piece ??= Buffer.allocUnsafeSlow(FIRST_PIECE_BYTES);
  session.on("HeapProfiler.addHeapSnapshotChunk", onChunk);
  try {
    await posted(session, "HeapProfiler.takeHeapSnapshot", { reportProgress: false, captureNumericValue: withNumbers });
  } finally {
    session.off("HeapProfiler.addHeapSnapshotChunk", onChunk);
  }
  if ("error" in failure) throw failure.error;
}

/** V8 writes pieces of 100 KiB. */
const FIRST_PIECE_BYTES = 256 * 1024;

/** Kept for the next snapshot, in which it is not to be new. */
let piece: Buffer | undefined;

/** The name of a global that exists only during a call of {@link snapshotIdOf}. */
const DOOR = "__tslabMagicsSnapshot";

/** The id that an object has in the snapshots of this session, of which there must be one. */
export function snapshotIdOf(session: Session, object: object): number {
  Object.defineProperty(globalThis, DOOR, { value: object, configurable: true });
  try {
    const { result } = call(session, "Runtime.evaluate", { expression: DOOR, objectGroup: DOOR }) as Runtime.EvaluateReturnType;
    const { heapSnapshotObjectId } = call(session, "HeapProfiler.getHeapObjectId", {
      objectId: result.objectId,
    }) as HeapProfiler.GetHeapObjectIdReturnType;
    return Number(heapSnapshotObjectId);
  } finally {
    Reflect.deleteProperty(globalThis, DOOR);
    call(session, "Runtime.releaseObjectGroup", { objectGroup: DOOR });
  }
}

/** From Node 22 on V8 takes a snapshot in a turn of its own. */
function posted(session: Session, method: string, parameters: object): Promise<void> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error) => {
      if (error) reject(new Error(`V8 could not take a heap snapshot: ${error.message}`));
      else resolve();
    });
  });
}
