import { clearInterval, setInterval } from "node:timers";
import { readStat } from "../proc";

const LOOK_EVERY_MS = 100;
/** A child that neither ran nor wanted to run at so many looks in a row waits for a thread that does not exist in it. */
const STUCK_AFTER_LOOKS = 10;
/** Enough for any child that is only slow. */
const GIVE_UP_AFTER_LOOKS = 300;

/**
 * Calls `onStuck` when the child `pid` does nothing at all for a second. On a busy machine it may take many seconds to get its turn, which is
 * no reason to end it: what it has used of the CPU, and whether it would run, tell the two apart. Returns a function that ends the watch.
 */
export function watchForStuck(pid: number, onStuck: () => void): () => void {
  let looks = 0;
  let idleLooks = 0;
  let lastCpuNs = -1;
  const timer = setInterval(() => {
    const stat = readStat(pid);
    const isIdle = stat === undefined || (stat.state !== "R" && stat.cpuNs === lastCpuNs);
    lastCpuNs = stat?.cpuNs ?? lastCpuNs;
    idleLooks = isIdle ? idleLooks + 1 : 0;
    if (idleLooks < STUCK_AFTER_LOOKS && ++looks < GIVE_UP_AFTER_LOOKS) return;
    clearInterval(timer);
    onStuck();
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
