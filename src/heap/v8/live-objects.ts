import type { Runtime, Session } from "node:inspector";
import { call } from "./inspector";

/** The name of a global that exists only during a call of {@link liveObjects}: the one door from the inspector to this file. */
const DOOR = "__tslabMagicsCensus";

// Taken before any cell can replace it.
const rootPrototype = Object.prototype;

/**
 * All live objects of this realm that inherit from Object.prototype, found by one walk over the heap after two collections. Not among them:
 * objects without a prototype, proxies, objects of other realms, and some of Node's own. As a side effect V8 forgets type feedback and moves
 * the data of small typed arrays out of its heap.
 */
export function liveObjects(session: Session): readonly object[] {
  let objects: readonly object[] | undefined;
  const door = { prototype: rootPrototype, take: (found: readonly object[]): void => void (objects = found) };
  Object.defineProperty(globalThis, DOOR, { value: door, configurable: true });
  try {
    query(session);
  } finally {
    Reflect.deleteProperty(globalThis, DOOR);
    call(session, "Runtime.releaseObjectGroup", { objectGroup: DOOR });
  }
  if (objects === undefined) throw new Error("The inspector's queryObjects gave no objects.");
  return objects;
}

function query(session: Session): void {
  const expression = `${DOOR}.prototype`;
  const { result } = call(session, "Runtime.evaluate", { expression, objectGroup: DOOR }) as Runtime.EvaluateReturnType;
  const parameters = { prototypeObjectId: result.objectId, objectGroup: DOOR };
  const { objects } = call(session, "Runtime.queryObjects", parameters) as Runtime.QueryObjectsReturnType;
  call(session, "Runtime.callFunctionOn", { objectId: objects.objectId, functionDeclaration: `function () { ${DOOR}.take(this); }` });
}
