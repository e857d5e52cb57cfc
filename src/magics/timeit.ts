import type { BodyTimes, Contender, Run, TimeitResult } from "../model/result";
import type { SweepResult } from "../model/sweep-result";
import type { Timing } from "../model/measurement";
import type { TimeitTask } from "../model/task";
import { renderSweep } from "../render/sweep";
import { renderTimeit } from "../render/timeit";
import { perLoopStatistics } from "../stats/per-loop";
import { type Ratio, pairedRatio } from "../stats/ratio";
import { isNonEmpty } from "../stats/sample";
import type { Magic, MagicCall } from "./magic";
import { commonOptions, fieldsOf, type MeasuredFields, measureInChildren, timeoutOption } from "./measuring";
import type { Options, OptionTable } from "./options";
import { measureSweep } from "./sweep/measure-sweep";
import { isSweep, sweepOptions } from "./sweep/options";
import { loopTimes } from "./sweep/readings";
import type { SweepSubject } from "./sweep/subject";
import { UsageError } from "./usage-error";

const options = {
  loops: { kind: "integer", short: "n", metavar: "N", min: 1, max: 1e12, help: "Loops in each repeat (default: enough to be timed well)." },
  repeat: {
    kind: "integer",
    short: "r",
    metavar: "N",
    min: 1,
    max: 100_000,
    help: "Repeats, one after the other in one child (default: until the mean is known to 1 %, or the time is up; 7 with -n).",
  },
  time: {
    kind: "seconds",
    metavar: "SECONDS",
    min: 0.01,
    max: 100_000,
    help: "Without -n and -r: how long to go on if the mean is not known to 1 % before (default: 1.5; in a sweep 0.3 for each run).",
  },
  precision: { kind: "integer", short: "p", metavar: "N", min: 1, max: 15, default: 3, help: "Significant digits of the times shown." },
  rounds: {
    kind: "integer",
    metavar: "N",
    min: 1,
    max: 1000,
    help: "With --sweep: times each size in N children (default: 3; of a range whose sizes are chosen as it goes, 2).",
  },
  stat: { kind: "choice", choices: ["mean", "median", "best"], default: "mean", help: "The statistic of the first line." },
  compare: {
    kind: "flag",
    magicOnly: true,
    help: "Time each statement of the cell for itself, in turns, and show the ratios. A block { } is one statement.",
  },
  setupEach: { kind: "flag", help: "Run the setup before every loop, outside the clock, instead of once." },
  gc: {
    kind: "choice",
    choices: ["none", "once", "each"],
    default: "none",
    help: "Collect garbage before the first repeat, or before each, outside the clock.",
  },
  wallClock: { kind: "flag", short: "t", help: "Measure wall time, as without this option." },
  cpuClock: { kind: "flag", short: "c", help: "Measure the CPU time in user mode instead of wall time." },
  timeout: timeoutOption,
  ...sweepOptions,
  ...commonOptions,
} as const satisfies OptionTable;

/** `%timeit`: time of many loops, as IPython's magic of that name, with `await` and with memory. */
export const timeit: Magic<typeof options, TimeitResult | SweepResult> = {
  kind: "measure",
  name: "timeit",
  summary: "Time of a line or a cell, over many loops",
  description:
    "Runs the code many times in a child process that holds a copy of the notebook's state, and shows the mean and the standard deviation of " +
    "the time of one loop, then peak memory and total time. The code may use `await`.\n\n" +
    "It goes on until the mean is known to 1 %, or for 1.5 s; with `-n` or `-r` as often as they say. The time of the empty loop is subtracted; of " +
    "a body that cannot be told from it, only a bound is shown. What the code prints is shown for the first loop only. Nothing changes in the " +
    "notebook.",
  forms: ["line", "cell"],
  signature: "timeit(fn, options)",
  assigns: "result",
  resultType: ({ sweep }) => (sweep.length > 0 ? "TimeSweepResult" : "TimeitResult"),
  bindsNames: ({ sweep }) => sweep.map(({ name }) => name),
  options,
  loops: { hasRivals: ({ compare }) => compare, setsUpEach: ({ setupEach }) => setupEach },
  examples: [
    { code: "%timeit rows.map((row) => row.length)", says: "one line" },
    { code: "%timeit -n 1000 -r 3 JSON.stringify(rows)", says: "3 repeats of 1,000 loops each" },
    {
      code: "%%timeit const text = JSON.stringify(rows)\nJSON.parse(text)",
      says: "a cell; the first line is setup, run once and not timed",
    },
    {
      code: "%%timeit --compare\nrows.map(f)\nfor (const row of rows) f(row)",
      says: "two ways, timed in turns, with the ratio of their times",
    },
    {
      code: "%%timeit --setup-each const copy = [...rows]\ncopy.sort()",
      says: "a fresh copy for every loop; only the sorting is timed",
    },
    { code: "%timeit --sweep n=10,100,1000,10000,100000 f(n)", says: "how the time of a loop grows" },
    { code: "const { perLoop } = %timeit -o f()", says: "the result as a value" },
  ],
  async measure(call, session) {
    const { compileNs, options } = call;
    if (isSweep(options)) return measureSweep(call, session, sweepOf(call));
    if (options.rounds !== undefined) throw new UsageError("--rounds is of a sweep: it goes with --sweep NAME=SIZES.");
    const { fields, last } = await measureInChildren(call, session, taskOf(call.options));
    const bodies = (last.timings ?? []).map(timesOf);
    const contenders = call.codes && contendersOf(call.codes, bodies);
    return {
      ...timeitOf(options, fields, bodies[0]),
      ...(compileNs !== undefined && { compileNs }),
      ...(contenders && { contenders }),
    };
  },
  render: (result, { precision, stat }) => (result.kind === "sweep" ? renderSweep(result) : renderTimeit(result, { precision, stat })),
};

