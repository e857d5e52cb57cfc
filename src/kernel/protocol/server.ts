import { setTimeout as pause } from "node:timers/promises";
import type { CellRunner } from "../cell-runner";
import type { Connection } from "./connection";
import { textField } from "./content";
import { Execution } from "./execution";
import { History } from "./history";
import { describeInternalError } from "./internal-error";
import { kernelInfo, type KernelIdentity } from "./kernel-info";
import { Messenger, type Request } from "./messenger";
import { createRequestHandlers, type RequestHandler } from "./request-handlers";
import { KernelSockets, type RequestChannel } from "./sockets";
import { InputError, Stdin } from "./stdin";
import { UsageMeter } from "./usage";
import { parseMessage, replyTypeOf, Signer, type Message } from "./wire";

export interface KernelServerOptions {
  readonly connection: Connection;
  readonly runner: CellRunner;
  readonly identity: KernelIdentity;
  /** Takes a line for the kernel's own log, never for the notebook. */
  readonly log: (line: string) => void;
}

/** How long a shutdown waits for the runner to end what it started. */
const CLOSE_LIMIT_MS = 3000;
/** Messages that ask for nothing; without comms there is nothing to do for them. */
const ONE_WAY_TYPES: readonly string[] = ["comm_msg", "comm_close"];

/** Speaks the Jupyter protocol on a connection's channels, for a {@link CellRunner} that knows the language. */
export class KernelServer {
  /** Resolves when the server has stopped: after a `shutdown_request`, or {@link stop}. */
  readonly stopped: Promise<void>;
  readonly #options: KernelServerOptions;
  readonly #sockets = new KernelSockets({
    onRequest: (channel, frames) => this.#onRequest(channel, frames),
    onInputReply: (frames) => this.#withMessage("stdin", frames, (message) => this.#stdin.onReply(message)),
    onSubscription: (topic) => this.#messenger.welcome(topic),
    onFailure: (error) => this.#options.log(`A channel broke: ${String(error)}`),
  });
  readonly #signer: Signer;
  readonly #messenger: Messenger;
  readonly #stdin: Stdin;
  readonly #execution: Execution;
  readonly #handlers: ReadonlyMap<string, RequestHandler>;
  #stopping: Promise<void> | undefined;
  #resolveStopped: () => void = () => undefined;

  private constructor(options: KernelServerOptions) {
    const { connection, runner, identity } = options;
    const history = new History();
    this.#options = options;
    this.#signer = new Signer(connection.signatureScheme, connection.key);
    this.#messenger = new Messenger(this.#sockets, this.#signer);
    this.#stdin = new Stdin(this.#messenger);
    const caughtUp = (): Promise<void> => this.#sockets.caughtUp();
    this.#execution = new Execution({ runner, messenger: this.#messenger, history, stdin: this.#stdin, caughtUp });
    const interrupt = (): void => this.interrupt();
    this.#handlers = createRequestHandlers({ runner, history, usage: new UsageMeter(), kernelInfo: kernelInfo(identity), interrupt });
    this.stopped = new Promise((resolve) => (this.#resolveStopped = resolve));
  }

  /** Binds the connection's ports and begins to serve. Rejects if a port is taken or the signature scheme is unknown. */
  static async start(options: KernelServerOptions): Promise<KernelServer> {
    const server = new KernelServer(options);
    await server.#sockets.bind(options.connection);
    server.#messenger.publishStatus("starting");
    return server;
  }

  /** Ends the running cell, also one that waits for input. */
  interrupt(): void {
    this.#stdin.cancel(new InputError("KeyboardInterrupt", "The cell was interrupted while it waited for input."));
    this.#options.runner.interrupt();
  }

  /** Aborts what waits, closes the runner and then the channels. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#execution.abortWaiting();
    this.#stdin.cancel(new InputError("KeyboardInterrupt", "The kernel shuts down."));
    const closed = this.#options.runner.close().catch((error: unknown) => this.#options.log(`Closing failed: ${String(error)}`));
    await Promise.race([closed, pause(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    this.#sockets.close();
    this.#resolveStopped();
  }

  #onRequest(channel: RequestChannel, frames: readonly Buffer[]): void {
    this.#withMessage(channel, frames, (message) => {
      if (message.header.msg_type === "execute_request") this.#execution.push({ channel, message });
      else this.#serve({ channel, message });
    });
  }

  #serve(request: Request): void {
    const type = request.message.header.msg_type;
    this.#messenger.publishStatus("busy", request);
    try {
      this.#answer(type, request);
    } catch (error) {
      this.#messenger.reply(request, { status: "error", ...describeInternalError(error) });
      this.#options.log(`Serving a ${type} failed: ${String(error)}`);
    }
    this.#messenger.publishStatus("idle", request);
    if (type === "shutdown_request") void this.stop();
  }

  #answer(type: string, request: Request): void {
    const handler = this.#handlers.get(type);
    if (handler !== undefined) this.#messenger.reply(request, handler(request.message.content));
    else if (type === "comm_open") this.#refuseComm(request);
    else if (!ONE_WAY_TYPES.includes(type)) this.#refuseUnknown(type, request);
  }

  /** What the protocol asks of a kernel that has no such target. */
  #refuseComm(request: Request): void {
    this.#messenger.publish("comm_close", { comm_id: textField(request.message.content, "comm_id") ?? "", data: {} }, request);
  }

  #refuseUnknown(type: string, request: Request): void {
    this.#options.log(`Received a message of the unknown type "${type}".`);
    if (replyTypeOf(type) === undefined) return;
    this.#messenger.reply(request, { status: "error", ename: "NotSupported", evalue: `This kernel knows no ${type}.`, traceback: [] });
  }

  #withMessage(channel: string, frames: readonly Buffer[], use: (message: Message) => void): void {
    let message: Message;
    try {
      message = parseMessage(frames, this.#signer);
    } catch (error) {
      this.#options.log(`Ignored on ${channel}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    use(message);
  }
}
