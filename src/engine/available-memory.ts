import { execFileSync } from "node:child_process";
import { freemem } from "node:os";

/** What a system without `/proc/meminfo` can spare; the parts are replaced in tests. */
export interface OtherSystem {
  readonly platform: NodeJS.Platform;
  freeBytes(): number;
  /** The output of the program `vm_stat`. */
  vmStat(): string;
}

/**
 * How much memory macOS or Windows can give now, in bytes. Absent elsewhere, and where macOS does not tell: what is free there says little,
 * because the system keeps its memory full.
 */
export function availableElsewhere(system: OtherSystem = thisSystem): number | undefined {
  switch (system.platform) {
    case "win32":
      return system.freeBytes();
    case "darwin":
      return parseVmStat(system.vmStat());
    default:
      return undefined;
  }
}

/** From the output of `vm_stat`: pages that are free, or are taken from others first. */
export function parseVmStat(text: string): number | undefined {
  const pageBytes = /page size of (\d+) bytes/.exec(text)?.[1];
  const counts = ["free", "inactive", "speculative"].map((name) => new RegExp(`^Pages ${name}:\\s+(\\d+)\\.`, "m").exec(text)?.[1]);
  if (pageBytes === undefined || counts.includes(undefined)) return undefined;
  return counts.reduce((sum, count) => sum + Number(count), 0) * Number(pageBytes);
}

const thisSystem: OtherSystem = {
  platform: process.platform,
  freeBytes: freemem,
  vmStat: () => {
    try {
      return execFileSync("vm_stat", { encoding: "utf8", timeout: 1000, stdio: ["ignore", "pipe", "ignore"] });
    } catch {
      // Then there is no budget, as on any system that does not say what it can spare.
      return "";
    }
  },
};
