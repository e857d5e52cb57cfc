import type { OutputEvent } from "../model/child";
import type { LiveState } from "../model/live";
import type { MimeBundle } from "../model/mime";
import type { Outcome } from "../model/outcome";
import type { Program } from "../model/program";
import type { AnyResult, EngineName, Instrument } from "../model/result";
import type { RunRecord } from "../model/run-record";
import type { RunRequest } from "../model/task";
import type { OptionTable } from "./options";

/** What a magic may ask of the notebook that it runs in. */
export interface Session {
  readonly engine: EngineName;
  /** Runs one child. `showOutput`: whether what the cell prints appears in the notebook (the first run only). Never rejects for what the cell does. */
  run(request: RunRequest, view: { readonly showOutput: boolean; readonly run: number; readonly runs: number }): Promise<RunRecord>;
  /** Runs a program in the notebook itself, as an ordinary cell would run. */
  runInNotebook(program: Program, view: { readonly showOutput: boolean; readonly showValue: boolean }): Promise<NotebookRun>;
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
export interface MagicCall<Options> {
  readonly options: Options;
  /** The measured code as typed, for the result. */
  readonly code: string;
  readonly program?: Program;
}

/**
 * A magic that measures: what a user can type (its option table), what it does with a session, and how its result is shown.
 * A new magic is a new file that exports one of these, and a line in registry.ts.
 */
export interface Magic<Options, Result extends AnyResult> {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** `line`: `%name code`; `cell`: `%%name setup` with the code below; `bare`: `%name` without code. */
  readonly forms: readonly ("line" | "cell" | "bare")[];
  readonly options: OptionTable<Options>;
  readonly examples: readonly { readonly code: string; readonly says: string }[];
  measure(call: MagicCall<Options>, session: Session): Promise<Result>;
  render(result: Result, options: Options): MimeBundle;
}

/** What a session tells while it runs. */
export interface SessionListener {
  onOutput(event: OutputEvent): void;
  onLive(state: LiveState): void;
}
