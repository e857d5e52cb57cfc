// What a kernel holds of the system, read from /proc: processes, descriptors, files, memory.
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import path from "node:path";
import { scratch } from "../../scripts/lib/project.mjs";

const SHARED_MEMORY = "/dev/shm";
const MARK = "TSLAB_MAGICS_BENCH_SOAK";

/** Whether this system lets holdings be read. */
export const isReadable = existsSync("/proc/self/environ");

/**
 * Kernels that `use` starts, and all that they start, carry a mark in their environment and keep temporary files in a folder of their own: so
 * what they leave behind can be told from what others do. `use` gets what reads the holdings of a process and of the marked.
 */
export async function withMark(use) {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(path.join(scratch, "soak-"));
  const mark = randomUUID();
  const { TMPDIR } = process.env;
  Object.assign(process.env, { [MARK]: mark, TMPDIR: folder });
  try {
    return await use((pid) => holdingsOf(pid, mark, folder));
  } finally {
    delete process.env[MARK];
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The other processes by name, what the process's own descriptors refer to, temporary files, and its RSS. Nothing tells whose a file in shared
 * memory is: those of other kernels count too.
 */
function holdingsOf(pid, mark, folder) {
  return {
    processes: othersOf(pid, mark),
    descriptors: descriptorsOf(pid),
    files: [...filesBelow(folder), ...filesBelow(SHARED_MEMORY).filter((file) => file.includes("tslab-magics"))],
    rssBytes: rssBytesOf(pid),
  };
}

/** Resident memory now. */
export function rssBytesOf(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
}

/** Descendants, zombies among them, and the marked: a process whose parent has ended before it is nobody's descendant, and a zombie has no mark. */
function othersOf(pid, mark) {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (processOf(Number(name)) ?? []) : []));
  const descendants = new Set([pid]);
  for (let size = 0; size < descendants.size;) {
    size = descendants.size;
    for (const each of all) if (descendants.has(each.parentPid)) descendants.add(each.pid);
  }
  const others = all.filter((each) => each.pid !== pid && (descendants.has(each.pid) || each.environment.includes(`${MARK}=${mark}\0`)));
  return others.map(({ name, state }) => `${name} (${state})`).sort();
}

/** Undefined if it has ended meanwhile. */
function processOf(pid) {
  const stat = ifReadable(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (stat === undefined) return undefined;
  const [name, rest] = [stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")), stat.slice(stat.lastIndexOf(")") + 2)];
  const [state, parentPid] = rest.split(" ");
  // Zombies have none, and those of other users are not for us to read.
  const environment = ifReadable(() => readFileSync(`/proc/${pid}/environ`, "utf8")) ?? "";
  return { pid, name, state, parentPid: Number(parentPid), environment };
}

function descriptorsOf(pid) {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .flatMap((descriptor) => ifReadable(() => readlinkSync(path.join(folder, descriptor))) ?? [])
    .sort();
}

function ifReadable(read) {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes(error.code)) return undefined;
    throw error;
  }
}

function filesBelow(folder) {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
}
