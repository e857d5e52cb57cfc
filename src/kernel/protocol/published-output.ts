import type { DisplayContent } from "../../model/child";
import type { MimeBundle } from "../../model/mime";
import type { Cell, CellOutcome, CellOutput } from "../cell-runner";
import type { Messenger, Request } from "./messenger";
import { InputError, type Stdin } from "./stdin";
import type { Content } from "./wire";

export interface PublishedOutputOptions {
  readonly cell: Cell;
  readonly request: Request;
  readonly messenger: Messenger;
  readonly stdin: Stdin;
  /** Keeps the text of the cell's value for the history. */
  readonly storeOutput: (text: string) => void;
}

/**
 * Publishes what a cell shows as children of its request, also what comes after the cell has ended (from its timers).
 * A silent cell publishes nothing.
 */
export class PublishedOutput implements CellOutput {
  readonly #options: PublishedOutputOptions;
  readonly #pages: Content[] = [];
  #ended = false;

  constructor(options: PublishedOutputOptions) {
    this.#options = options;
  }

  /** What the reply carries for the front end's pager. */
  get payload(): readonly Content[] {
    return this.#pages;
  }

  begin(): void {
    const { code, executionCount } = this.#options.cell;
    this.#publish("execute_input", { code, execution_count: executionCount });
  }

  stream(name: "stdout" | "stderr", text: string): void {
    this.#publish("stream", { name, text });
  }

  display(content: DisplayContent, update: boolean): void {
    this.#publish(update ? "update_display_data" : "display_data", { ...content });
  }

  result(bundle: MimeBundle): void {
    this.#publish("execute_result", { execution_count: this.#options.cell.executionCount, data: bundle, metadata: {} });
    this.#options.storeOutput(bundle["text/plain"]);
  }

  clear(wait: boolean): void {
    this.#publish("clear_output", { wait });
  }

  page(bundle: MimeBundle): void {
    this.#pages.push({ source: "page", data: bundle, start: 0 });
  }

  input(prompt: string, password: boolean): Promise<string> {
    const { cell, request, stdin } = this.#options;
    if (!cell.allowStdin) {
      const message = "This front end takes no input while a cell runs. Write the value into the cell instead.";
      return Promise.reject(new InputError("StdinNotAllowed", message));
    }
    if (this.#ended) return Promise.reject(new InputError("CellEnded", "The cell that asks for input has already ended."));
    return stdin.ask(request, prompt, password);
  }

  /** Gives up the cell's open questions and publishes its error, if it failed. */
  end(outcome: CellOutcome): void {
    this.#ended = true;
    this.#options.stdin.cancel(new InputError("CellEnded", "The cell ended without waiting for its input."));
    if (outcome.status === "error") {
      const { ename, evalue, traceback } = outcome;
      this.#publish("error", { ename, evalue, traceback });
    }
  }

  #publish(type: string, content: Content): void {
    if (!this.#options.cell.silent) this.#options.messenger.publish(type, content, this.#options.request);
  }
}
