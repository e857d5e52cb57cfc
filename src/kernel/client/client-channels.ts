import { randomUUID } from "node:crypto";
import { Dealer, Subscriber, type Readable } from "zeromq";
import { addressOf, type Connection } from "../protocol/connection";
import type { RequestChannel } from "../protocol/sockets";
import { createHeader, parseMessage, serializeMessage, Signer, WireError, type Content, type Header, type Message } from "../protocol/wire";

export type ReceivingChannel = RequestChannel | "iopub" | "stdin";

const DEALER_OPTIONS = { sendTimeout: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 };

/** A front end's side of a connection: sends requests, hands over everything that the kernel sends. */
export class ClientChannels {
  /** The kernel routes replies, and input requests, by this name. */
  readonly #session = randomUUID();
  readonly #signer: Signer;
  readonly #shell = new Dealer({ ...DEALER_OPTIONS, routingId: this.#session });
  readonly #control = new Dealer({ ...DEALER_OPTIONS, routingId: this.#session });
  readonly #stdin = new Dealer({ ...DEALER_OPTIONS, routingId: this.#session });
  readonly #iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0 });

  constructor(connection: Connection, onMessage: (channel: ReceivingChannel, message: Message) => void) {
    this.#signer = new Signer(connection.signatureScheme, connection.key);
    this.#shell.connect(addressOf(connection, "shell"));
    this.#control.connect(addressOf(connection, "control"));
    this.#stdin.connect(addressOf(connection, "stdin"));
    this.#iopub.connect(addressOf(connection, "iopub"));
    this.#iopub.subscribe("");
    void this.#follow(this.#shell, (message) => onMessage("shell", message));
    void this.#follow(this.#control, (message) => onMessage("control", message));
    void this.#follow(this.#stdin, (message) => onMessage("stdin", message));
    void this.#follow(this.#iopub, (message) => onMessage("iopub", message));
  }

  /** Sends a message; its header tells its replies apart. */
  send(channel: RequestChannel | "stdin", type: string, content: Content, parent: Partial<Header> = {}): Header {
    const header = createHeader(type, this.#session, "tslab-magics");
    const message: Message = { identities: [], header, parent, metadata: {}, content, buffers: [] };
    const socket = { shell: this.#shell, control: this.#control, stdin: this.#stdin }[channel];
    void socket.send(serializeMessage(message, this.#signer));
    return header;
  }

  close(): void {
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub]) socket.close();
  }

  async #follow(socket: Readable<Buffer[]>, onMessage: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      const message = this.#parse(frames);
      if (message !== undefined) onMessage(message);
    }
  }

  /** What is not signed with our key does not come from our kernel. */
  #parse(frames: readonly Buffer[]): Message | undefined {
    try {
      return parseMessage(frames, this.#signer);
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }
}
