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

/** Started children that wait for a job: one, or a few where many runs follow each other. Each is used once. */
export class Waiting {
  readonly #options: WaitingOptions;
  /** In the order in which they were started. */
  #children: Promise<FreshChild>[] = [];
  /** What they were started with. */
  #world = "";
  #timer: NodeJS.Timeout | undefined;
  #seriesTimer: NodeJS.Timeout | undefined;
  #isPaused = false;

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /** Starts a child if none waits. */
  async prepare(): Promise<void> {
    await this.#first();
  }

  /**
   * Sees to it that `count` children wait, in the background; only one does after a series, whose runs follow each other at once. If one cannot be
   * started, the next start that somebody waits for tells why.
   */
  keep(count: number): void {
    clearTimeout(this.#seriesTimer);
    if (count > 1) this.#seriesTimer = setTimeout(() => this.#endBeyond(1), SERIES_PAUSE_MS).unref();
    this.#keep(count).catch(() => undefined);
  }

  /** The first child that waits, or a new one; nobody else gets it. */
  async take(): Promise<FreshChild> {
    const child = this.#first();
    this.#forget(child);
    const taken = await child;
    // It may have been killed by somebody while it waited.
    return taken.isAlive ? taken : this.#options.start();
  }

  /** Keeps them from starting up further, so that what is measured now has the machine for itself. */
  pause(): void {
    this.#signal(true);
  }

  resume(): void {
    this.#signal(false);
  }

  /** Settles when all have started up; soon in any case. */
  get quiet(): Promise<unknown> {
    if (this.#children.length === 0) return Promise.resolve();
    const started = this.#children.map((child) => child.then(({ waits }) => waits).catch(() => undefined));
    return Promise.race([Promise.all(started), delay(START_UP_MS, undefined, { ref: false })]);
  }

  /** Ends the children that wait. */
  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#seriesTimer);
    this.#endBeyond(0);
  }

  async #keep(count: number): Promise<void> {
    const first = this.#first();
    const others = Array.from({ length: count - this.#children.length }, () => this.#start());
    this.#endBeyond(count);
    await Promise.all([first, ...others]);
  }

  #endBeyond(count: number): void {
    for (const child of this.#children.splice(count)) endOnceStarted(child);
  }

  /** Those that were started in another folder or environment than those of now are ended. Throws {@link EngineError} where there is no folder. */
  #first(): Promise<FreshChild> {
    const world = worldOfNow();
    if (this.#world !== world) this.end();
    this.#world = world;
    this.#endWhenIdle();
    return this.#children[0] ?? this.#start();
  }

  #start(): Promise<FreshChild> {
    const child = this.#options.start();
    this.#children.push(child);
    child.catch(() => this.#forget(child));
    return child;
  }

  #forget(child: Promise<FreshChild>): void {
    this.#children = this.#children.filter((each) => each !== child);
    if (this.#children.length === 0) clearTimeout(this.#timer);
  }

  #signal(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    for (const each of this.#children) each.then((child) => child.kill(this.#isPaused ? "SIGSTOP" : "SIGCONT")).catch(() => undefined);
  }

  #endWhenIdle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.end();
      this.#options.onIdle();
    }, this.#options.idleMs).unref();
  }
}

function endOnceStarted(child: Promise<FreshChild>): void {
  child.then((waiting) => waiting.kill("SIGKILL")).catch(() => undefined);
}

/** After a series of runs, or while one of them takes long, when starting a process is nothing beside it. */
const SERIES_PAUSE_MS = 2000;

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
