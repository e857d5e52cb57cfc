import { writeSync } from "node:fs";
import type { CellRunner } from "../cell-runner";
import { readConnectionFile } from "./connection";
import type { KernelIdentity } from "./kernel-info";
import { KernelServer } from "./server";

export interface ServeOptions {
  readonly connectionFile: string;
  readonly runner: CellRunner;
  readonly identity: KernelIdentity;
}

const PARENT_CHECK_MS = 1000;

/**
 * Serves a kernel on a connection file until it is shut down, by request, by SIGTERM or because the Jupyter that started it died. SIGINT
 * interrupts the running cell. Then it ends the process: the notebook's own timers would keep it alive.
 */
export async function serveKernel({ connectionFile, runner, identity }: ServeOptions): Promise<never> {
  const server = await KernelServer.start({ connection: readConnectionFile(connectionFile), runner, identity, log: logToStderr });
  const interrupt = (): void => server.interrupt();
  const stop = (): void => void server.stop();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", stop);
  watchParent(stop);
  await server.stopped;
  process.exit(0);
}

/** Jupyter names itself in JPY_PARENT_PID. A kernel that some wrapper started has another parent, and is not watched. */
function watchParent(onDeath: () => void): void {
  const parent = process.ppid;
  if (process.env["JPY_PARENT_PID"] !== String(parent)) return;
  setInterval(() => hasLost(parent) && onDeath(), PARENT_CHECK_MS).unref();
}

/** An orphan has another parent, except on Windows, where it keeps the number of one that is gone. */
function hasLost(parent: number): boolean {
  if (process.platform !== "win32") return process.ppid !== parent;
  try {
    process.kill(parent, 0);
    return false;
  } catch {
    return true;
  }
}

/** Past `process.stderr`, whose writes go to the notebook. */
function logToStderr(line: string): void {
  try {
    writeSync(2, `[tslab-magics] ${line}\n`);
  } catch {
    // A log that is full or closed must not end the kernel, and there is nowhere left to say it.
  }
}
