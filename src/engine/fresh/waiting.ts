import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import { EngineError } from "../engine";
import type { FreshChild } from "./fresh-child";

export interface WaitingOptions {
  start(): Promise<FreshChild>;
  readonly idleMs: number;
  /** The child was ended because nobody needed it for long. */
  onIdle(): void;
}

/** At most one started child that waits for a job. It is used once. */
export class Waiting {
  readonly #options: WaitingOptions;
  #child: Promise<FreshChild> | undefined;
  /** What the child was started with. */
  #world = "";
  #timer: NodeJS.Timeout | undefined;
  #isPaused = false;

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /** Starts a child if none waits, or one that waits was started in another folder or environment than those of now. */
  async prepare(): Promise<FreshChild> {
    const world = worldOfNow();
    if (this.#child !== undefined && this.#world !== world) this.end();
    const child = (this.#child ??= this.#options.start());
    this.#world = world;
    this.#endWhenIdle();
    try {
      return await child;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** The same; if no child can be started, the next start that somebody waits for tells why. */
  prepareInBackground(): void {
    this.prepare().catch(() => undefined);
  }

  /** The child that waits, or a new one; nobody else gets it. */
  async take(): Promise<FreshChild> {
    const child = this.prepare();
    this.#forget();
    const taken = await child;
    // It may have been killed by somebody while it waited.
    return taken.isAlive ? taken : this.#options.start();
  }

  /** Keeps it from starting up further, so that what is measured now has the machine for itself. */
  pause(): void {
    this.#signal(true);
  }

  resume(): void {
    this.#signal(false);
  }

  /** Settles when it has started up; soon in any case. */
  get quiet(): Promise<unknown> {
    if (this.#child === undefined) return Promise.resolve();
    const started = this.#child.then(({ waits }) => waits).catch(() => undefined);
    return Promise.race([started, delay(START_UP_MS, undefined, { ref: false })]);
  }

  /** Ends the child that waits. */
  end(): void {
    const child = this.#child;
    this.#forget();
    child?.then((waiting) => waiting.kill("SIGKILL")).catch(() => undefined);
  }

  #signal(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#child?.then((child) => child.kill(this.#isPaused ? "SIGSTOP" : "SIGCONT")).catch(() => undefined);
  }

  #forget(): void {
    this.#child = undefined;
    clearTimeout(this.#timer);
  }

  #endWhenIdle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.end();
      this.#options.onIdle();
    }, this.#options.idleMs).unref();
  }
}

/** Enough for a process to start up, also on a busy machine. */
const START_UP_MS = 1000;

/** What a process takes over when it starts, and partly cannot change later: Node reads NODE_OPTIONS and LANG once. */
function worldOfNow(): string {
  return JSON.stringify([workingDirectory(), Object.entries(process.env).sort()]);
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new EngineError("The kernel's working directory does not exist any more: call process.chdir() with one that does.");
  }
}
