import { randomUUID } from "node:crypto";
import type { KernelSockets, RequestChannel } from "./sockets";
import { createHeader, replyTypeOf, serializeMessage, type Content, type Message, type Signer } from "./wire";

/** A message to serve, and the channel on which its reply goes back. */
export interface Request {
  readonly channel: RequestChannel;
  readonly message: Message;
}

/** Makes, signs and sends the kernel's messages. Everything it sends for a request carries that request as its parent. */
export class Messenger {
  readonly #sockets: KernelSockets;
  readonly #signer: Signer;
  /** One kernel process is one session: front ends notice a restart by it. */
  readonly #session = randomUUID();

  constructor(sockets: KernelSockets, signer: Signer) {
    this.#sockets = sockets;
    this.#signer = signer;
  }

  /** Answers a request; without effect for a message that asks for no reply. */
  reply({ channel, message }: Request, content: Content): void {
    const type = replyTypeOf(message.header.msg_type);
    if (type !== undefined) this.#send(channel, this.#message(message.identities, type, content, message));
  }

  /** Broadcasts on iopub, as a child of `request`. */
  publish(type: string, content: Content, request?: Request): void {
    this.#send("iopub", this.#message([Buffer.from(type)], type, content, request?.message));
  }

  publishStatus(state: "starting" | "busy" | "idle", request?: Request): void {
    this.publish("status", { execution_state: state }, request);
  }

  /** Tells a new subscriber of iopub that it is connected (Jupyter Enhancement Proposal 65). */
  welcome(topic: string): void {
    const identities = topic === "" ? [] : [Buffer.from(topic)];
    this.#send("iopub", this.#message(identities, "iopub_welcome", { subscription: topic }));
  }

  /**
   * Asks the front end that sent `request` for a line of input. The answer may name the question's id as its parent. `sent` rejects if the
   * front end cannot be reached.
   */
  requestInput({ message: parent }: Request, prompt: string, password: boolean): { readonly id: string; readonly sent: Promise<void> } {
    const message = this.#message(parent.identities, "input_request", { prompt, password }, parent);
    return { id: message.header.msg_id, sent: this.#sockets.sendOnStdin(serializeMessage(message, this.#signer)) };
  }

  #send(channel: RequestChannel | "iopub", message: Message): void {
    this.#sockets.send(channel, serializeMessage(message, this.#signer));
  }

  #message(identities: readonly Buffer[], type: string, content: Content, parent?: Message): Message {
    const header = createHeader(type, this.#session, parent?.header.username ?? "kernel");
    return { identities, header, parent: parent?.header ?? {}, metadata: {}, content, buffers: [] };
  }
}
