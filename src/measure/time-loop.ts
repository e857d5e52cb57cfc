import type { ChildPort } from "../model/child";
import type { Timing, TimingStop } from "../model/measurement";
import type { Note } from "../model/result";
import type { TimeitTask } from "../model/task";
import { relativeHalfWidth } from "../stats/interval";
import { isNonEmpty } from "../stats/sample";
import { pairedRatio } from "../stats/ratio";
import { trendOf } from "../stats/trend";
import { nowNs } from "./clock";
import type { TimeSpan } from "./gc-watch";
import type { TimedBody } from "./loop";
import { BodyTimer } from "./timed-body";

/** The mean is known well enough when half the width of its 95 % interval is no more than this share of it, and there are so many repeats. */
const PRECISION = 0.01;
const LEAST_REPEATS = 5;

/** Before, V8 has hardly begun to optimize. */
const LEAST_NS = 0.1e9;

/** Without an interval there is no telling how sure a mean is. */
const LEAST_REPEATS_IN_ANY_TIME = 2;

/** Repeats that fall by chance as these do are one in a thousand, and by more than matters: V8 was still at work on the code. */
const FALLING_Z = -3.3;
const FALLING_RATIO = 0.98;

/** Reading the clock is one percent of it. */
const SHORT_NS = 10_000;

/** What is known so far of timed loops: kept outside of them, so that it survives what a body throws. */
export class TimingLog {
  readonly timers: BodyTimer[] = [];
  /** For each body, when the clock ran. */
  readonly spans: (readonly TimeSpan[])[] = [];
  stop: TimingStop | undefined;
  readonly #notes: Note[] = [];

