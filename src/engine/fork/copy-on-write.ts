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
  readonly #privateBytes = readPrivateBytes();
  readonly #faults = resourceUsage().minorPageFault;

  /**
   * What the copies cost, if it matters. What has become the child's own and has not become resident since was copied; of the time that the system
   * took for page faults, copies have their share.
   */
  noteOf({ wallNs, cpuSystemNs, rssGrowthBytes = 0 }: EndedCell): readonly Note[] {
    const privateBytes = readPrivateBytes();
    if (privateBytes === undefined || this.#privateBytes === undefined) return [];
    const copiedBytes = privateBytes - this.#privateBytes - rssGrowthBytes;
    const faults = resourceUsage().minorPageFault - this.#faults;
    const costNs = faults > 0 ? cpuSystemNs * Math.min(1, copiedBytes / pageBytes() / faults) : 0;
    if (copiedBytes < LEAST_BYTES || costNs < LEAST_SHARE * wallNs) return [];
    const [mib, ms, wholeMs] = [copiedBytes / MIB, costNs / 1e6, wallNs / 1e6].map((value) => value.toFixed(1));
    const text =
      `${mib} MiB of the notebook's memory were written to, by the code or by V8 when it collected garbage, and were copied for this process first ` +
      `(${faults.toLocaleString("en-US")} minor page faults in all). That took about ${ms} of the ${wholeMs} ms; in the notebook itself it takes nothing.`;
    return [{ reason: "copy-on-write", text }];
  }
}

/** Memory that no other process has; absent where the system does not tell. */
function readPrivateBytes(): number | undefined {
  const text = readText("/proc/self/smaps_rollup");
  const sizes = text === undefined ? [] : [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
  return sizes.length === 0 ? undefined : sizes.reduce((sum, [, kibibytes]) => sum + Number(kibibytes) * 1024, 0);
}