type TimeitOptions = Options<typeof options>;

function timeitOf(given: TimeitOptions, fields: MeasuredFields, times: BodyTimes = { allRunsNs: [] }): TimeitResult {
  return { kind: "timeit", ...fields, repeat: repeatOf(given) ?? times.allRunsNs.length, ...times };
}

/** `%timeit --sweep`: the time of a loop at each size. */
function sweepOf({ code, options }: MagicCall<TimeitOptions>): SweepSubject {
  if (options.compare) throw new UsageError("--compare times the statements of a cell in turns; a sweep is of one piece of code.");
  return {
    of: "timeit",
    task: taskOf(options, SWEEP_TIME_S),
    main: loopTimes,
    times: loopTimes,
    repeats: options.rounds,
    resultOf: (records, { engine }) => {
      const times = records.map(({ timings: [timing] = [] }) => timing && timesOf(timing));
      const [quickest] = times.filter((each) => each !== undefined).sort((a, b) => medianOf(a) - medianOf(b));
      const runs = records.map(({ run }, index) => withLoopTime(run, times[index]));
      return timeitOf(options, { ...fieldsOf(records, code, engine), runs }, quickest);
    },
  };
}

function medianOf({ perLoop }: BodyTimes): number {
  return perLoop?.medianNs ?? Infinity;
}

function withLoopTime(run: Run, times: BodyTimes | undefined): Run {
  return times?.perLoop ? { ...run, loopNs: times.perLoop.medianNs } : run;
}

const TIME_S = 1.5;
/** For each run of a sweep, of which there are many. */
const SWEEP_TIME_S = 0.3;

function taskOf(given: TimeitOptions, timeS = TIME_S): TimeitTask {
  const { loops, time = timeS, gc, cpuClock, setupEach } = given;
  const repeat = repeatOf(given);
  return {
    kind: "timeit",
    ...(loops !== undefined && { loops }),
    ...(repeat !== undefined && { repeat }),
    budgetNs: time * 1e9,
    clock: cpuClock ? "cpu-user" : "wall",
    collect: gc,
    setupEach,
  };
}

/** Who gives the number of loops wants them counted, as in IPython. */
function repeatOf({ loops, repeat }: TimeitOptions): number | undefined {
  return repeat ?? (loops === undefined ? undefined : REPEATS_OF_IPYTHON);
}

const REPEATS_OF_IPYTHON = 7;

function timesOf({ allRunsNs, loops, overheadNs, atMostNs, stop, gc }: Timing): BodyTimes {
  const isKnown = atMostNs === undefined && isNonEmpty(allRunsNs);
  return {
    allRunsNs,
    loops,
    overheadNs,
    ...(isKnown && { perLoop: perLoopStatistics(allRunsNs, loops) }),
    ...(atMostNs !== undefined && { atMostNs }),
    ...(stop && { stop }),
    ...(gc && { gcInside: gc }),
  };
}

/** The bodies with their code, each beside the first. Of those that were not reached there is nothing but the code. */
function contendersOf(codes: readonly string[], bodies: readonly BodyTimes[]): readonly Contender[] {
  const [first] = bodies;
  return codes.map((code, index) => {
    const times = bodies[index] ?? { allRunsNs: [] };
    const ratio = index > 0 && first ? ratioOf(times, first) : undefined;
    return { code, ...times, ...(ratio && { ratio }) };
  });
}

function ratioOf(times: BodyTimes, first: BodyTimes): Ratio | undefined {
  if (!times.perLoop || !first.perLoop) return undefined;
  const [numerators, denominators] = [times, first].map(({ allRunsNs, loops = 1 }) => allRunsNs.map((ns) => ns / loops));
  return numerators && denominators && isNonEmpty(numerators) && isNonEmpty(denominators)
    ? pairedRatio(numerators, denominators)
    : undefined;
}
