/** The share of one core that sampling may take. */
const SHARE = 0.05;

/** Longer pauses would let a child take too much memory before it is seen. */
const LONGEST_MS = 20;

/** What a sample is taken to cost before the first are measured, in microseconds: next to nothing, so that short cells have a curve. */
const FIRST_COST_US = 50;

/** How much of the mean each further sample makes. */
const WEIGHT = 1 / 16;

/** No sample counts for more than so many times the mean, and no less than this: the rest is other work of the process, such as the live display. */
const MOST_TIMES = 2;
const LEAST_LIMIT_US = 100;

/**
 * Says how long to pause between samples so that they take a twentieth of one core: what a sample costs is measured as this process's CPU
 * time from one to the next, since waking up costs more than the reading.
 */
export class Pace {
  readonly #cpuUs: () => number;
  #costUs = FIRST_COST_US;
  #lastUs: number;

  /** @param cpuUs The CPU time that the process has used so far, in microseconds. */
  constructor(cpuUs: () => number = ownCpuUs) {
    this.#cpuUs = cpuUs;
    this.#lastUs = cpuUs();
  }

  /** To be asked once after each sample. In whole milliseconds, as timers are. */
  nextAfterMs(): number {
    const nowUs = this.#cpuUs();
    const spentUs = Math.min(nowUs - this.#lastUs, Math.max(MOST_TIMES * this.#costUs, LEAST_LIMIT_US));
    this.#costUs += (spentUs - this.#costUs) * WEIGHT;
    this.#lastUs = nowUs;
    return Math.min(LONGEST_MS, Math.max(1, Math.ceil(this.#costUs / SHARE / 1000)));
  }
}

function ownCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
