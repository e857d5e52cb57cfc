import type { DisplayContent } from "../model/child";
import type { MimeBundle } from "../model/mime";

/** A cell as a front end sent it. */
export interface Cell {
  readonly code: string;
  /** The `n` of `In [n]` and of `cell [n]` in tracebacks. */
  readonly executionCount: number;
  readonly silent: boolean;
  readonly allowStdin: boolean;
}

/** Where a cell's output goes: to the front end that sent it, as children of its request. */
export interface CellOutput {
  stream(name: "stdout" | "stderr", text: string): void;
  display(content: DisplayContent, update: boolean): void;
  result(bundle: MimeBundle): void;
  clear(wait: boolean): void;
  /** Text for the front end's pager, delivered with the reply. */
  page(bundle: MimeBundle): void;
  /** Asks the user for a line; rejects where the front end allows no stdin, or when the cell is interrupted. */
  input(prompt: string, password: boolean): Promise<string>;
}

/** How a cell ended. An error is published as iopub `error` and repeated in the reply by the server. */
export type CellOutcome =
  | { readonly status: "ok" }
  | { readonly status: "error"; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

export interface Completion {
  readonly matches: readonly string[];
  /** UTF-16 offsets into the cell. */
  readonly start: number;
  readonly end: number;
}

export type Completeness =
  { readonly status: "complete" | "invalid" | "unknown" } | { readonly status: "incomplete"; readonly indent: string };

/**
 * What executes cells. The server knows Jupyter's messages and nothing of TypeScript; this side knows TypeScript and nothing of messages.
 * Offsets are UTF-16; the server translates from and to Jupyter's code points.
 */
export interface CellRunner {
  /** Never rejects for what the cell does; a rejection is an internal error of ours. One cell at a time. */
  execute(cell: Cell, output: CellOutput): Promise<CellOutcome>;
  complete(code: string, offset: number): Completion;
  inspect(code: string, offset: number): MimeBundle | undefined;
  isComplete(code: string): Completeness;
  /** Ends the running cell, if any, as soon as possible. */
  interrupt(): void;
  /** Ends everything that was started; called once, before the process exits. */
  close(): Promise<void>;
}
