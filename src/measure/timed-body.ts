import { performance } from "node:perf_hooks";
import type { Timing, TimingStop } from "../model/measurement";
import type { Note } from "../model/result";
import type { TimeitTask } from "../model/task";
import { median } from "../stats/quantile";
import { type Sorted, isNonEmpty, sort } from "../stats/sample";
import { clocks } from "./clock";
import { collectAll } from "./garbage";
import type { TimeSpan } from "./gc-watch";
import type { Loop, TimedBody } from "./loop";

// Taken now: a measured cell may replace it, as fake timers do.
const nowMs = performance.now.bind(performance);

/** A repeat lasts at least as long, if the number of repeats is given and that of loops is ours to choose; and the most loops that we choose. Both as in IPython. */
const MIN_REPEAT_NS = 0.2e9;
const MAX_LOOPS = 1e9;

/**
 * A repeat lasts at least as long, if there may be as many repeats as it takes: long enough that reading the clock is nothing beside it, and short
 * enough that most repeats are not disturbed by what else the machine does.
 */
const SHORT_REPEAT_NS = 1e6;

/** V8 optimizes a loop long before. */
const WARM_LOOPS = 100_000;

const EMPTY_REPEATS = 5;

/** The first compiles, and does not count. */
const TWICE_REPEATS = 8;

/** Of a body that takes so many times as long as the empty loop, it does not matter what exactly the loop adds. */
const NEGLIGIBLE = 100;

/** A repeat may become so many times shorter than it was to be, once the machine is less busy. */
const TOO_SHORT = 4;

/** Two turns of an empty loop of the same text may differ by as much: where V8 puts the code decides. */
const RESOLUTION_NS = 0.5;

/** A body's loops: how many make a repeat, what they took, and what the empty loop takes. */
export class BodyTimer {
  readonly notes: Note[] = [];
  /** When its repeats were timed, on the clock of `performance.now()`. */
  readonly spans: TimeSpan[] = [];
  readonly #task: TimeitTask;
  readonly #clock: () => number;
  #body: TimedBody;
  #loop: Loop | undefined;
  #loops = 1;
  #empty: Sorted = sort([0]);
  /** What the loop adds to all loops of a repeat. */
  #addedNs = 0;
  #firstNs = 0;
  #allRunsNs: number[] = [];

  constructor(body: TimedBody, task: TimeitTask) {
    this.#body = body;
    this.#task = task;
    this.#clock = clocks[task.clock];
  }

  /** Another list whenever repeats were forgotten. */
  get allRunsNs(): readonly number[] {
    return this.#allRunsNs;
  }

  get loops(): number {
    return this.#loops;
  }

  /** Per loop. */
  get overheadNs(): number {
    return this.#addedNs / this.#loops;
  }

