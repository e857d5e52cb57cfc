import { numberField, textField } from "../protocol/content";
import type { ErrorContent } from "../protocol/internal-error";
import type { Content, Message } from "../protocol/wire";

export interface ExecuteOptions {
  /** The messages of iopub that belong to this cell, in order, status messages included. */
  readonly onIopub?: (message: Message) => void;
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  /** Whether a failure of this cell aborts what is queued behind it. Default: true. */
  readonly stopOnError?: boolean;
  /** Answers the cell's questions. Without it the cell may not ask. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
}

export interface ExecuteReply {
  readonly status: "ok" | "error" | "aborted";
  /** Absent if the cell was aborted. */
  readonly executionCount?: number;
  /** Present if the status is `error`. */
  readonly error?: ErrorContent;
  /** Pages for a pager. */
  readonly payload: readonly Content[];
}

/** A request and everything that comes back for it. */
export class Exchange {
  /** Resolves with the reply's content when both the reply and `idle` have come: they travel on different channels, in any order. */
  readonly done: Promise<Content>;
  readonly #options: ExecuteOptions;
  #reply: Content | undefined;
  #isIdle = false;
  #resolve: (reply: Content) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(options: ExecuteOptions) {
    this.#options = options;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  onIopub(message: Message): void {
    try {
      this.#options.onIopub?.(message);
    } catch (error) {
      this.#reject(error);
    }
    if (message.header.msg_type === "status" && message.content["execution_state"] === "idle") this.#isIdle = true;
    this.#settle();
  }

  onReply(message: Message): void {
    this.#reply = message.content;
    this.#settle();
  }

  onQuestion({ content }: Message, answer: (value: string) => void): void {
    const ask = async (): Promise<void> => {
      const value = await this.#options.onInput?.(textField(content, "prompt") ?? "", content["password"] === true);
      if (value !== undefined) answer(value);
    };
    ask().catch((error: unknown) => this.#reject(error));
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  #settle(): void {
    if (this.#isIdle && this.#reply !== undefined) this.#resolve(this.#reply);
  }
}

/** The content of an `execute_request`. */
export function executeContent(
  code: string,
  { silent = false, storeHistory = !silent, stopOnError = true, onInput }: ExecuteOptions,
): Content {
  return {
    code,
    silent,
    store_history: storeHistory,
    stop_on_error: stopOnError,
    allow_stdin: onInput !== undefined,
    user_expressions: {},
  };
}

/** An execute_reply as it came. Whatever is neither `ok` nor `error` counts as aborted. */
export function readExecuteReply(content: Content): ExecuteReply {
  const status = content["status"] === "ok" || content["status"] === "error" ? content["status"] : "aborted";
  const executionCount = numberField(content, "execution_count");
  return {
    status,
    ...(executionCount === undefined ? {} : { executionCount }),
    ...(status === "error" ? { error: readError(content) } : {}),
    payload: Array.isArray(content["payload"]) ? (content["payload"] as Content[]) : [],
  };
}

function readError(content: Content): ErrorContent {
  const traceback = content["traceback"];
  return {
    ename: textField(content, "ename") ?? "Error",
    evalue: textField(content, "evalue") ?? "",
    traceback: Array.isArray(traceback) ? traceback.map(String) : [],
  };
}
