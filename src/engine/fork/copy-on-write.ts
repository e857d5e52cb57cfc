import type { EndedCell } from "../../measure/hooks";
import { pageBytes } from "../../measure/process-tree";
import type { Note } from "../../model/result";
import { readText } from "../proc";

const MIB = 2 ** 20;

/** Less is not worth a word. */
const LEAST_BYTES = MIB;
const LEAST_SHARE = 0.05;

// Taken now: a measured cell may replace it.
const resourceUsage = process.resourceUsage.bind(process);

/**
 * Watches for pages that a child shares with its kernel until it writes to them: then the system copies them, which costs time that the same code
 * does not take in the notebook itself.
 */
export class CopyOnWrite {
  readonly #faultsBefore = minorFaults();

  /**
   * What the copies cost, if it matters: of the time that the system took for page faults, they have their share. What the child has written to at its
   * end, and was there before the cell, was copied by the cell, or by the child before it; that takes a fault for each page, but for huge ones.
   * So the copies are not overestimated. To read what they were before as well would cost each measurement some milliseconds, and more in a large notebook.
   */
  noteOf({ wallNs, cpuSystemNs, anonymousGrowthBytes }: EndedCell): readonly Note[] {
    const faults = minorFaults() - this.#faultsBefore;
    if (faults * pageBytes() < LEAST_BYTES || cpuSystemNs < LEAST_SHARE * wallNs || anonymousGrowthBytes === undefined) return [];
    const copiedBytes = writtenBytes() - anonymousGrowthBytes - this.#faultsBefore * pageBytes();
    const costNs = cpuSystemNs * Math.min(1, copiedBytes / pageBytes() / faults);
    if (!(copiedBytes >= LEAST_BYTES) || costNs < LEAST_SHARE * wallNs) return [];
    const [mib, ms, wholeMs] = [copiedBytes / MIB, costNs / 1e6, wallNs / 1e6].map((value) => value.toFixed(1));
    const text =
      `At least ${mib} MiB of the notebook's memory were written to, by the code or by V8 when it collected garbage, and were copied for this process ` +
      `first (${faults.toLocaleString("en-US")} minor page faults in all). That took about ${ms} of the ${wholeMs} ms; in the notebook itself it takes nothing.`;
    return [{ reason: "copy-on-write", text }];
  }
}

/** Since the child was forked. */
function minorFaults(): number {
  return resourceUsage().minorPageFault;
}

/** Memory of no other process that was written to; not a number where the system does not tell. */
function writtenBytes(): number {
  const kibibytes = /^Private_Dirty:\s+(\d+) kB$/m.exec(readText("/proc/self/smaps_rollup") ?? "")?.[1];
  return Number(kibibytes) * 1024;
}
