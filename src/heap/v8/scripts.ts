import type { Debugger, Session } from "node:inspector";
import { call } from "./inspector";

/** The names or addresses of all scripts that V8 knows now, by their ids. */
export function scriptUrls(session: Session): ReadonlyMap<string, string> {
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
