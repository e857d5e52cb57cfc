import type { EngineName, Instrument, Note, Run } from "../model/result";
import type { Outcome } from "../model/outcome";
import type { StateSummary } from "../model/state-summary";
import type { RunRecord } from "../model/run-record";
import type { Limits, RunRequest, Sampling, Task } from "../model/task";
import type { MagicCall, Session } from "./magic";
import type { Options, OptionTable } from "./options";

const MAX_TIMEOUT_S = 1_000_000;

/** `--timeout`, without its short form: `-t` is a clock flag in IPython's `%timeit`. */
export const timeoutOption = {
  kind: "seconds",
  metavar: "SECONDS",
  min: 0.001,
  max: MAX_TIMEOUT_S,
  help: "End a run that takes longer, setup included.",
} as const;

/** What every magic that measures in a child can be told besides. */
export const commonOptions = {
  result: { kind: "flag", short: "o", magicOnly: true, help: "Give the result as a value: const r = %NAME -o f()" },
  variable: { kind: "name", short: "v", metavar: "NAME", magicOnly: true, help: "Store the result in the variable NAME." },
  quiet: { kind: "flag", short: "q", help: "Show nothing but a failure." },
  keep: { kind: "flag", help: "Afterwards run the code once more, in the notebook itself, so that its variables are there." },
  fresh: { kind: "flag", help: "Measure in a new Node process, which holds only what the code needs." },
  maxHeap: {
    kind: "bytes",
    metavar: "SIZE",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    help: "End a run that adds more than this to V8's heap, such as 200MiB.",
  },
  maxData: {
    kind: "bytes",
    metavar: "SIZE",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    help: "Let allocations fail that add more than this to the data segment, such as 1.5GB.",
  },
} as const satisfies OptionTable;

/** The options that {@link measureInChildren} obeys. */
export type CommonOptions = Options<typeof commonOptions> & {
  readonly timeout?: number;
  readonly interval?: number;
  readonly children?: boolean;
};

/** The fields that all results measured in children share. */
export interface MeasuredFields {
  readonly version: 1;
  readonly code: string;
  readonly engine: EngineName;
  readonly outcome: Outcome;
  readonly peakBytes?: number;
  readonly incrementBytes?: number;
  readonly baselineBytes?: number;
  readonly wallNs?: number;
  readonly runs: readonly Run[];
  readonly instrument: Instrument;
  readonly state?: StateSummary;
  readonly notes: readonly Note[];
}

/**
 * Runs `runs` children one after the other, up to the first that does not complete, and then, with `--keep`, the notebook itself. The
 * main figures are of the run with the highest peak, the outcome is of the last.
 */
export async function measureInChildren(
  call: MagicCall<CommonOptions>,
  session: Session,
  task: Task,
  runs = 1,
): Promise<{ readonly fields: MeasuredFields; readonly last: RunRecord }> {
  const records = await runUntilFailure(call, session, task, runs);
  const last = records[records.length - 1]!;
  const kept = last.outcome.kind === "completed" ? await keep(call, session) : undefined;
  const fields = fieldsOf(records, call.code, session.engine);
  return { fields: kept ? { ...fields, outcome: kept.outcome, notes: withoutDoubles([...fields.notes, ...kept.notes]) } : fields, last };
}

/** The figures of some runs of the same code. */
export function fieldsOf(records: readonly [RunRecord, ...RunRecord[]], code: string, engine: EngineName): MeasuredFields {
  const highest = withHighestPeak(records);
  return {
    version: 1,
    code,
    engine,
    outcome: records.at(-1)!.outcome,
    ...mainFigures(highest.run),
    runs: records.map(({ run }) => run),
    instrument: highest.instrument,
    ...(highest.state !== undefined && { state: highest.state }),
    notes: withoutDoubles(records.flatMap(({ notes }) => notes)),
  };
}

/** What a child is asked to do for a call. */
export function requestOf({ options, program }: MagicCall<CommonOptions>, task: Task): RunRequest {
  const sampling = samplingOf(options);
  return { task, limits: limitsOf(options), ...(program && { program }), ...(sampling && { sampling }) };
}

async function runUntilFailure(
  call: MagicCall<CommonOptions>,
  session: Session,
  task: Task,
  runs: number,
): Promise<readonly [RunRecord, ...RunRecord[]]> {
  const request = requestOf(call, task);
  const records: [RunRecord, ...RunRecord[]] = [await session.run(request, { showOutput: true, run: 1, runs })];
  while (records.length < runs && records[records.length - 1]!.outcome.kind === "completed") {
    records.push(await session.run(request, { showOutput: false, run: records.length + 1, runs }));
  }
  return records;
}

/** Runs the code in the notebook, with `--keep`. Its output has been shown by the child. */
async function keep(
  { options, program }: MagicCall<CommonOptions>,
  session: Session,
): Promise<{ readonly outcome: Outcome; readonly notes: readonly Note[] } | undefined> {
  if (!options.keep || !program) return undefined;
  const { outcome } = await session.runInNotebook(program, { showOutput: false, showValue: false });
  const text = "The cell completed in its child, and failed when --keep ran it once more in the notebook.";
  return { outcome, notes: outcome.kind === "completed" ? [] : [{ reason: "keep-failed", text }] };
}

function limitsOf({ timeout, maxHeap, maxData }: CommonOptions): Limits {
  return {
    ...(timeout !== undefined && { timeoutNs: Math.round(timeout * 1e9) }),
    ...(maxHeap !== undefined && { maxHeapBytes: maxHeap }),
    ...(maxData !== undefined && { maxDataBytes: maxData }),
  };
}

function samplingOf({ interval, children }: CommonOptions): Sampling | undefined {
  if (interval === undefined && !children) return undefined;
  return { ...(interval !== undefined && { intervalNs: Math.round(interval * 1e9) }), ...(children && { withChildren: true }) };
}

/** The first of the highest; a run whose peak is unknown counts only if no peak is known. */
function withHighestPeak(records: readonly [RunRecord, ...RunRecord[]]): RunRecord {
  return records.reduce((highest, record) => ((record.run.peakBytes ?? -1) > (highest.run.peakBytes ?? -1) ? record : highest));
}

function mainFigures({ peakBytes, incrementBytes, baselineBytes, wallNs }: Run): Partial<MeasuredFields> {
  return {
    ...(peakBytes !== undefined && { peakBytes }),
    ...(incrementBytes !== undefined && { incrementBytes }),
    ...(baselineBytes !== undefined && { baselineBytes }),
    ...(wallNs !== undefined && { wallNs }),
  };
}

/** Notes, each once. */
export function withoutDoubles(notes: readonly Note[]): readonly Note[] {
  return notes.filter(({ reason, text }, index) => notes.findIndex((other) => other.reason === reason && other.text === text) === index);
}
