import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

export interface KernelCommand {
  /** As in a kernelspec: `{connection_file}` stands for the path of the connection file. */
  readonly argv: readonly string[];
  /** The kernel's working directory: the notebook's folder. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** How a kernel's process ended. */
export interface KernelDeath {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what the process itself wrote to stdout and stderr, or why it could not be started. */
  readonly lastWords: string;
}

const LAST_WORDS_LENGTH = 8192;
/** A grandchild may hold the pipes open; what the kernel itself wrote is read long before. */
const LAST_READ_MS = 200;

/** A kernel's process, in a process group of its own so that an interrupt reaches it as Jupyter's does. It never outlives ours. */
export class KernelProcess {
  /** Settles when the process has ended or could not be started; never rejects. */
  readonly died: Promise<KernelDeath>;
  readonly #child: ChildProcess;
  #lastWords = "";
  #isAlive = true;

  constructor({ argv, cwd, env }: KernelCommand, connectionFile: string) {
    const [program = "", ...args] = argv.map((word) => word.replaceAll("{connection_file}", connectionFile));
    this.#child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...(env ?? process.env), JPY_PARENT_PID: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    const killAtExit = (): void => this.signal("SIGKILL");
    process.once("exit", killAtExit);
    this.died = this.#end().finally(() => process.off("exit", killAtExit));
  }

  /** Undefined if the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Signals the whole process group; without effect once the kernel has ended. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (!this.#isAlive || pid === undefined) return;
    if (process.platform === "win32") this.#child.kill(signal);
    else process.kill(-pid, signal);
  }

  async #end(): Promise<KernelDeath> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    const exit = await new Promise<Omit<KernelDeath, "lastWords">>((resolve) => {
      this.#child.once("exit", (code, signal) => resolve({ code, signal }));
      this.#child.once("error", (error) => {
        this.#hear(error.message);
        resolve({ code: null, signal: null });
      });
    });
    this.#isAlive = false;
    await Promise.race([closed, pause(LAST_READ_MS)]);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    return { ...exit, lastWords: this.#lastWords };
  }

  #hear(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_LENGTH);
  }
}
