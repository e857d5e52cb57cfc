import { readFileSync } from "node:fs";

/** The largest resident size of this process so far. Not resourceUsage().maxRSS: on Linux that begins with the peak of the parent. */
export function peakBytes() {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}