  /** Runs the body once, which shows what it prints, and compiles it. */
  async runFirst(): Promise<void> {
    const start = this.#clock();
    const first = this.#body.runFirst();
    this.#loop = this.#body.loopAfter(first);
    if (this.#loop.isAsync) await first;
    this.#firstNs = this.#clock() - start;
  }

  /** Chooses the number of loops, unless it is given, and times the empty loop. */
  async prepare(): Promise<void> {
    this.notes.push(...this.#running.notes);
    if (!this.#running.isSteady()) await this.#goLive();
    this.#loops = this.#task.loops ?? (await this.#chooseLoops());
    this.#empty = await this.#timeEmpty();
    this.#addedNs = await this.#timeAdded();
  }

  /** Whether the number of loops was chosen while the machine was busy, so that repeats turn out to be far too short; then all is to be made anew. */
  get isTooShort(): boolean {
    const lastedNs = this.spans.map(({ fromMs, toMs }) => (toMs - fromMs) * 1e6);
    return this.#task.loops === undefined && isNonEmpty(lastedNs) && median(sort(lastedNs)) < this.#leastNs / TOO_SHORT;
  }

  /** Forgets what was timed, and chooses the number of loops anew. */
  async beginAgain(): Promise<void> {
    this.forget(this.#allRunsNs.length);
    await this.prepare();
  }

  /** One repeat more. Gives what it took, the empty loop subtracted; undefined where a variable turned out to change, and all repeats before are void. */
  async repeat(): Promise<number | undefined> {
    const { loops: given, collect } = this.#task;
    if (collect === "each" || (collect === "once" && this.#allRunsNs.length === 0)) collectAll();
    // With a given number of loops the body runs exactly so often: the first repeat goes on from the first loop.
    const isBegun = this.#allRunsNs.length === 0 && given !== undefined;
    const fromMs = nowMs();
    const wholeNs = isBegun ? this.#firstNs + (await this.#time(this.#loops - 1)) : await this.#time(this.#loops);
    this.spans.push({ fromMs, toMs: nowMs() });
    if (!this.#running.isSteady()) {
      await this.#goLive();
      return undefined;
    }
    const tookNs = Math.max(0, wholeNs - this.#addedNs);
    this.#allRunsNs.push(tookNs);
    return tookNs;
  }

  /** Forgets the first repeats, which were slower because V8 was still at work on the code. */
  forget(count: number): void {
    this.#allRunsNs = this.#allRunsNs.slice(count);
    this.spans.splice(0, count);
  }

  toTiming(stop: TimingStop | undefined): Timing {
    const { overheadNs } = this;
    const isUnresolved = isNonEmpty(this.#allRunsNs) && median(sort(this.#allRunsNs)) < this.#resolutionNs();
    return {
      loops: this.#loops,
      allRunsNs: [...this.#allRunsNs],
      overheadNs,
      ...(isUnresolved && { atMostNs: this.#resolutionNs() / this.#loops }),
      ...(stop && { stop }),
    };
  }

  get #running(): Loop {
    if (this.#loop === undefined) throw new Error("The body has not run yet.");
    return this.#loop;
  }

  /** From now on every variable is read each time: one that was taken for a constant has changed. */
  async #goLive(): Promise<void> {
    const live = this.#body.live?.();
    if (live === undefined) throw new Error("A loop without constants cannot become unsteady.");
    this.#body = live;
    this.#allRunsNs = [];
    this.spans.length = 0;
    this.notes.push(LIVE_VARIABLES);
    await this.runFirst();
  }

  get #leastNs(): number {
    return this.#task.repeat === undefined ? SHORT_REPEAT_NS : MIN_REPEAT_NS;
  }

  async #chooseLoops(): Promise<number> {
    return this.#chooseAmong(this.#task.repeat === undefined ? ONE_TWO_FIVE : TEN, this.#leastNs);
  }

  /** The smallest of some round numbers whose loops last long enough, twice: once may be because they are new, or because the machine was busy. */
  async #chooseAmong(factors: readonly number[], leastNs: number): Promise<number> {
    if (this.#firstNs >= this.#task.budgetNs) return 1;
    for (let power = this.#firstNs >= leastNs ? 1 : 10; ; power *= 10) {
      for (const factor of factors) {
        const loops = factor * power;
        if (loops >= MAX_LOOPS) return MAX_LOOPS;
        if ((await this.#time(loops)) >= leastNs && (await this.#time(loops)) >= leastNs) return loops;
      }
    }
  }

  /** Times of empty loops, once V8 has optimized them. The shortest counts: whatever disturbs a loop makes it longer. */
  async #timeEmpty(): Promise<Sorted> {
    const { timeEmpty } = this.#running;
    await timeEmpty(WARM_LOOPS);
    const first = await timeEmpty(this.#loops);
    const others: number[] = [];
    while (others.length < EMPTY_REPEATS - 1) others.push(await timeEmpty(this.#loops));
    return sort([first, ...others]);
  }

  /**
   * What the loop adds to this body. Of an empty loop that is all that it takes. But a processor works on several things at once: where each step
   * of a body waits for the one before, the loop is done meanwhile and adds nothing. A loop with the body twice tells: what that takes less than
   * twice as long as the loop with the body once is what the loop adds.
   */
  async #timeAdded(): Promise<number> {
    const emptyNs = this.#empty[0];
    const { time, timeTwice } = this.#running;
    // With a given number of loops the body runs exactly so often.
    if (timeTwice === undefined || this.#task.loops !== undefined) return emptyNs;
    const twice = timeTwice();
    const [once, both]: [number[], number[]] = [[], []];
    while (once.length < TWICE_REPEATS) {
      once.push(await time(this.#loops));
      both.push(await twice(this.#loops));
      if (once[0]! > emptyNs * NEGLIGIBLE) return emptyNs;
    }
    const added = 2 * Math.min(...once.slice(1)) - Math.min(...both.slice(1));
    return Math.min(emptyNs, Math.max(0, added));
  }

  /** What a repeat must last, without its empty loop, to be told from nothing. An empty turn that awaits nothing is as good as nothing itself. */
  #resolutionNs(): number {
    return Math.max(RESOLUTION_NS * this.#loops, median(this.#empty) - this.#empty[0], this.#running.isAsync ? 0 : this.#empty[0]);
  }

  async #time(loops: number): Promise<number> {
    return loops === 0 ? 0 : await this.#running.time(loops);
  }
}

const ONE_TWO_FIVE = [1, 2, 5];
const TEN = [1];

const LIVE_VARIABLES: Note = {
  reason: "live-variables",
  text: "A variable of the notebook was assigned while the code ran, so every loop reads all of them anew, as the code says.",
};
