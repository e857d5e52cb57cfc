import { join, relative } from "node:path";
import { readText } from "./proc";

/** A directory of the cgroup file system that accounts for memory. */
export interface MemoryCgroup {
  readonly version: 1 | 2;
  readonly directory: string;
}

/**
 * The memory cgroups of this process, its own first, then those above it as far as they can be seen from here (a container sees its own
 * part of the tree only). Empty where there are none.
 *
 * @param root Where the system's files begin; another folder in tests.
 */
export function memoryCgroups(root = "/"): readonly MemoryCgroup[] {
  const memberships = readText(join(root, "proc/self/cgroup")) ?? "";
  const mounts = readText(join(root, "proc/self/mountinfo")) ?? "";
  return ([1, 2] as const).flatMap((version) => {
    const directories = cgroupDirectories(version, memberships, mounts);
    return directories.map((directory) => ({ version, directory: join(root, directory) }));
  });
}

/** From the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`; see cgroups(7) and proc(5). */
export function cgroupDirectories(version: 1 | 2, memberships: string, mountinfo: string): readonly string[] {
  const path = membershipPath(version, memberships);
  const mount = memoryMount(version, mountinfo);
  if (path === undefined || mount === undefined) return [];
  const below = relative(mount.root, path);
  // A path outside the mounted part of the tree cannot be reached; the mount point itself is then the nearest that can.
  const steps = below === "" || below.startsWith("..") ? [] : below.split("/");
  return Array.from({ length: steps.length + 1 }, (_, up) => join(mount.point, ...steps.slice(0, steps.length - up)));
}

/** A line is `ID:CONTROLLERS:PATH`; version 2 has no controllers in it. */
function membershipPath(version: 1 | 2, memberships: string): string | undefined {
  for (const line of memberships.split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (version === 2 ? controllers === "" : controllers?.split(",").includes("memory")) return path;
  }
  return undefined;
}

interface Mount {
  readonly root: string;
  readonly point: string;
}

/** A line is `ID PARENT DEVICE ROOT POINT OPTIONS [TAGS…] - TYPE SOURCE SUPER-OPTIONS`. */
function memoryMount(version: 1 | 2, mountinfo: string): Mount | undefined {
  for (const line of mountinfo.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root, point] = before.split(" ");
    const [type, , superOptions = ""] = after.split(" ");
    const isMemory = version === 2 ? type === "cgroup2" : type === "cgroup" && superOptions.split(",").includes("memory");
    if (isMemory && root !== undefined && point !== undefined) return { root: unescape(root), point: unescape(point) };
  }
  return undefined;
}

/** Spaces and the like are written as octal numbers in mountinfo. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
