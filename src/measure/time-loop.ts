import type { ChildPort } from "../model/child";
import type { Timing } from "../model/measurement";
import type { Note } from "../model/result";
import type { Task } from "../model/task";
import { median } from "../stats/quantile";
import { type Sorted, sort } from "../stats/sample";
import { nowNs } from "./clock";
import type { Loop, TimedBody } from "./loop";

/** A repeat lasts at least as long, if the number of loops is ours to choose; and the most loops that we choose. Both as in IPython. */
const MIN_REPEAT_NS = 0.2e9;
const MAX_LOOPS = 1e9;

/** V8 optimizes a loop long before. */
const WARM_LOOPS = 100_000;

/** Two turns of an empty loop of the same text may differ by as much: where V8 puts the code decides. */
const RESOLUTION_NS = 0.5;

/** What is known so far of a timed loop: kept outside of it, so that it survives what the body throws. */
export interface TimingLog {
  timing?: Timing;
  readonly notes: Note[];
}

/**
 * Times a body as `%timeit` of IPython does: `repeat` times as many loops as make a repeat last 0.2 s, or `task.loops`. The very first loop is
 * the only one whose output is shown. The wall time of an empty loop of the same shape is subtracted. Each repeat is reported as it ends.
 */
export async function timeLoop(body: TimedBody, task: Task & { readonly kind: "timeit" }, port: ChildPort, log: TimingLog): Promise<void> {
  const startNs = nowNs();
  const first = body.runFirst();
  const loop = body.loopAfter(first);
  if (loop.isAsync) await first;
  const firstNs = nowNs() - startNs;
  port.muteOutput();
  log.notes.push(...loop.notes);

  const loops = task.loops ?? (await chooseLoops(loop, firstNs));
  const empty = await timeEmpty(loop, loops);
  const overheadNs = empty[0] / loops;
  const allRunsNs: number[] = [];
  for (let index = 0; index < task.repeat; index++) {
    // With a given number of loops the body runs exactly so often: the first repeat goes on from the first loop.
    const isBegun = index === 0 && task.loops !== undefined;
    const wholeNs = isBegun ? firstNs + (await time(loop.run, loops - 1, loop.isAsync)) : await time(loop.run, loops, loop.isAsync);
    const wallNs = Math.max(0, wholeNs - empty[0]);
    allRunsNs.push(wallNs);
    log.timing = { loops, repeat: task.repeat, allRunsNs: [...allRunsNs], overheadNs };
    port.send({ type: "repeat-done", loops, index, wallNs, overheadNs });
  }
  if (Math.min(...allRunsNs) < resolutionOf(empty, loops, loop.isAsync)) log.notes.push(BELOW_RESOLUTION);
}

/** The smallest power of ten whose loops last long enough. */
async function chooseLoops(loop: Loop, firstNs: number): Promise<number> {
  if (firstNs >= MIN_REPEAT_NS) return 1;
  let loops = 10;
  while (loops < MAX_LOOPS && (await time(loop.run, loops, loop.isAsync)) < MIN_REPEAT_NS) loops *= 10;
  return loops;
}

/** Wall times of empty loops, once V8 has optimized them. The shortest counts: whatever disturbs a loop makes it longer. */
async function timeEmpty(loop: Loop, loops: number): Promise<Sorted> {
  await time(loop.runEmpty, WARM_LOOPS, loop.isAsync);
  const timeOnce = (): Promise<number> => time(loop.runEmpty, loops, loop.isAsync);
  return sort([await timeOnce(), await timeOnce(), await timeOnce()]);
}

/** What a repeat must last, without its empty loop, to be told from nothing. An empty turn that awaits nothing is as good as nothing itself. */
function resolutionOf(empty: Sorted, loops: number, isAsync: boolean): number {
  return Math.max(RESOLUTION_NS * loops, median(empty) - empty[0], isAsync ? 0 : empty[0]);
}

async function time(run: (loops: number) => unknown, loops: number, isAsync: boolean): Promise<number> {
  if (loops === 0) return 0;
  const startNs = nowNs();
  const result = run(loops);
  if (isAsync) await result;
  return nowNs() - startNs;
}

const BELOW_RESOLUTION: Note = {
  reason: "below-resolution",
  text: "The body cannot be told from an empty loop: V8 may have computed it in advance.",
};
