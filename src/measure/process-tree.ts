import { existsSync, readFileSync, readdirSync } from "node:fs";
import { type ProcessStat, readStat, readText } from "./process-stat";

// Taken now: a measured cell may replace the functions of a module, and must not be measured by its own.
const read = readFileSync;
const list = readdirSync;
const exists = existsSync;

/** Whether the system shows which processes another one has started. */
export function seesProcesses(): boolean {
  return exists("/proc/self/stat");
}

/**
 * The RSS of the processes that a process has started, and of those that these have started, added up. Pages that several of them share
 * count in each. What has left the tree (its parent has ended) is not in it.
 */
export function descendantsRssBytes(rootPid: number): number {
  const root = readStat(rootPid);
  const parents: number[] = [rootPid];
  let pages = 0;
  // New ones are appended while the loop runs, so that their children are found too.
  for (const parentPid of parents) {
    for (const pid of childPids(parentPid)) {
      const stat = readStat(pid);
      // A parent that ends between two looks has handed its children on.
      if (stat?.parentPid !== parentPid || (parentPid === rootPid && isUnborn(stat, root))) continue;
      pages += stat.rssPages;
      parents.push(pid);
    }
  }
  return pages * pageBytes();
}

/** The processes that a process has started and that have not been handed on; where the system keeps no such lists, all that there are. */
export function childPids(parentPid: number): readonly number[] {
  if (!exists("/proc/thread-self/children")) return allPids();
  const tasks = `/proc/${String(parentPid)}/task`;
  // Each thread of a process has a list of the children that it started.
  return listDirectory(tasks).flatMap((thread) => numbersIn(readText(`${tasks}/${thread}/children`) ?? ""));
}

/**
 * Still a copy of its parent, on the way to becoming another program: Node makes its children by a fork and an `exec`. In between all of the
 * parent's pages would count a second time.
 */
function isUnborn(child: ProcessStat, parent: ProcessStat | undefined): boolean {
  return child.stackStart !== 0 && child.stackStart === parent?.stackStart;
}

function allPids(): readonly number[] {
  return listDirectory("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

function listDirectory(path: string): readonly string[] {
  try {
    return list(path);
  } catch {
    return [];
  }
}

function numbersIn(text: string): readonly number[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map(Number);
}

let knownPageBytes: number | undefined;

/** The system's page size, the unit of memory in `/proc/PID/stat` and `statm`. */
export function pageBytes(): number {
  return (knownPageBytes ??= pageBytesOf(read("/proc/self/auxv")));
}

/** From the auxiliary vector that the system hands to each program: pairs of words, a key and its value. See getauxval(3). */
export function pageBytesOf(vector: Uint8Array): number {
  const words = new BigUint64Array(Uint8Array.from(vector).buffer);
  const at = words.findIndex((word, index) => index % 2 === 0 && word === AT_PAGESZ);
  if (at < 0) throw new Error("The system does not tell its page size in /proc/self/auxv.");
  return Number(words[at + 1]);
}

const AT_PAGESZ = 6n;
