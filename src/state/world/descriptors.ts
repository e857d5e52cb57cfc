import { readdirSync, readlinkSync } from "node:fs";

/** Numbers of this process's descriptors, as Linux lists them; none elsewhere. */
export function openDescriptors(): ReadonlySet<number> {
  try {
    // The listing itself has one, which is closed by now.
    return new Set(
      readdirSync("/proc/self/fd")
        .map(Number)
        .filter((descriptor) => targetOf(descriptor) !== undefined),
    );
  } catch {
    return new Set();
  }
}

/** Whether a number is the descriptor of an open file: not of a socket, a pipe, or a file of the system's own. */
export function isOpenFile(descriptor: number): boolean {
  return /^\/(?!proc\/|dev\/|memfd:)/.test(targetOf(descriptor) ?? "");
}

function targetOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
