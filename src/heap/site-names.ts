import type { Runtime } from "node:inspector";
import type { Frame } from "./allocation-sites";
import { moduleOf } from "./modules";
import { isOwnCode } from "./own-code";

/** What the names of functions are made of. */
export interface SiteNames {
  /** The name or address of each script, by V8's id of it. */
  readonly urls: ReadonlyMap<string, string>;
  /** Turns positions in compiled cells, in the text of a stack, into those of the cells as typed. A frame without one there is left out. */
  readonly translateStack: (stack: string) => string;
}

/**
 * Whose function a frame is, and what it is called: `parse (cell [4], line 3)`, `parse (package papaparse, papaparse.js:143)`, `readFileSync
 * (node:fs)`. The line is that on which the function begins, which is all that V8 tells; `cell [4]` alone is what stands in a cell outside of any
 * function.
 */
export function frameNamer(names: SiteNames): (frame: Runtime.CallFrame) => Frame {
  const known = new Map<string, Frame>();
  return (frame) => {
    const key = [frame.scriptId, frame.lineNumber, frame.columnNumber, frame.functionName].join(":");
    const found = known.get(key) ?? frameOf(frame, names);
    known.set(key, found);
    return found;
  };
}

function frameOf(frame: Runtime.CallFrame, { urls, translateStack }: SiteNames): Frame {
  const url = urls.get(frame.scriptId) ?? frame.url;
  if (isNative(frame)) return { kind: "native" };
  if (isOwnCode(url) || url === COLLECTIONS_OBSERVER) return { kind: "own" };
  if (url.startsWith("node:")) return { kind: "node", site: siteOf(frame, url) };
  const stack = translateStack(`\n    at ${url}:${frame.lineNumber + 1}:${frame.columnNumber + 1}`);
  return { kind: "user", site: stack === "" ? moduleOf(url) : siteOf(frame, placeIn(stack)) };
}

/** The script of Node's by which measuring hears of collections. */
const COLLECTIONS_OBSERVER = "node:internal/perf/observe";

/** Without a script: a builtin, or V8 itself. The others are what V8 makes of the fields of a class, for its constructor to call. */
function isNative({ scriptId, functionName }: Runtime.CallFrame): boolean {
  return scriptId === NO_SCRIPT || /^<(instance_members|static)_initializer>$/.test(functionName);
}

const NO_SCRIPT = "0";

function siteOf(frame: Runtime.CallFrame, place: string): string {
  return `${nameOf(frame)} (${place})`;
}

/** tslab's converter makes a function of a cell a property of `exports`, by which V8 then names it. */
function nameOf({ functionName }: Runtime.CallFrame): string {
  return functionName.replace(/^exports\./, "") || "anonymous";
}

function placeIn(stack: string): string {
  const [, where = "", line = ""] = /at (.*):(\d+):\d+$/s.exec(stack) ?? [];
  const cell = /^cell \[\d+\]$/.exec(where)?.[0];
  if (cell !== undefined) return `${cell}, line ${line}`;
  const [, inPackage] = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+[\\/](.*)$/s.exec(where) ?? [];
  const module = moduleOf(where);
  return inPackage === undefined ? `${module}:${line}` : `${module}, ${inPackage}:${line}`;
}
