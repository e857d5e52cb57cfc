import type { Runtime, Session } from "node:inspector";
import { call } from "./inspector";

/** The name of a global that exists only during a call of {@link withDoor}. */
const NAME = "__tslabMagicsCensus";

/** What goes between this code and the inspector, which knows objects only by their ids. */
export interface Door {
  /** The inspector's id of an object. */
  idOf(object: object): string;
  /** The object that has an id. */
  objectOf(id: string): object;
}

/** Opens a door for as long as `use` runs; all ids are void afterwards. Nothing of the user's is run. */
export function withDoor<Result>(session: Session, use: (door: Door) => Result): Result {
  const taken: object[] = [];
  const held: Held = { take: (object) => void taken.push(object) };
  Object.defineProperty(globalThis, NAME, { value: held, configurable: true });
  try {
    return use({
      idOf: (object) => {
        held.object = object;
        return idOfHeld(session);
      },
      objectOf: (objectId) => {
        call(session, "Runtime.callFunctionOn", { objectId, functionDeclaration: `function () { ${NAME}.take(this); }` });
        const object = taken.pop();
        if (object === undefined) throw new Error("The inspector did not give an object.");
        return object;
      },
    });
  } finally {
    delete held.object;
    Reflect.deleteProperty(globalThis, NAME);
    call(session, "Runtime.releaseObjectGroup", { objectGroup: NAME });
  }
}

/** What the inspector finds behind the door. */
interface Held {
  object?: object;
  take(object: object): void;
}

/** The group to which everything belongs that the inspector keeps alive for a {@link Door}. */
export const DOOR_GROUP = NAME;

function idOfHeld(session: Session): string {
  const { result } = call(session, "Runtime.evaluate", { expression: `${NAME}.object`, objectGroup: NAME }) as Runtime.EvaluateReturnType;
  if (result.objectId === undefined) throw new Error("The inspector has no id for an object.");
  return result.objectId;
}
