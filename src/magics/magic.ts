import type { OutputEvent } from "../model/child";
import type { LiveState, SweepSoFar } from "../model/live";
import type { MimeBundle } from "../model/mime";
import type { Outcome } from "../model/outcome";
import type { Program } from "../model/program";
import type { AnyResult, EngineName, HeapResult, Instrument } from "../model/result";
import type { RunRecord } from "../model/run-record";
import type { RunRequest } from "../model/task";
import type { Options, OptionTable } from "./options";

/** What a magic may ask of the notebook that it runs in. */
export interface Session {
  readonly engine: EngineName;
  /** Whether the processes that a child starts can be seen. */
  readonly seesProcesses: boolean;
  /** What a child may take of memory before it endangers the machine; undefined where the system does not say. */
  readonly spareBytes: number | undefined;
  /** The same notebook, measured in new processes; undefined where there are no others. */
  inNewProcesses(): Session | undefined;
  /** What `%heap --mark` has kept, by name, as long as the kernel lives. Not in the notebook, where it would be counted. */
  readonly marks: Map<string, HeapResult>;
  /** A variable of the notebook; undefined where there is none of that name. */
  variable(name: string): { readonly value: unknown } | undefined;
  /** The number of the cell that declared each variable last, as far as it is known: of the notebook, and of a program that is to be measured. */
  cellsOf(program?: Program): ReadonlyMap<string, number>;
  /** Runs one child. `showOutput`: whether what the cell prints appears in the notebook (the first run only). Never rejects for what the cell does. */
  run(request: RunRequest, view: RunView): Promise<RunRecord>;
  /** Runs a program in the notebook itself, as an ordinary cell would run. */
  runInNotebook(program: Program, view: { readonly showOutput: boolean; readonly showValue: boolean }): Promise<NotebookRun>;
}

/** How a run is shown while it goes on. */
export interface RunView {
  readonly showOutput: boolean;
  /** Which run it is, from 1 on, and of how many, as far as that is known. */
  readonly run: number;
  readonly runs: number;
  /** Of a sweep: what has been measured of it. */
  readonly sweep?: SweepSoFar;
}

/** An execution in the notebook itself, for `%time` and `--keep`. */
export interface NotebookRun {
  readonly outcome: Outcome;
  readonly wallNs: number;
  readonly cpuUserNs: number;
  readonly cpuSystemNs: number;
  readonly baselineBytes?: number;
  readonly peakBytes?: number;
  readonly instrument: Instrument;
}

/** A magic as the user called it. */
export interface MagicCall<Values> {
  readonly options: Values;
  /** The measured code as typed, for the result. */
  readonly code: string;
  /** The code of each body, where there are several. */
  readonly codes?: readonly string[];
  /** What it took to type-check and convert the code. */
  readonly compileNs?: number;
  readonly program?: Program;
  /** In place of code: the variables that are asked about. */
  readonly names?: readonly string[];
}

/** `line`: `%name code`; `cell`: `%%name setup` with the code below; `bare`: `%name` without code. */
export type MagicForm = "line" | "cell" | "bare";

/** What the options of a magic say of its loops. */
export interface Loops<Table extends OptionTable> {
  /** Each statement of the code is a body of its own; they are timed in turns. */
  hasRivals(options: Options<Table>): boolean;
  /** The setup runs in every loop. */
  setsUpEach(options: Options<Table>): boolean;
}

interface MagicBase<Table extends OptionTable> {
  readonly name: string;
  /** One line, for `%lsmagic`. */
  readonly summary: string;
  /** Paragraphs of Markdown, for the help and the docs page. */
  readonly description: string;
  readonly forms: readonly MagicForm[];
  /** The function that does the same in code, where there is one: `memit(fn, options)`. */
  readonly signature?: string;
  readonly options: Table;
  readonly examples: readonly { readonly code: string; readonly says: string }[];
}

/**
 * A magic that measures: what a user can type (its option table), what it does with a session, and how its result is shown.
 * A new magic is a new file that exports one of these, and a line in registry.ts.
 */
export interface Magic<Table extends OptionTable = OptionTable, Result extends AnyResult = AnyResult> extends MagicBase<Table> {
  readonly kind: "measure";
  /** What `const x = %name code` gives: the result, with `-o`; or the value of the code, which then runs as if `%name` were not there. */
  readonly assigns: "result" | "value";
  /** A line of nothing but names is a question about these variables, and no code. */
  readonly readsNames?: true;
  /** The type of the result, as the package exports it, where it is not that of the magic's name. */
  resultType?(options: Options<Table>): string;
  /** Variables that the options give to the code, as numbers. */
  bindsNames?(options: Options<Table>): readonly string[];
  /** Present if the code runs in loops that are timed. */
  readonly loops?: Loops<Table>;
  /** Rejects only if the engine cannot make a child at all, and with a `UsageError` for what cannot be asked of it here. */
  measure(call: MagicCall<Options<Table>>, session: Session): Promise<Result>;
  render(result: Result, options: Options<Table>): MimeBundle;
}

/** A magic that tells something and runs nothing. */
export interface ReportMagic extends MagicBase<OptionTable> {
  readonly kind: "report";
  report(registry: Registry): MimeBundle;
}

export type AnyMagic = Magic | ReportMagic;

/** The magics by name, in the order in which they are listed. */
export type Registry = ReadonlyMap<string, AnyMagic>;

/** What a session tells while it runs. */
export interface SessionListener {
  onOutput(event: OutputEvent): void;
  onLive(state: LiveState): void;
}
