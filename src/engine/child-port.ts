import { writeSync } from "node:fs";
import type { ChildEvent, ChildPort } from "../model/child";
import { encodeEvent } from "./protocol";

const OUTPUT_TYPES: ReadonlySet<ChildEvent["type"]> = new Set<ChildEvent["type"]>(["stream", "display", "clear-output"]);

/** The child's end of the channel, on the blocking descriptor `fd`: an event is in the pipe, or read, when `send` returns. */
export function openChildPort(fd: number): ChildPort {
  let isMuted = false;
  return {
    send: (event) => {
      if (isMuted && OUTPUT_TYPES.has(event.type)) return;
      for (const frame of encodeEvent(event)) writeWhole(fd, frame);
    },
    muteOutput: () => {
      isMuted = true;
    },
  };
}

/** A pipe takes at most what it has room for, so one write may not be enough. The function is this module's own: a cell may replace `fs.writeSync`. */
function writeWhole(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
}
