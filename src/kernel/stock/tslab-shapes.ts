import type { Converter, Executor, ExecutorConsole } from "../tslab";

/** `tslab/dist/jupyter.js` as far as we use it. */
export interface JupyterModule {
  readonly JupyterHandlerImpl: { readonly prototype: HandlerMethods };
  /** What `tslab.display` calls: the one of the last cell that began. */
  readonly lastWriteDisplayData: WriteDisplayData | null;
}

/** The methods of tslab's request handler that we put ours around. */
export interface HandlerMethods {
  handleExecute(this: Handler, request: ExecuteRequest, ...rest: unknown[]): Promise<object>;
  handleExecuteImpl(this: Handler, request: ExecuteRequest, ...rest: unknown[]): Promise<unknown>;
  handleComplete(this: Handler, request: CursorRequest): CompleteReply;
  handleInspect(this: Handler, request: CursorRequest): object;
  handleIsComplete(this: Handler, request: { readonly code: string }): object;
  close(this: Handler): void;
}

/** tslab's request handler: one for each kernel. */
export interface Handler {
  readonly executor: Executor;
  readonly execCount: number;
  readonly execQueue: { add(task: () => void): Promise<void>; reset(): void };
}

export interface ExecuteRequest {
  readonly code: string;
  readonly stop_on_error?: boolean;
}

export interface CursorRequest {
  readonly code: string;
  readonly cursor_pos: number;
}

export interface CompleteReply {
  readonly cursor_start: number;
  readonly cursor_end: number;
}

export type WriteDisplayData = (content: object, update: boolean) => void;

/** A request of the front end, which makes the messages that answer it. */
export interface StockMessage {
  createReply(): StockReply;
}

export interface StockReply {
  readonly header: { msg_type: string };
  content: object;
  signAndSend(key: string, socket: unknown): void;
}

/** What tslab's executor and converter keep in their closures. */
export interface Internals {
  /** Where the notebook began: cells resolve packages from here, wherever they go. */
  readonly folder: string;
  readonly isJs: boolean;
  readonly converter: Converter;
  /** What the executor reports to; its functions can be replaced. */
  readonly console: { -readonly [Key in keyof ExecutorConsole]: ExecutorConsole[Key] };
  /** Of TypeScript's watcher, which calls `afterProgramCreate` for each program that it makes. */
  readonly host: { afterProgramCreate(program: EmittingProgram): void };
  /** The options of all these programs. */
  readonly compilerOptions: { sourceMap?: boolean; readonly target?: number };
}

export interface EmittingProgram {
  emit(...args: unknown[]): unknown;
}

/** This tslab is built otherwise than the one that we know. The notebook can go on, without magics. */
export class UnknownTslabError extends Error {
  override readonly name = "UnknownTslabError";
}
