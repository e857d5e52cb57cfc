import type { HeapProfiler, Runtime, Session } from "node:inspector";
import { getHeapSnapshot } from "node:v8";
import { call } from "./inspector";

/**
 * Has V8 write a snapshot of this process's heap, and hands it over piece by piece while V8 writes: it is never in memory as a whole. A piece is text
 * in ASCII. V8 walks over the heap first, which blocks the process for some 3 µs an object and takes some 450 bytes of memory an object, given back
 * at the end. (V8 would tell the inspector how far it is, but crashes if JavaScript runs and allocates during the walk.) As long as an inspector's session
 * lives, snapshots give an object the same id. With `withNumbers` it has the values of numbers, too: up to twice as many nodes.
 */
export function streamSnapshot(take: (bytes: Uint8Array) => void, { withNumbers = false }: { readonly withNumbers?: boolean } = {}): void {
  const stream = getHeapSnapshot({ exposeNumericValues: withNumbers });
  const failure: { error?: unknown } = {};
  // A stream would keep the pieces until somebody has the time to read them. The inspector gives each as an event in JSON, which takes as long as V8's walk.
  stream.push = (bytes: Buffer | null): boolean => {
    try {
      if (bytes !== null && !("error" in failure)) take(bytes);
    } catch (error) {
      // Between it and us is native code.
      failure.error = error;
    }
    return true;
  };
  try {
    // V8 writes all of it before this returns.
    stream.read(0);
  } finally {
    stream.destroy();
  }
  if ("error" in failure) throw failure.error;
}

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
