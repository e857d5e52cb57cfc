import { setTimeout as pause } from "node:timers/promises";
import { ClientChannels, type ReceivingChannel } from "./client-channels";
import { createConnection, removeConnectionFile, writeConnectionFile, type Connection } from "../protocol/connection";
import { Exchange, executeContent, readExecuteReply, type ExecuteOptions, type ExecuteReply } from "./exchange";
import { KernelProcess, type KernelCommand, type KernelDeath } from "./kernel-process";
import type { Content, Message } from "../protocol/wire";

export type { ExecuteOptions, ExecuteReply } from "./exchange";
export type { KernelDeath } from "./kernel-process";

export interface KernelClientOptions extends KernelCommand {
  /** How long the kernel may take until it answers. Default: a minute. */
  readonly startLimitMs?: number;
  /** Every message of iopub, also what cells send after they have ended. */
  readonly onIopub?: (message: Message) => void;
}

/** The kernel's process could not be started, or has ended. The message holds its last words. */
export class KernelDiedError extends Error {
  override readonly name = "KernelDiedError";
  readonly death: KernelDeath;

  constructor(death: KernelDeath) {
    const { code, signal, lastWords } = death;
    const how = signal === null ? (code === null ? "could not be started" : `exited with code ${code}`) : `was ended by ${signal}`;
    super(`The kernel ${how}.${lastWords === "" ? "" : ` Its last words:\n${lastWords.trimEnd()}`}`);
    this.death = death;
  }
}

const START_LIMIT_MS = 60_000;
const START_ATTEMPTS = 3;
const SHUTDOWN_LIMIT_MS = 5_000;
/** How long one kernel_info_request may take before the next is sent: the first ones may have come before iopub was connected. */
const GREETING_ROUND_MS = 200;
/** What a kernel sent just before it ended may arrive after the news of its end. */
const LAST_MESSAGES_MS = 50;
const PORT_TAKEN = /EADDRINUSE|address already in use/i;
const CONTROL_TYPES: readonly string[] = ["interrupt_request", "shutdown_request", "usage_request"];

/** A kernel of our own, started in a process and spoken to over ZeroMQ. */
export class KernelClient {
  /** Settles when the kernel's process has ended; never rejects. */
  readonly died: Promise<KernelDeath>;
  readonly #process: KernelProcess;
  readonly #channels: ClientChannels;
  readonly #onIopub: (message: Message) => void;
  readonly #exchanges = new Map<string, Exchange>();
  #death: KernelDeath | undefined;

  private constructor(kernel: KernelProcess, connection: Connection, onIopub: (message: Message) => void) {
    this.#process = kernel;
    this.#onIopub = onIopub;
    this.#channels = new ClientChannels(connection, (channel, message) => this.#receive(channel, message));
    this.died = kernel.died.then((death) => pause(LAST_MESSAGES_MS, death)).then((death) => this.#end(death));
  }

  /**
   * Starts a kernel; resolves when it answers and its iopub messages arrive. Rejects with a {@link KernelDiedError} if it ends before, and
   * with an `Error` if it takes too long: then nothing is left of it.
   */
  static async start(options: KernelClientOptions): Promise<KernelClient> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await KernelClient.#startOnce(options);
      } catch (error) {
        // Somebody took one of the free ports before the kernel could.
        const isWorthAnother = error instanceof KernelDiedError && PORT_TAKEN.test(error.death.lastWords) && attempt < START_ATTEMPTS;
        if (!isWorthAnother) throw error;
      }
    }
  }

  static async #startOnce({ startLimitMs = START_LIMIT_MS, onIopub = ignore, ...command }: KernelClientOptions): Promise<KernelClient> {
    const connection = await createConnection();
    const connectionFile = writeConnectionFile(connection);
    try {
      const client = new KernelClient(new KernelProcess(command, connectionFile), connection, onIopub);
      await client.#greet(startLimitMs);
      return client;
    } finally {
      removeConnectionFile(connectionFile);
    }
  }

  /** Undefined if the process could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Runs a cell; resolves when its reply and its last message on iopub have come. Rejects with a {@link KernelDiedError}. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteReply> {
    return readExecuteReply(await this.#exchange("execute_request", executeContent(code, options), options));
  }

  /** Sends any request, on the channel where it belongs; resolves with the content of its reply. Rejects with a {@link KernelDiedError}. */
  request(type: string, content: Content = {}): Promise<Content> {
    return this.#exchange(type, content, {});
  }

  /** Interrupts the running cell as Jupyter does: SIGINT to the kernel's process group, on Windows a message. */
  async interrupt(): Promise<void> {
    if (process.platform === "win32") await this.request("interrupt_request");
    else this.#process.signal("SIGINT");
  }

  /** Asks the kernel to end, and kills it if it has not ended five seconds later. */
  async shutdown(): Promise<KernelDeath> {
    if (this.#death === undefined) this.#channels.send("control", "shutdown_request", { restart: false });
    return (await within(this.died, SHUTDOWN_LIMIT_MS)) ?? this.kill();
  }

  /** Ends the kernel's process group by SIGKILL. */
  kill(): Promise<KernelDeath> {
    this.#process.signal("SIGKILL");
    return this.died;
  }

  /** Asks until one answer comes whole, its last message on iopub included. */
  async #greet(limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while ((await within(this.request("kernel_info_request"), GREETING_ROUND_MS)) === undefined) {
      if (Date.now() < deadline) continue;
      const { lastWords } = await this.kill();
      throw new Error(`The kernel did not answer within ${limitMs / 1000} s and was ended. Its last words:\n${lastWords}`);
    }
  }

  #exchange(type: string, content: Content, options: ExecuteOptions): Promise<Content> {
    if (this.#death !== undefined) return Promise.reject(new KernelDiedError(this.#death));
    const exchange = new Exchange(options);
    const header = this.#channels.send(CONTROL_TYPES.includes(type) ? "control" : "shell", type, content);
    this.#exchanges.set(header.msg_id, exchange);
    return exchange.done.finally(() => this.#exchanges.delete(header.msg_id));
  }

  #receive(channel: ReceivingChannel, message: Message): void {
    if (channel === "iopub") this.#onIopub(message);
    const exchange = this.#exchanges.get(message.parent.msg_id ?? "");
    if (exchange === undefined) return;
    if (channel === "iopub") exchange.onIopub(message);
    else if (channel === "stdin") exchange.onQuestion(message, (value) => this.#answer(message, value));
    else exchange.onReply(message);
  }

  #answer(question: Message, value: string): void {
    if (this.#death === undefined) this.#channels.send("stdin", "input_reply", { status: "ok", value }, question.header);
  }

  #end(death: KernelDeath): KernelDeath {
    this.#death = death;
    this.#channels.close();
    for (const exchange of this.#exchanges.values()) exchange.fail(new KernelDiedError(death));
    return death;
  }
}

/** The promise's value, or undefined if it takes longer. */
async function within<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  const limit = new AbortController();
  try {
    return await Promise.race([promise, pause(limitMs, undefined, { signal: limit.signal })]);
  } finally {
    limit.abort();
  }
}

function ignore(): void {
  // nobody listens
}
