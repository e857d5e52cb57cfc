import type { Debugger, Runtime, Session } from "node:inspector";
import { call } from "./inspector";
import { withDoor, type Door } from "./inspector-door";

/** Where functions were written: the name or address of the script of each; undefined of one that is not written in JavaScript. */
export function scriptsOf(session: Session, functions: readonly object[]): ReadonlyMap<object, string | undefined> {
  const urls = scriptUrls(session);
  return withDoor(session, (door) => new Map(functions.map((fn) => [fn, urls.get(scriptIdOf(fn, session, door) ?? "")])));
}

/** Of all scripts that V8 knows now, by their ids. */
function scriptUrls(session: Session): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  const onParsed = ({ params }: { readonly params: Debugger.ScriptParsedEventDataType }): void =>
    void urls.set(params.scriptId, params.url);
  session.on("Debugger.scriptParsed", onParsed);
  try {
    call(session, "Debugger.enable");
    call(session, "Debugger.disable");
  } finally {
    session.off("Debugger.scriptParsed", onParsed);
  }
  return urls;
}

function scriptIdOf(fn: object, session: Session, door: Door): string | undefined {
  const parameters = { objectId: door.idOf(fn), ownProperties: true };
  const { internalProperties = [] } = call(session, "Runtime.getProperties", parameters) as Runtime.GetPropertiesReturnType;
  const location = internalProperties.find(({ name }) => name === "[[FunctionLocation]]")?.value?.value as Debugger.Location | undefined;
  return location?.scriptId;
}
