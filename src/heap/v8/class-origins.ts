import type { Debugger, Runtime, Session } from "node:inspector";
import { call } from "./inspector";
import { withDoor, type Door } from "./inspector-door";
import { scriptUrls } from "./scripts";

/** Where functions were written: the name or address of the script of each; undefined of one that is not written in JavaScript. */
export function scriptsOf(session: Session, functions: readonly object[]): ReadonlyMap<object, string | undefined> {
  const urls = scriptUrls(session);
  return withDoor(session, (door) => new Map(functions.map((fn) => [fn, urls.get(scriptIdOf(fn, session, door) ?? "")])));
}

function scriptIdOf(fn: object, session: Session, door: Door): string | undefined {
  const parameters = { objectId: door.idOf(fn), ownProperties: true };
  const { internalProperties = [] } = call(session, "Runtime.getProperties", parameters) as Runtime.GetPropertiesReturnType;
  const location = internalProperties.find(({ name }) => name === "[[FunctionLocation]]")?.value?.value as Debugger.Location | undefined;
  return location?.scriptId;
}
