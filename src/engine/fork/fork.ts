import { getHeapSpaceStatistics } from "node:v8";
import { EngineError } from "../engine";
import type { Native } from "../native";
import { readText } from "../proc";

const MADV_DOFORK = 11;
const FIRST_PAGE = 4096;

/**
 * Without the first, a child waits for V8's helper threads, which only the kernel has. Even then V8 hands them tasks, and waking one of several that
 * do not exist may wait for another: so there must be one at most. Size 0 does not mean none, but one for each processor. Neither can be set later.
 */
const REQUIRED_FLAGS = ["--single-threaded", "--v8-pool-size=1"];

/** Throws {@link EngineError} unless the kernel was started with the flags that make a fork safe. */
export function checkFlags(flags: readonly string[]): void {
  const missing = REQUIRED_FLAGS.filter((flag) => !flags.includes(flag));
  if (missing.length === 0) return;
  throw new EngineError(
    `Measuring in a fork needs a kernel that was started with ${missing.join(" ")}: install the kernels again with "tslab-magics install".`,
  );
}

/** Makes the kernel's memory ready for forks; to be called before each, because memory that V8 took meanwhile has to be made ready too. */
export class ForkableMemory {
  readonly #native: Native;
  /** Where the mappings begin that the system itself put into the process, at which the advice would stop. They never move. */
  readonly #endAddress: number;

  constructor(native: Native) {
    this.#native = native;
    this.#endAddress = firstSystemMapping();
  }

  /**
   * V8 marks its heap MADV_DONTFORK (nodejs/node#48523): a child would fault at once. One call undoes it for all mappings below the system's own;
   * that there are holes between them is reported as ENOMEM after the work is done. Then hands malloc's free pages back, which would take up
   * what the measured cell allocates. Until the fork V8 may take no further page, which the child would not have, and crash at its next collection: so
   * there is room left in the young generation.
   */
  prepare(): void {
    const { libc } = this.#native;
    if (youngRoomBytes() < ROOM_BYTES) global.gc?.({ type: "minor", execution: "sync" });
    libc.malloc_trim(0);
    if (libc.madvise(FIRST_PAGE, this.#endAddress - FIRST_PAGE, MADV_DOFORK) === 0) return;
    const error = this.#native.errorName();
    if (error !== "ENOMEM")
      throw new EngineError(`The system refuses to let the kernel's memory be copied (madvise: ${error}): restart the kernel.`);
    // V8 may have compiled or collected on the way here, and taken pages for it. With this call and the next one warm, it has no reason to.
    libc.madvise(FIRST_PAGE, this.#endAddress - FIRST_PAGE, MADV_DOFORK);
  }
}

/** What the way from here to the fork allocates is some KiB. */
const ROOM_BYTES = 128 * 1024;

function youngRoomBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_available_size ?? 0;
}

/** fork(2): 0 in the child, the child's pid in the kernel. Throws {@link EngineError} where the system refuses. */
export function fork(native: Native): number {
  const pid = native.libc.fork();
  if (pid >= 0) return pid;
  const error = native.errorName();
  throw new EngineError(`The system refuses to copy the kernel's process (fork: ${error}): ${REMEDIES[error] ?? "restart the kernel"}.`);
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOMEM: "free memory, or set vm.overcommit_memory to 0 or 1 if it is 2",
  EAGAIN: "end other processes, or raise the limit of processes (ulimit -u, or pids.max of the container)",
  EPERM: "allow the fork call in the seccomp profile of the container",
  ENOSYS: "allow the fork call in the seccomp profile of the container",
};

function firstSystemMapping(): number {
  const maps = (readText("/proc/self/maps") ?? "").split("\n");
  const starts = maps.filter((line) => /\[v(?:var|dso|syscall)/.test(line)).map((line) => Number.parseInt(line, 16));
  if (starts.length > 0) return Math.min(...starts);
  throw new EngineError(
    "Measuring in a fork needs a Linux that shows its own mappings in /proc/self/maps, and this one (gVisor? no /proc?) does not: use another container runtime.",
  );
}