  add(note: Note): void {
    if (!this.#notes.includes(note)) this.#notes.push(note);
  }

  /** Those of the bodies that had a repeat. */
  get timings(): readonly Timing[] {
    return this.timers.filter(({ allRunsNs }) => allRunsNs.length > 0).map((timer) => timer.toTiming(this.stop));
  }

  get notes(): readonly Note[] {
    return [...this.#notes, ...this.timers.flatMap(({ notes }) => notes), ...qualityNotes(this.timings)];
  }
}

/**
 * Times bodies as `%timeit` does. First each runs once: the only loop whose output is shown. Then each has a repeat in turn, of so many loops
 * that a repeat lasts long beside the clock; the order is turned round each time, so that none is always the first. It ends after `task.repeat`
 * repeats; or, where that is not given, when the mean (of several bodies: each ratio to the first) is known to 1 %, or the time is up. Repeats are
 * reported as they end, some at a time.
 */
export async function timeLoops(bodies: readonly TimedBody[], task: TimeitTask, port: ChildPort, log: TimingLog): Promise<void> {
  const startNs = nowNs();
  const { timers } = log;
  timers.push(...bodies.map((body) => new BodyTimer(body, task)));
  for (const timer of timers) await timer.runFirst();
  port.muteOutput();
  for (const timer of timers) await timer.prepare();
  log.spans.push(...timers.map(({ spans }) => spans));
  const rounds = new Rounds(timers, port);
  while (log.stop === undefined) {
    await rounds.next();
    if (rounds.count === ROUNDS_TO_CHECK && timers.some(({ isTooShort }) => isTooShort)) await rounds.beginAgain();
    const stop = stopAfter(timers, task, nowNs() - startNs);
    const isOpen = task.repeat === undefined && stop !== "budget";
    const hasWarmedUp = isOpen && (stop === "precision" || isPowerOfTwo(rounds.count)) && warmUp(timers, log);
    if (!hasWarmedUp) log.stop = stop;
  }
  rounds.report();
}

/** After so many it shows whether the loops were chosen well. Fewer than IPython's seven, so that none of those is made in vain. */
const ROUNDS_TO_CHECK = 4;

/** Repeats of all bodies, one after the other. */
class Rounds {
  readonly #timers: readonly BodyTimer[];
  readonly #port: ChildPort;
  /** For each body, the repeats that the kernel knows. */
  readonly #told: { runs: readonly number[]; count: number }[];
  #reportedNs = 0;
  count = 0;

  constructor(timers: readonly BodyTimer[], port: ChildPort) {
    this.#timers = timers;
    this.#port = port;
    this.#told = timers.map(({ allRunsNs }) => ({ runs: allRunsNs, count: 0 }));
  }

  async next(): Promise<void> {
    const order = this.#timers.map((timer, body) => ({ timer, body }));
    if (this.count++ % 2 === 1) order.reverse();
    for (const { timer } of order) {
      // Also for the others: the repeats of one round are a pair.
      if ((await timer.repeat()) === undefined) return this.beginAgain();
    }
    if (nowNs() - this.#reportedNs >= REPORT_NS) this.report();
  }

  /** Forgets all repeats: those of one body are void, or far too short. */
  async beginAgain(): Promise<void> {
    for (const timer of this.#timers) await timer.beginAgain();
  }

  /** Tells the kernel of the repeats since the last report, so that a Stop keeps them; where some were forgotten, of all. */
  report(): void {
    this.#timers.forEach((timer, body) => {
      const { loops, overheadNs, allRunsNs } = timer;
      const told = this.#told[body]!;
      const after = told.runs === allRunsNs ? told.count : 0;
      const tookNs = allRunsNs.slice(after);
      this.#told[body] = { runs: allRunsNs, count: allRunsNs.length };
      if (tookNs.length > 0) this.#port.send({ type: "repeats-done", body, loops, after, tookNs, overheadNs });
    });
    this.#reportedNs = nowNs();
  }
}

/** The kernel wakes up for each report, and may disturb the next repeat. */
const REPORT_NS = 0.05e9;

/** Often at first, when V8 is still at work. */
function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function stopAfter(timers: readonly BodyTimer[], task: TimeitTask, elapsedNs: number): TimingStop | undefined {
  const repeats = Math.min(...timers.map(({ allRunsNs }) => allRunsNs.length));
  if (task.repeat !== undefined) return repeats >= task.repeat ? "repeats" : undefined;
  if (repeats >= LEAST_REPEATS && elapsedNs >= LEAST_NS * timers.length && isPrecise(timers)) return "precision";
  return repeats >= LEAST_REPEATS_IN_ANY_TIME && elapsedNs >= task.budgetNs * timers.length ? "budget" : undefined;
}

function isPrecise(timers: readonly BodyTimer[]): boolean {
  const [first, ...rivals] = timers.map(({ allRunsNs }) => allRunsNs);
  if (first === undefined || !isNonEmpty(first)) return false;
  if (rivals.length === 0) return (relativeHalfWidth(first) ?? 0) <= PRECISION;
  return rivals.every((rival) => {
    const ratio = isNonEmpty(rival) ? pairedRatio(rival, first) : undefined;
    return ratio?.low === undefined || ratio.high === undefined || ratio.high / ratio.low <= (1 + PRECISION) ** 2;
  });
}

/** Whether the first third of the repeats was slower because V8 was still at work; then it is forgotten. */
function warmUp(timers: readonly BodyTimer[], log: TimingLog): boolean {
  if (!timers.some(({ allRunsNs }) => isFalling(allRunsNs))) return false;
  const third = Math.floor(timers[0]!.allRunsNs.length / 3);
  for (const timer of timers) timer.forget(third);
  log.add(WARMED_UP);
  return true;
}

function isFalling(allRunsNs: readonly number[]): boolean {
  const trend = trendOf(allRunsNs);
  return trend !== undefined && trend.z <= FALLING_Z && trend.ratio <= FALLING_RATIO;
}

function qualityNotes(timings: readonly Timing[]): Note[] {
  const notes: Note[] = [];
  if (timings.some(({ atMostNs }) => atMostNs !== undefined)) notes.push(BELOW_RESOLUTION);
  if (timings.some(({ allRunsNs }) => isFalling(allRunsNs))) notes.push(STILL_WARMING);
  if (timings.some(({ atMostNs, allRunsNs }) => atMostNs === undefined && Math.min(...allRunsNs) < SHORT_NS)) notes.push(TOO_FEW_LOOPS);
  return notes;
}

const BELOW_RESOLUTION: Note = {
  reason: "below-resolution",
  text: "The body cannot be told from an empty loop: V8 may have computed it in advance, or once for all loops.",
};

const WARMED_UP: Note = {
  reason: "warmed-up",
  text: "The first repeats were slower than those that followed, while V8 was still optimizing the code; they do not count.",
};

const STILL_WARMING: Note = {
  reason: "still-warming",
  text: "The repeats became faster until the end: V8 was still optimizing the code. More repeats (-r) would show its final speed.",
};

const TOO_FEW_LOOPS: Note = {
  reason: "too-few-loops",
  text: "A repeat was so short that reading the clock is a good part of it: give more loops (-n), or leave their number open.",
};
