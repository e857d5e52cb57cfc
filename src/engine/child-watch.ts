import type { ChildEvent } from "../model/child";
import type { Sampling } from "../model/task";
import { Descendants, type Ended, type OrphanKeeper } from "./descendants";
import { readStat } from "./proc";
import { Sampler, type Sample, type SamplerListener } from "./sampler";
import { Timers } from "./timers";

export interface ChildWatchListener {
  /** `grownBytes`: what the child has taken since its first sample, counting what only it can have taken (RssAnon + RssShmem). */
  onSample(sample: Sample, grownBytes: number): void;
  /** The child has ended, or is about to. */
  onGone(): void;
}

/** What the kernel sees of a child from outside: its memory over time, what it starts, and its death. */
export class ChildWatch {
  /** Resolves some time after the child's death: long enough for any engine to have told how it exited. */
  readonly lost: Promise<void>;
  readonly #pid: number;
  readonly #sampler: Sampler;
  readonly #descendants: Descendants;
  readonly #timers = new Timers();
  #first: Sample | undefined;
  #lastEnd: Promise<Ended> = Promise.resolve({ ended: [], left: [] });

  constructor(pid: number, listener: ChildWatchListener, sampling: Sampling = {}, keeper?: OrphanKeeper) {
    this.#pid = pid;
    this.#descendants = new Descendants(pid, keeper);
    let lose = (): void => undefined;
    this.lost = new Promise((resolve) => (lose = resolve));
    const samplerListener: SamplerListener = {
      onSample: (sample) => {
        this.#first ??= sample;
        this.#descendants.scanIfDue();
        listener.onSample(sample, ownBytes(sample) - ownBytes(this.#first));
      },
      onGone: () => {
        this.#waitForReaping(lose);
        listener.onGone();
      },
    };
    this.#sampler = new Sampler(pid, samplerListener, sampling);
  }

  /** Takes the first sample before it returns. */
  start(): void {
    this.#sampler.start();
  }

  get samples(): readonly Sample[] {
    return this.#sampler.samples;
  }

  get intervalNs(): number | undefined {
    return this.#sampler.intervalNs;
  }

  /** Why there are fewer samples than there should be. */
  get failures(): readonly string[] {
    return this.#sampler.failures;
  }

  /** The child has told its own memory. */
  take(report: Extract<ChildEvent, { type: "memory" }>): void {
    this.#sampler.take(report);
  }

  /** The measured part begins: what was sampled earlier is of no more use. */
  beginAt(atNs: number): void {
    this.#sampler.beginAt(atNs);
  }

  /** Looks for processes that the child has started: at a moment after which they may be hard to find. */
  findDescendants(): void {
    this.#descendants.scan();
  }

  /** Ends all that the child has started and that still runs. Says so of earlier calls too. */
  endDescendants(): Promise<Ended> {
    this.#lastEnd = this.#lastEnd.then(() => this.#descendants.end());
    return this.#lastEnd;
  }

  /** Ends the watch; what it has seen stays. */
  stop(): void {
    this.#sampler.stop();
    this.#timers.clear();
  }

  #waitForReaping(lose: () => void): void {
    this.#timers.after(LOST_AFTER_MS, () => {
      // Giving back very much memory takes the system seconds; until then the child is not even a zombie.
      if (hasEnded(this.#pid)) lose();
      else this.#waitForReaping(lose);
    });
  }
}

const LOST_AFTER_MS = 2000;

/** Where the parts are not known, all of it: code that is read in counts too, some 30 MiB. */
function ownBytes({ rssBytes, rssAnonBytes, rssShmemBytes = 0 }: Sample): number {
  return rssAnonBytes === undefined ? rssBytes : rssAnonBytes + rssShmemBytes;
}

/** Reaped, or waiting for that. */
function hasEnded(pid: number): boolean {
  if (readStat(process.pid) === undefined) return !exists(pid);
  const state = readStat(pid)?.state;
  return state === undefined || state === "Z";
}

/** Without /proc: whether a signal could reach it. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
