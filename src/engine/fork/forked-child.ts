import { Socket } from "node:net";
import { clearTimeout, setTimeout } from "node:timers";
import { ChildVoice } from "../child-voice";
import type { Child, ChildExit, ChildListener } from "../engine";
import type { Native } from "../native";
import { reap } from "./reap";

/** A child that has closed its channel is ending; one that has not ended by then never will. */
const END_WITHIN_MS = 1000;

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
  readonly #voice: ChildVoice;
  #isReaped = false;

  constructor(native: Native, pid: number, { frames, stdout, stderr }: PipeEnds, listener: ChildListener) {
    this.#native = native;
    this.pid = pid;
    const pipes = { frames: openReadEnd(frames), stdout: openReadEnd(stdout), stderr: openReadEnd(stderr) };
    this.#voice = new ChildVoice(pipes, listener, () => this.kill("SIGKILL"));
    this.ready = this.#voice.firstWord.then((word) => word !== undefined);
    this.exited = this.#live();
  }

  get lastWords(): string {
    return this.#voice.lastWords;
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

  async #live(): Promise<ChildExit> {
    await this.#voice.closed;
    const exit = await this.#end();
    await this.#voice.drain();
    return exit;
  }

  async #end(): Promise<ChildExit> {
    const timer = setTimeout(() => this.kill("SIGKILL"), END_WITHIN_MS);
    const exit = await reap(this.#native, this.pid);
    this.#isReaped = true;
    clearTimeout(timer);
    return exit;
  }
}

function openReadEnd(fd: number): Socket {
  return new Socket({ fd, readable: true, writable: false });
}
