import { join } from "node:path";
import type { MemoryCgroup } from "./cgroups";
import { readText } from "./proc";

/**
 * How many processes the system's OOM killer has ended so far, as the nearest counter says: that of this process's memory cgroup (which
 * counts its own members only, also when the whole machine is short), else that of the machine. Absent where nothing counts.
 *
 * @param cgroups Those of this process.
 * @param root Where the system's files begin; another folder in tests.
 */
export function readOomKills(cgroups: readonly MemoryCgroup[], root = "/"): number | undefined {
  for (const { version, directory } of cgroups) {
    const kills = parseOomKills(readText(join(directory, version === 2 ? "memory.events" : "memory.oom_control")) ?? "");
    if (kills !== undefined) return kills;
  }
  return parseOomKills(readText(join(root, "proc/vmstat")) ?? "");
}

/** From the text of `memory.events` (cgroup version 2), `memory.oom_control` (version 1) or `/proc/vmstat`: all three name it alike. */
export function parseOomKills(text: string): number | undefined {
  const kills = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return kills === undefined ? undefined : Number(kills);
}
