import { isOwnCode } from "../heap/own-code";
import { FUNCTIONS_SCRIPT } from "../state/rebuild/function-places";
import type { SourcePositions } from "./source-positions";

/** Functions of Node's that begin a turn of its event loop. */
const EVENT_LOOP_FILES = ["node:internal/process/task_queues", "node:internal/timers"];
const EVENT_LOOP_FUNCTIONS = ["processTicksAndRejections", "runNextTicks", "processImmediate", "processTimers", "listOnTimeout"];

/**
 * Makes every `error.stack` of the process show cells as typed, without frames of ours: in tracebacks as well as where a cell prints a
 * stack itself. V8 calls this once an error, when its stack is first read. A program that sets `Error.prepareStackTrace` itself, as some
 * libraries do for a moment, gets what it asked for. Returns what puts back the one that was there before.
 */
export function installStackTraces(positions: Pick<SourcePositions, "translate">): () => void {
  const { prepareStackTrace } = Error;
  const ours: typeof prepareStackTrace = (error, frames) => {
    const lines = withoutOurFrames(frames).map((frame) => `\n    at ${showFrame(frame)}`);
    return positions.translate(headline(error) + lines.join(""));
  };
  Error.prepareStackTrace = ours;
  return () => {
    if (Error.prepareStackTrace === ours) Error.prepareStackTrace = prepareStackTrace;
  };
}

/** tslab calls a function of an earlier cell as a method of its variables, which V8 then names `Proxy.f`. */
function showFrame(frame: NodeJS.CallSite): string {
  const text = textOf(frame);
  return isOfCell(frame) ? text.replace(/^((?:async )?)Proxy\./, "$1") : text;
}

/** V8's own text of a frame; the declared type does not know that a frame has one. */
function textOf(frame: { toString(): string }): string {
  return frame.toString();
}

function isOfCell(frame: NodeJS.CallSite): boolean {
  const name = frame.getScriptNameOrSourceURL() ?? "";
  return name.startsWith("cell[") || name === FUNCTIONS_SCRIPT;
}

/** The frames down to the last one of a cell; below it there are only the kernel and Node. */
function withoutOurFrames(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const lastOfCell = frames.findLastIndex(isOfCell);
  if (lastOfCell >= 0) return frames.slice(0, lastOfCell + 1).filter((frame) => !isOfEventLoop(frame));
  return frames.filter((frame) => !isOwnCode(frame.getFileName() ?? ""));
}

/** What calls a function that goes on after an `await` depends on chance, and tells nothing: it stands before the frames that await it. */
function isOfEventLoop(frame: NodeJS.CallSite): boolean {
  return EVENT_LOOP_FILES.includes(frame.getFileName() ?? "") && EVENT_LOOP_FUNCTIONS.includes(frame.getFunctionName() ?? "");
}

/** The error as `Error.prototype.toString` has it, also where its own `toString` throws. */
function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "<error>";
  }
}

/** An error's stack without the source excerpt that Node puts before the stack of an error that leaves a script. */
export function withoutExcerpt(stack: string): string {
  return stack.replace(/^(?:cell\[\d+\]\.\d+|cell \[\d+\]|evalmachine\.<anonymous>)(?::[\d:]+)?\n[\s\S]*?\n\s*\^+\s*\n\n?/, "");
}
