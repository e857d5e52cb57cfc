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
  readonly #before = readPages();
  readonly #faults = resourceUsage().minorPageFault;

  /**
   * What the copies cost, if it matters. What has become the child's own, and was there before, was copied; of the time that the system took for page
   * faults, copies have their share.
   */
  noteOf({ wallNs, cpuSystemNs }: EndedCell): readonly Note[] {
    const after = readPages();
    if (after === undefined || this.#before === undefined) return [];
    const copiedBytes = after.ownBytes - this.#before.ownBytes - (after.anonymousBytes - this.#before.anonymousBytes);
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

interface Pages {
  /** Written to, and of no other process. Not what is unchanged from a file: whether others have that too changes as they come and go. */
  readonly ownBytes: number;
  /** What no file is behind, shared with the kernel or not. */
  readonly anonymousBytes: number;
}

/** Absent where the system does not tell. */
function readPages(): Pages | undefined {
  const text = readText("/proc/self/smaps_rollup");
  const bytesOf = (field: string): number | undefined => {
    const kibibytes = text && new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return kibibytes ? Number(kibibytes) * 1024 : undefined;
  };
  const [ownBytes, anonymousBytes] = [bytesOf("Private_Dirty"), bytesOf("Anonymous")];
  return ownBytes === undefined || anonymousBytes === undefined ? undefined : { ownBytes, anonymousBytes };
}
