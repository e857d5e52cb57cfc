import type { Runtime, Session } from "node:inspector";
import { call } from "./inspector";
import { DOOR_GROUP, withDoor } from "./inspector-door";

// Taken before any cell can replace it.
const rootPrototype = Object.prototype;

/**
 * All live objects of this realm that inherit from Object.prototype, found by one walk over the heap after two collections. Not among them:
 * objects without a prototype, proxies, objects of other realms, and some of Node's own. As a side effect V8 forgets type feedback and moves
 * the data of small typed arrays out of its heap.
 */
export function liveObjects(session: Session): readonly object[] {
  return withDoor(session, (door) => door.objectOf(queryObjects(session, door.idOf(rootPrototype))) as readonly object[]);
}

/** The inspector's id of an array of all objects that inherit from a prototype, and belong to the same realm. */
export function queryObjects(session: Session, prototypeObjectId: string): string {
  const { objects } = call(session, "Runtime.queryObjects", {
    prototypeObjectId,
    objectGroup: DOOR_GROUP,
  }) as Runtime.QueryObjectsReturnType;
  if (objects.objectId === undefined) throw new Error("The inspector's queryObjects gave no objects.");
  return objects.objectId;
}
