import { type ChildProcess, spawn } from "node:child_process";
import { descriptorOf } from "./descriptor";

/**
 * Ends the children of a kernel that was killed: a killed kernel runs no clean-up, and a child in an endless loop notices nothing. The guardian is
 * a shell that waits for the end of a pipe from the kernel, and then kills the process groups that it was told last. On Windows the system itself ends
 * the children of a process that ends.
 */
export class Guardian {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;

  /** From now on the process group `pid` ends with this process. */
  guard(pid: number): void {
    this.#groups.add(pid);
    this.#tell();
  }

  /** The group has ended. */
  forget(pid: number): void {
    this.#groups.delete(pid);
    if (this.#shell !== undefined) this.#tell();
  }

  /** Of the connection to the shell, if there is one. */
  get descriptors(): readonly number[] {
    return descriptorOf(this.#shell?.stdin);
  }

  /** To be called when there is nothing to guard for now. */
  rest(): void {
    this.#shell?.stdin?.end("\n");
    this.#shell = undefined;
  }

  #tell(): void {
    if (process.platform === "win32") return;
    this.#shell ??= startShell(() => (this.#shell = undefined));
    this.#shell.stdin?.write(`${[...this.#groups].join(" ")}\n`);
  }
}

const SCRIPT = 'groups=; while read -r line; do groups=$line; done; for group in $groups; do kill -s KILL -- "-$group"; done';

function startShell(onEnd: () => void): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "tslab-magics-guardian"], {
    detached: true,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell, only a child that waits or awaits notices the kernel's death: the next call tries again.
  shell.once("error", onEnd);
  shell.once("exit", onEnd);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return shell;
}
