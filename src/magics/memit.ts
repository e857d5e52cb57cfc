import type { MemitResult, Run, RunsSpread } from "../model/result";
import type { SweepResult } from "../model/sweep-result";
import type { MemitTask } from "../model/task";
import { renderMemit } from "../render/memit";
import { renderSweep } from "../render/sweep";
import { spreadOf } from "../stats/spread";
import { assertionOptions, checkAssertions } from "./assertions";
import { compare } from "./comparison";
import { findResult, nameOf } from "./kept-result";
import type { Magic, MagicCall, Session } from "./magic";
import { commonOptions, fieldsOf, measureInChildren, timeoutOption } from "./measuring";
import type { KeptResult, Options, OptionTable } from "./options";
import { storyOf } from "./story";
import { measureSweep } from "./sweep/measure-sweep";
import { isSweep, sweepOptions } from "./sweep/options";
import { increments, wallTimes } from "./sweep/readings";
import type { SweepSubject } from "./sweep/subject";
import { UsageError } from "./usage-error";

const options = {
  repeat: {
    kind: "integer",
    short: "r",
    metavar: "N",
    min: 1,
    max: 1000,
    help: "Run N times, each in a child of its own; the highest peak counts (default: once; in a sweep two or three times at each size).",
  },
  timeout: { ...timeoutOption, short: "t" },
  interval: {
    kind: "seconds",
    short: "i",
    metavar: "SECONDS",
    min: 0.001,
    max: 3600,
    help: "Time between the samples that make the curve; the peak is the exact mark all the same.",
  },
  children: {
    kind: "flag",
    short: "c",
    help: "Add the memory of the processes that the code starts, in baseline and peak alike. Their sum is sampled, never exact.",
  },
  metric: {
    kind: "choice",
    choices: ["rss", "anon", "heap", "external"],
    default: "rss",
    help:
      "Of which memory the figures are: all that is resident; of that, what no file is behind; what V8 uses of its heap; what its objects hold " +
      "outside of the heap, such as the contents of buffers.",
  },
  compare: {
    kind: "result",
    metavar: "VARIABLE",
    of: ["memit", "sweep"],
    help:
      "Judge peak, increment and time beside those of an earlier result, such as that of const a = %memit -o f(). In a sweep: draw both sweeps in one " +
      "picture, with the ratios.",
  },
  ...assertionOptions,
  ...sweepOptions,
  ...commonOptions,
} as const satisfies OptionTable;

type MemitValues = Options<typeof options>;

/** `%memit`: peak memory, as memory_profiler's magic of that name, but exact and in a child. */
export const memit: Magic<typeof options, MemitResult | SweepResult> = {
  kind: "measure",
  name: "memit",
  summary: "Peak memory of a line or a cell",
  description:
    "Runs the code in a child process that holds a copy of the notebook's state, and shows its peak resident memory (RSS), the increment over " +
    "the baseline just before the code, and the time.\n\n" +
    "Nothing changes in the notebook: variables that the code sets are gone with the child. A cell that runs out of memory, loops for ever or " +
    "crashes ends its child, never the notebook.\n\n" +
    "With `--sweep` it runs at several values of a variable, and says by which law memory and time grow, which value is the largest within a " +
    "`--budget`, and which one is best.",
  forms: ["line", "cell"],
  signature: "memit(fn, options)",
  assigns: "result",
  resultType: ({ sweep }) => (sweep.length > 0 ? "MemorySweepResult" : "MemitResult"),
  bindsNames: ({ sweep }) => sweep.map(({ name }) => name),
  options,
  examples: [
    { code: "%memit new Array(1e6).fill(0)", says: "one line" },
    { code: "%memit -r 5 -t 10 load(path)", says: "five runs of at most 10 seconds each" },
    {
      code: "%%memit const text = readFileSync(path, 'utf8')\nconst rows = parse(text)\nrows.length",
      says: "a cell; the first line is setup, run but not measured",
    },
    { code: "%memit --assert-peak 500MiB load(path)", says: "for CI: the cell fails where the peak is above that" },
    { code: "%memit --sweep chunk=1e3..1e6 --budget 512MiB load(path, chunk)", says: "how it grows, and the largest chunk for a budget" },
    { code: "const { peakBytes } = %memit -o load(path)", says: "the result as a value" },
  ],
  async measure(call, session) {
    const { options } = call;
    if (options.children && !session.seesProcesses) throw new UsageError(NO_PROCESSES);
    if (options.children && options.metric !== "rss") throw new UsageError(ONLY_RSS);
    if (isSweep(options)) return measureSweep(call, session, sweepOf(call));
    const metric = options.metric === "rss" ? {} : { metric: options.metric };
    const reference = options.compare && findReference(options.compare, options, session);
    const { fields, last } = await measureInChildren(call, session, taskOf(options), options.repeat);
    const completedRuns = last.outcome.kind === "completed" ? fields.runs : fields.runs.slice(0, -1);
    const spread = spreadOfRuns(completedRuns);
    const comparison =
      reference && fields.outcome.kind === "completed" ? compare(fields, reference, variableOf(options.compare)) : undefined;
    const assertions = checkAssertions(options, fields.outcome, fields.runs);
    return {
      kind: "memit",
      ...fields,
      notes: [...fields.notes, ...(options.children ? [] : storyOf(highest(fields)))],
      ...metric,
      ...(options.children && { withChildren: true }),
      ...(spread && { spread }),
      ...(comparison && { comparison }),
      ...(assertions.length > 0 && { assertions }),
    };
  },
  render: (result) => (result.kind === "sweep" ? renderSweep(result) : renderMemit(result)),
};

