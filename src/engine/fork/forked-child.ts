import { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { clearTimeout, setTimeout } from "node:timers";
import { type ChildEvent, PROTOCOL_VERSION } from "../../model/child";
import type { Child, ChildExit, ChildListener } from "../engine";
import { FrameDecoder, ProtocolError } from "../protocol";
import type { Native } from "./native";
import { reap } from "./reap";

/** A child that has closed its channel is ending; one that has not ended by then never will. */
const END_WITHIN_MS = 1000;
/** Grandchildren may hold the raw pipes for ever; what the child itself wrote is there at once. */
const DRAIN_WITHIN_MS = 100;

/** One end of each of a child's three pipes. */
export interface PipeEnds {
  readonly frames: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** The kernel's side of a forked child. */
export class ForkedChild implements Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** True once the child has said `ready`; false if it ended before. */
  readonly ready: Promise<boolean>;
  readonly #native: Native;
  readonly #listener: ChildListener;
  readonly #decoder = new FrameDecoder();
  #onReady: (isReady: boolean) => void = () => undefined;
  #isReady = false;
  #isReaped = false;
  /** What the child wrote to stderr before it was ready. */
  #lastWords = "";

  constructor(native: Native, pid: number, ends: PipeEnds, listener: ChildListener) {
    this.#native = native;
    this.pid = pid;
    this.#listener = listener;
    this.ready = new Promise((resolve) => (this.#onReady = resolve));
    this.exited = this.#live(ends);
  }

  get lastWords(): string {
    return this.#lastWords;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#isReaped) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The child has not made its group yet. A child that waits to be reaped does not mind.
      process.kill(this.pid, signal);
    }
  }

  async #live(ends: PipeEnds): Promise<ChildExit> {
    const raw = [this.#readRaw("stdout", ends.stdout), this.#readRaw("stderr", ends.stderr)];
    await this.#readFrames(ends.frames);
    const exit = await this.#end();
    await Promise.all(raw.map((pipe) => drain(pipe)));
    this.#onReady(false);
    return exit;
  }

  /** Returns when the channel is closed: by the child's death, since it is closed in whatever the child executes. */
  async #readFrames(fd: number): Promise<void> {
    const pipe = openReadEnd(fd);
    pipe.socket.on("data", (chunk: Buffer) => {
      try {
        for (const event of this.#decoder.push(chunk)) this.#take(event);
      } catch (error) {
        pipe.socket.destroy();
        this.#abandon(error);
      }
    });
    await pipe.closed;
  }

  #take(event: ChildEvent): void {
    if (!this.#isReady) {
      if (event.type !== "ready") throw new ProtocolError(`The first word of a child was "${event.type}" instead of "ready".`);
      if (event.protocolVersion !== PROTOCOL_VERSION)
        throw new ProtocolError(`A child speaks version ${event.protocolVersion} of the protocol.`);
      this.#isReady = true;
      this.#onReady(true);
    }
    this.#listener.onEvent(event);
  }

  #abandon(error: unknown): void {
    this.kill("SIGKILL");
    if (!(error instanceof ProtocolError)) throw error;
    this.#hear("stderr", `${error.message}\n`);
  }

  async #end(): Promise<ChildExit> {
    const timer = setTimeout(() => this.kill("SIGKILL"), END_WITHIN_MS);
    const exit = await reap(this.#native, this.pid);
    this.#isReaped = true;
    clearTimeout(timer);
    return exit;
  }

  #readRaw(name: "stdout" | "stderr", fd: number): Pipe {
    const decoder = new StringDecoder("utf8");
    const pipe = openReadEnd(fd);
    pipe.socket.on("data", (chunk: Buffer) => this.#hear(name, decoder.write(chunk)));
    pipe.socket.on("close", () => this.#hear(name, decoder.end()));
    return pipe;
  }

  #hear(name: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (this.#isReady) this.#listener.onRawOutput(name, text);
    else this.#lastWords += text;
  }
}

interface Pipe {
  readonly socket: Socket;
  readonly closed: Promise<void>;
}

function openReadEnd(fd: number): Pipe {
  const socket = new Socket({ fd, readable: true, writable: false });
  // A read error ends the pipe as its end does: `close` follows.
  socket.on("error", () => undefined);
  return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}

async function drain({ socket, closed }: Pipe): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), DRAIN_WITHIN_MS);
  await closed;
  clearTimeout(timer);
}
