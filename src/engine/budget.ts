import { join } from "node:path";
import { availableElsewhere } from "./available-memory";
import type { MemoryCgroup } from "./cgroups";
import { readText } from "./proc";

/** A tenth is left to the system and to the kernel, which must be able to work while the child is being ended. */
const SHARE = 0.9;

/**
 * How much memory a child that starts now may take before it endangers the machine, in bytes: nine tenths of what the system and every
 * memory cgroup above this process can still give. Absent where the system does not say.
 *
 * @param cgroups Those of this process.
 * @param root Where the system's files begin; another folder in tests.
 */
export function readBudget(cgroups: readonly MemoryCgroup[], root = "/"): number | undefined {
  const available = parseMemAvailable(readText(join(root, "proc/meminfo")) ?? "") ?? availableElsewhere();
  const room = [available, ...cgroups.map(readRoom)].filter((bytes) => bytes !== undefined);
  return room.length === 0 ? undefined : Math.floor(SHARE * Math.max(0, Math.min(...room)));
}

/** From the text of `/proc/meminfo`. */
export function parseMemAvailable(meminfo: string): number | undefined {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** The files of one memory cgroup; a text is absent where the file cannot be read. */
export interface CgroupTexts {
  readonly limit?: string | undefined;
  readonly usage?: string | undefined;
  readonly stat?: string | undefined;
}

/**
 * What a cgroup can still give: its limit, minus what is used, plus the file pages that the system takes back first when memory gets
 * short. Absent when the cgroup has no limit.
 */
export function roomInCgroup({ limit, usage, stat }: CgroupTexts): number | undefined {
  const limitBytes = parseBytes(limit);
  const usageBytes = parseBytes(usage);
  if (limitBytes === undefined || usageBytes === undefined) return undefined;
  return limitBytes - usageBytes + inactiveFileBytes(stat ?? "");
}

function readRoom({ version, directory }: MemoryCgroup): number | undefined {
  const [limit, usage] = version === 2 ? ["memory.max", "memory.current"] : ["memory.limit_in_bytes", "memory.usage_in_bytes"];
  const limitText = readText(join(directory, limit));
  // memory.stat is slow to read where there are many cgroups, and of no use without a limit.
  if (parseBytes(limitText) === undefined) return undefined;
  return roomInCgroup({
    limit: limitText,
    usage: readText(join(directory, usage)),
    stat: readText(join(directory, "memory.stat")),
  });
}

/** Version 1 writes "no limit" as the largest number of pages, version 2 as `max`. */
const NO_LIMIT_BYTES = 2 ** 62;

function parseBytes(text: string | undefined): number | undefined {
  const bytes = /^\d+$/.test(text?.trim() ?? "") ? Number(text) : undefined;
  return bytes === undefined || bytes >= NO_LIMIT_BYTES ? undefined : bytes;
}

/** Version 1 counts a cgroup and those below it as `total_inactive_file`; in version 2 every figure does. */
function inactiveFileBytes(stat: string): number {
  const bytes = /^total_inactive_file (\d+)$/m.exec(stat)?.[1] ?? /^inactive_file (\d+)$/m.exec(stat)?.[1];
  return Number(bytes ?? 0);
}
