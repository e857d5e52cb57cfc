import type { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { clearTimeout, setTimeout } from "node:timers";
import { type ChildEvent, PROTOCOL_VERSION } from "../model/child";
import type { ChildListener } from "./engine";
import { FrameDecoder, ProtocolError } from "./protocol";

/** The kernel's ends of a child's three pipes. */
export interface ChildPipes {
  readonly frames: Socket;
  readonly stdout: Socket;
  readonly stderr: Socket;
}

/** The first event of a child, which says whether it can run its request. */
export type FirstWord = Extract<ChildEvent, { type: "ready" | "refused" }>;

/** Grandchildren may hold the raw pipes for ever; what the child itself wrote is there at once. */
const DRAIN_WITHIN_MS = 100;

/** Hears all that a child says, and passes it on from the moment when it has said `ready`. */
export class ChildVoice {
  /** Absent if the child ended without a word. */
  readonly firstWord: Promise<FirstWord | undefined>;
  /** Settles when the channel is closed: by the child's death, since it is closed in whatever the child executes. */
  readonly closed: Promise<void>;
  readonly #raw: readonly Pipe[];
  readonly #listener: ChildListener;
  readonly #kill: () => void;
  readonly #decoder = new FrameDecoder();
  #onFirstWord: (word: FirstWord | undefined) => void = () => undefined;
  #first: FirstWord | undefined;
  /** What the child wrote to stderr before it was ready. */
  #lastWords = "";

  /** @param kill Ends a child that says what cannot be understood. */
  constructor(pipes: ChildPipes, listener: ChildListener, kill: () => void) {
    this.#listener = listener;
    this.#kill = kill;
    this.firstWord = new Promise((resolve) => (this.#onFirstWord = resolve));
    this.closed = this.#hearFrames(pipes.frames);
    this.#raw = [this.#hearRaw("stdout", pipes.stdout), this.#hearRaw("stderr", pipes.stderr)];
  }

  get lastWords(): string {
    return this.#lastWords;
  }

  /** To be called after the child's death: resolves when all that it said has been heard. */
  async drain(): Promise<void> {
    await Promise.all(this.#raw.map((pipe) => drain(pipe)));
    this.#onFirstWord(undefined);
  }

  #hearFrames(socket: Socket): Promise<void> {
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const event of this.#decoder.push(chunk)) this.#take(event);
      } catch (error) {
        socket.destroy();
        this.#abandon(error);
      }
    });
    return toPipe(socket).closed;
  }

  #take(event: ChildEvent): void {
    if (this.#first === undefined) this.#first = checkFirst(event);
    if (this.#first === event) this.#onFirstWord(this.#first);
    if (this.#first.type === "ready") this.#listener.onEvent(event);
  }

  #abandon(error: unknown): void {
    this.#kill();
    if (!(error instanceof ProtocolError)) throw error;
    this.#hear("stderr", `${error.message}\n`);
  }

  #hearRaw(name: "stdout" | "stderr", socket: Socket): Pipe {
    const decoder = new StringDecoder("utf8");
    socket.on("data", (chunk: Buffer) => this.#hear(name, decoder.write(chunk)));
    socket.on("close", () => this.#hear(name, decoder.end()));
    return toPipe(socket);
  }

  #hear(name: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (this.#first?.type === "ready") this.#listener.onRawOutput(name, text);
    else this.#lastWords += text;
  }
}

function checkFirst(event: ChildEvent): FirstWord {
  if (event.type !== "ready" && event.type !== "refused") {
    throw new ProtocolError(`The first word of a child was "${event.type}" instead of "ready".`);
  }
  if (event.type === "ready" && event.protocolVersion !== PROTOCOL_VERSION) {
    throw new ProtocolError(`A child speaks version ${event.protocolVersion} of the protocol.`);
  }
  return event;
}

interface Pipe {
  readonly socket: Socket;
  readonly closed: Promise<void>;
}

function toPipe(socket: Socket): Pipe {
  // A read error ends the pipe as its end does: `close` follows.
  socket.on("error", () => undefined);
  return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}

async function drain({ socket, closed }: Pipe): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), DRAIN_WITHIN_MS);
  await closed;
  clearTimeout(timer);
}
