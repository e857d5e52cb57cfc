import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { Reply, Router, XPublisher, type Readable, type Socket, type Writable } from "zeromq";
import { addressOf, type Connection } from "./connection";

/** The channels on which requests come and are answered. */
export type RequestChannel = "shell" | "control";

export interface SocketListener {
  onRequest(channel: RequestChannel, frames: readonly Buffer[]): void;
  onInputReply(frames: readonly Buffer[]): void;
  /** A client has subscribed to `topic`; from now on it gets what is published. */
  onSubscription(topic: string): void;
  /** A channel broke. */
  onFailure(error: unknown): void;
}

/** How long a closed socket goes on delivering. Beyond 500 ms ZeroMQ's binding prints a warning at exit. */
const LINGER_MS = 400;
const SEND_OPTIONS = { sendTimeout: 0, sendHighWaterMark: 0, linger: LINGER_MS };
const ROUTER_OPTIONS = { ...SEND_OPTIONS, receiveHighWaterMark: 0 };
/** First byte of a subscription message. */
const SUBSCRIBE = 1;
const ATTEMPTS = 60;
const ATTEMPT_PAUSE_MS = 50;

/**
 * The kernel's five ZeroMQ sockets. `sendTimeout: 0` makes every send immediate, also from a cell that never yields: without it ZeroMQ's
 * binding defers a socket's 512th send in a row to the event loop and refuses the 513th. The routers and the publisher never block.
 * A high-water mark of 0 means that no output is dropped, however fast a cell prints.
 */
export class KernelSockets {
  readonly #shell = new Router(ROUTER_OPTIONS);
  readonly #control = new Router(ROUTER_OPTIONS);
  readonly #stdin = new Router({ ...ROUTER_OPTIONS, mandatory: true });
  readonly #iopub = new XPublisher({ ...SEND_OPTIONS, verbosity: "allSubs" });
  readonly #heartbeat = new Reply({ linger: 0 });
  readonly #listener: SocketListener;
  #received = 0;

  constructor(listener: SocketListener) {
    this.#listener = listener;
  }

  /** Binds all channels and begins to listen. Rejects if a port stays taken. */
  async bind(connection: Connection): Promise<void> {
    await bind(this.#shell, addressOf(connection, "shell"));
    await bind(this.#control, addressOf(connection, "control"));
    await bind(this.#stdin, addressOf(connection, "stdin"));
    await bind(this.#iopub, addressOf(connection, "iopub"));
    await bind(this.#heartbeat, addressOf(connection, "hb"));
    this.#listen();
  }

  /** Sends at once. What is sent after {@link close} is dropped: nobody listens any more. */
  send(channel: RequestChannel | "iopub", frames: Buffer[]): void {
    const socket = { shell: this.#shell, control: this.#control, iopub: this.#iopub }[channel];
    if (!socket.closed) this.#deliver(socket, frames);
  }

  /**
   * Sends to a front end on stdin. A front end's sockets connect one after the other, so a cell may ask before it can be reached there.
   * Rejects if it stays out of reach.
   */
  sendOnStdin(frames: Buffer[]): Promise<void> {
    return withPatience("EHOSTUNREACH", () => this.#stdin.send(frames));
  }

  /**
   * Resolves when every request that has already arrived has been handed to the listener. ZeroMQ's own `readable` must not be asked:
   * reading it clears the edge-triggered event that the pending receive waits for. Two quiet turns contain one whole poll phase.
   */
  async caughtUp(): Promise<void> {
    for (let quietTurns = 0; quietTurns < 2;) {
      const before = this.#received;
      await nextTurn();
      quietTurns = this.#received === before ? quietTurns + 1 : 0;
    }
  }

  /** Stops listening; what was sent is still delivered in the background for a moment. */
  close(): void {
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub, this.#heartbeat]) socket.close();
  }

  #listen(): void {
    const listener = this.#listener;
    this.#follow(this.#shell, (frames) => listener.onRequest("shell", frames));
    this.#follow(this.#control, (frames) => listener.onRequest("control", frames));
    this.#follow(this.#stdin, (frames) => listener.onInputReply(frames));
    this.#follow(this.#heartbeat, (frames) => this.#deliver(this.#heartbeat, frames));
    this.#follow(this.#iopub, ([frame]) => {
      if (frame?.[0] === SUBSCRIBE) listener.onSubscription(frame.toString("utf8", 1));
    });
  }

  #deliver(socket: Socket & Writable, frames: Buffer[]): void {
    socket.send(frames).catch((error: unknown) => this.#listener.onFailure(error));
  }

  #follow(socket: Readable<Buffer[]>, onFrames: (frames: Buffer[]) => void): void {
    const receiveAll = async (): Promise<void> => {
      for await (const frames of socket) {
        this.#received++;
        onFrames(frames);
      }
    };
    receiveAll().catch((error: unknown) => this.#listener.onFailure(error));
  }
}

async function bind(socket: Socket, address: string): Promise<void> {
  try {
    // A predecessor on the same connection file may still be dying.
    await withPatience("EADDRINUSE", () => socket.bind(address));
  } catch (error) {
    throw new Error(`Cannot listen on ${address}: ${(error as Error).message}.`, { cause: error });
  }
}

/** Tries again, for three seconds, what fails with an error code that may pass. */
async function withPatience(passingCode: string, action: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await action();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== passingCode || attempt === ATTEMPTS) throw error;
      await pause(ATTEMPT_PAUSE_MS);
    }
  }
}
