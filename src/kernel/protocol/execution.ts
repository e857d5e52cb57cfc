import { setImmediate as nextTurn } from "node:timers/promises";
import type { Cell, CellOutcome, CellRunner } from "../cell-runner";
import { booleanField, textField } from "./content";
import type { History } from "./history";
import { describeInternalError } from "./internal-error";
import type { Messenger, Request } from "./messenger";
import { PublishedOutput } from "./published-output";
import type { Stdin } from "./stdin";

export interface ExecutionOptions {
  readonly runner: CellRunner;
  readonly messenger: Messenger;
  readonly history: History;
  readonly stdin: Stdin;
  /** Resolves when every request that has already arrived has been pushed. */
  readonly caughtUp: () => Promise<void>;
}

/**
 * Serves execute requests one after the other, in the order in which they came. When a cell fails, the requests that had arrived by then
 * are aborted (unless it was sent with `stop_on_error: false`); one that comes after the failure's reply runs.
 */
export class Execution {
  readonly #options: ExecutionOptions;
  readonly #waiting: Request[] = [];
  #serving = false;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  push(request: Request): void {
    this.#waiting.push(request);
    if (!this.#serving) void this.#serveWaiting();
  }

  /** Answers everything that waits with `aborted`. */
  abortWaiting(): void {
    const { messenger } = this.#options;
    for (const request of this.#waiting.splice(0)) {
      messenger.publishStatus("busy", request);
      messenger.reply(request, { status: "aborted" });
      messenger.publishStatus("idle", request);
    }
  }

  async #serveWaiting(): Promise<void> {
    this.#serving = true;
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      await this.#serve(request);
      // Between two cells an interrupt, a shutdown or a heartbeat gets its turn.
      if (this.#waiting.length > 0) await nextTurn();
    }
    this.#serving = false;
  }

  async #serve(request: Request): Promise<void> {
    const { messenger, caughtUp } = this.#options;
    messenger.publishStatus("busy", request);
    const cell = this.#cellOf(request);
    const output = this.#outputOf(cell, request);
    const outcome = await this.#run(cell, output);
    const stops = outcome.status === "error" && !cell.silent && booleanField(request.message.content, "stop_on_error") !== false;
    if (stops) await caughtUp();
    const { executionCount } = cell;
    messenger.reply(request, { ...outcome, execution_count: executionCount, payload: output.payload, user_expressions: {} });
    messenger.publishStatus("idle", request);
    if (stops) this.abortWaiting();
  }

  #cellOf({ message: { content } }: Request): Cell {
    return {
      code: textField(content, "code") ?? "",
      executionCount: this.#options.history.nextLine,
      silent: booleanField(content, "silent") ?? false,
      allowStdin: booleanField(content, "allow_stdin") ?? false,
    };
  }

  #outputOf(cell: Cell, request: Request): PublishedOutput {
    const { messenger, stdin, history } = this.#options;
    const isStored = !cell.silent && booleanField(request.message.content, "store_history") !== false;
    const storeOutput = isStored ? history.add(cell.code) : (): void => undefined;
    return new PublishedOutput({ cell, request, messenger, stdin, storeOutput });
  }

  async #run(cell: Cell, output: PublishedOutput): Promise<CellOutcome> {
    output.begin();
    const outcome = await this.#options.runner
      .execute(cell, output)
      .catch((error: unknown): CellOutcome => ({ status: "error", ...describeInternalError(error) }));
    output.end(outcome);
    return outcome;
  }
}
