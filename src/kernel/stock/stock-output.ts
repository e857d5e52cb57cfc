import type { DisplayContent } from "../../model/child";
import type { MimeBundle } from "../../model/mime";
import type { CellOutcome, CellOutput } from "../cell-runner";
import { closureOf } from "./closure";
import { type StockMessage, UnknownTslabError, type WriteDisplayData } from "./tslab-shapes";

/** The output of one cell of a stock kernel: messages as our kernel sends them, through the stock kernel's own socket. */
export class StockOutput implements CellOutput {
  readonly #publish: Publish;
  readonly #executionCount: number;
  readonly #isClosed: () => boolean;
  readonly #pages: object[] = [];

  /** `isClosed`: the kernel has closed its sockets, so nothing can be sent any more. */
  constructor(writeDisplayData: WriteDisplayData, executionCount: number, isClosed: () => boolean) {
    this.#publish = publisherOf(writeDisplayData);
    this.#executionCount = executionCount;
    this.#isClosed = isClosed;
  }

  /** What the reply carries for the front end's pager. */
  get payload(): readonly object[] {
    return this.#pages;
  }

  stream(name: "stdout" | "stderr", text: string): void {
    this.#send("stream", { name, text });
  }

  display(content: DisplayContent, update: boolean): void {
    this.#send(update ? "update_display_data" : "display_data", content);
  }

  result(bundle: MimeBundle): void {
    this.#send("execute_result", { execution_count: this.#executionCount, data: bundle, metadata: {} });
  }

  clear(wait: boolean): void {
    this.#send("clear_output", { wait });
  }

  page(bundle: MimeBundle): void {
    this.#pages.push({ source: "page", data: bundle, start: 0 });
  }

  input(): Promise<string> {
    return Promise.reject(new Error("A stock tslab kernel takes no input. Write the value into the cell, or use the tslab-magics kernel."));
  }

  failure({ ename, evalue, traceback }: Extract<CellOutcome, { status: "error" }>): void {
    this.#send("error", { ename, evalue, traceback });
  }

  #send(type: string, content: object): void {
    if (!this.#isClosed()) this.#publish(type, content);
  }
}

type Publish = (type: string, content: object) => void;

/** tslab gives a cell a function that sends display data only. It holds the cell's request, and lets slip socket and key when it sends. */
function publisherOf(writeDisplayData: WriteDisplayData): Publish {
  const { msg } = closureOf(writeDisplayData) as { readonly msg?: StockMessage };
  if (typeof msg?.createReply !== "function") throw new UnknownTslabError("a cell's request is not where it is in tslab 1.0.22");
  const { key, socket } = channelOf(writeDisplayData, msg);
  return (type, content) => {
    const message = msg.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(key, socket);
  };
}

function channelOf(writeDisplayData: WriteDisplayData, msg: StockMessage): { readonly key: string; readonly socket: unknown } {
  let channel: { readonly key: string; readonly socket: unknown } | undefined;
  const spy = { header: { msg_type: "" }, content: {}, signAndSend: (key: string, socket: unknown) => (channel = { key, socket }) };
  Object.defineProperty(msg, "createReply", { value: () => spy, configurable: true });
  try {
    writeDisplayData({}, false);
  } finally {
    Reflect.deleteProperty(msg, "createReply");
  }
  if (channel === undefined) throw new UnknownTslabError("messages are not sent as in tslab 1.0.22");
  return channel;
}
