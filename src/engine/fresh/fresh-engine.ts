import type { RunRequest } from "../../model/task";
import type { Job } from "../../state/job";
import type { Pack } from "../../state/pack";
import { type Child, type ChildListener, type Engine, EngineError, type StartOptions } from "../engine";
import { nowNs } from "../sampler";
import { FreshChild } from "./fresh-child";
import { Guardian } from "./guardian";
import { flagsForLimits } from "./limits";
import { Waiting } from "./waiting";

interface FreshRun {
  readonly listener: ChildListener;
  readonly signal: AbortSignal;
  /** How many children are to wait for the runs that follow. */
  readonly waiting: number;
}

export interface FreshEngineOptions {
  /** The main program of a child: a module that calls `serveJob`. */
  readonly main: string;
  readonly pack: Pack;
  /** How long a child waits for a job before it is ended, to give its memory back; 10 minutes. */
  readonly idleMs?: number;
}

/** Collections can be asked for, and run where they are repeatable to 0.01 MiB: on the one thread. */
const FLAGS = ["--expose-gc", "--single-threaded"];

/** Processes of Windows cannot be stopped. */
const canPause = process.platform !== "win32";

/** A child starts up in three times as long as it takes to run a short cell, so that two of them keep a second processor busy. */
const MOST_WAITING = 2;

const NEVER = new AbortController().signal;

const TEN_MINUTES_MS = 600_000;

/**
 * Children that are new Node processes. They hold nothing of the notebook but what the code needs, which is carried over as a job. From the first
 * run on a started child waits for the next.
 */
export class FreshEngine implements Engine {
  readonly name = "fresh";
  readonly flags: readonly string[] = FLAGS;
  readonly runsCodeAtStart = true;
  readonly #options: FreshEngineOptions;
  readonly #guardian = new Guardian();
  readonly #waiting: Waiting;
  readonly #running = new Set<FreshChild>();
  readonly #living = new Set<FreshChild>();
  #isClosed = false;

  constructor(options: FreshEngineOptions) {
    this.#options = options;
    this.#waiting = new Waiting({
      start: () => this.#startProcess([]),
      idleMs: options.idleMs ?? TEN_MINUTES_MS,
      onIdle: () => {
        if (this.#running.size === 0) this.#guardian.rest();
      },
    });
  }

  /** Of the engine's own connections to its children, which are none of the notebook's. */
  get descriptors(): readonly number[] {
    return [...this.#guardian.descriptors, ...[...this.#living].flatMap((child) => child.descriptors)];
  }

  /** Settles when no child is starting up in the background, which would disturb what is measured meanwhile. */
  get quiet(): Promise<unknown> {
    return this.#waiting.quiet;
  }

  async start(request: RunRequest, listener: ChildListener, { signal = NEVER, isFollowed = false }: StartOptions = {}): Promise<Child> {
    if (request.program === undefined) throw new EngineError(NOTHING_TO_COUNT);
    signal.throwIfAborted();
    const startNs = nowNs();
    this.#isClosed = false;
    // Starts up while the notebook is being packed.
    const isUsual = flagsForLimits(request.limits, 0).length === 0;
    if (isUsual) await this.#waiting.prepare();
    const { job, state } = await unlessAborted(this.#options.pack(request), signal);
    const child = await (isUsual ? this.#waiting.take() : this.#startProcess(flagsForLimits(request.limits, sizeOf(job))));
    await this.#run(child, job, { listener, signal, waiting: isUsual && isFollowed && canPause ? MOST_WAITING : 1 });
    child.describe({ ...state, carryNs: nowNs() - startNs });
    return child;
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.end();
    for (const child of this.#running) child.kill("SIGKILL");
    this.#guardian.rest();
  }

  async #run(child: FreshChild, job: Job, { listener, signal, waiting }: FreshRun): Promise<void> {
    this.#running.add(child);
    void child.exited.then(() => {
      this.#running.delete(child);
      // Not while another run goes on, which it would disturb.
      if (this.#running.size > 0) return;
      this.#waiting.resume();
      if (!this.#isClosed) this.#waiting.keep(waiting);
    });
    // Those start up while this one is given its state.
    if (waiting > 1) this.#waiting.keep(waiting);
    await child.take(job, listener, signal);
    if (canPause && this.#running.has(child)) this.#waiting.pause();
  }

  async #startProcess(flags: readonly string[]): Promise<FreshChild> {
    const child = await FreshChild.start({ main: this.#options.main, flags: [...FLAGS, ...flags], guardian: this.#guardian });
    this.#living.add(child);
    void child.exited.then(() => this.#living.delete(child));
    return child;
  }
}

const NOTHING_TO_COUNT =
  "%heap without code shows what the notebook holds, and a new process holds nothing of it: give it code, or measure with the fork engine, where there is one.";

function sizeOf({ sections }: Job): number {
  return sections.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Rejects with the signal's reason as soon as it is aborted. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop);
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