function taskOf({ metric }: Pick<MemitValues, "metric">): MemitTask {
  return { kind: "memit", ...(metric !== "rss" && { metric }) };
}

/** `%memit --sweep`: the memory of each size, and its time. */
function sweepOf({ code, options }: MagicCall<MemitValues>): SweepSubject {
  const { metric, children, assertPeak, assertIncrement } = options;
  if (assertPeak !== undefined || assertIncrement !== undefined)
    throw new UsageError("A sweep has many peaks: to fail where the largest size is too small, use tslab-magics run --assert.");
  return {
    of: "memit",
    task: taskOf(options),
    main: increments,
    times: wallTimes,
    repeats: options.repeat,
    ...(options.compare && { other: options.compare }),
    resultOf: (records, { engine }) => ({
      kind: "memit",
      ...fieldsOf(records, code, engine),
      ...(metric !== "rss" && { metric }),
      ...(children && { withChildren: true }),
    }),
  };
}

const ONLY_RSS = "-c (--children) adds up the RSS of processes: it goes with --metric rss only.";

const NO_PROCESSES =
  "-c (--children) needs /proc, which shows what processes the code starts, and there is none here. Without -c the code's own process is measured.";

/** The run that the main figures are of. */
function highest({ runs, peakBytes }: Pick<MemitResult, "runs" | "peakBytes">): Run {
  return runs.find((run) => run.peakBytes === peakBytes) ?? runs[0]!;
}

/** An earlier result of the same kind of memory. */
function findReference(kept: KeptResult, { children, metric }: Pick<MemitValues, "children" | "metric">, session: Session): MemitResult {
  const reference = findResult("memit", kept, session);
  if ((reference.metric ?? "rss") !== metric) {
    throw new UsageError(`${nameOf(kept)} has the metric ${reference.metric ?? "rss"}, not ${metric}. Measure both alike.`);
  }
  if ((reference.withChildren === true) === children) return reference;
  throw new UsageError(
    `${nameOf(kept)} was measured with${children ? "out" : ""} -c, so its memory is not of the same processes. Measure both alike.`,
  );
}

function variableOf(kept: KeptResult | undefined): string | undefined {
  return kept !== undefined && "variable" in kept ? kept.variable : undefined;
}

/** Of runs that completed. */
function spreadOfRuns(runs: readonly Run[]): RunsSpread | undefined {
  if (runs.length < 2) return undefined;
  const spread = (field: "peakBytes" | "incrementBytes" | "wallNs"): Pick<RunsSpread, typeof field> => {
    const known = runs.map((run) => run[field]).filter((value) => value !== undefined);
    const found = known.length === runs.length ? spreadOf(known) : undefined;
    return found === undefined ? {} : { [field]: found };
  };
  return { count: runs.length, ...spread("peakBytes"), ...spread("incrementBytes"), ...spread("wallNs") };
}
