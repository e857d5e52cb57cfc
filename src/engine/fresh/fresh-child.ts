import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { clearTimeout, setTimeout } from "node:timers";
import { type ChildEvent } from "../../model/child";
import type { StateSummary } from "../../model/state-summary";
import type { Job } from "../../state/job";
import { StateError } from "../../state/state-error";
import { ChildVoice } from "../child-voice";
import { type Child, type ChildExit, type ChildListener, EngineError } from "../engine";
import { CONTROL_FD, type ControlMessage, FRAMES_FD } from "./control";
import type { Guardian } from "./guardian";
import { descriptorOf } from "./descriptor";
import { sendJob } from "./job-sender";

/** A child that has closed its channel is ending; one that has not ended by then never will. */
const END_WITHIN_MS = 1000;
const isWindows = process.platform === "win32";

/** What a fresh child is started with. */
export interface FreshChildStart {
  readonly main: string;
  readonly flags: readonly string[];
  readonly guardian: Guardian;
}

/** The kernel's side of a new Node process that waits for a job, runs it, and ends. */
export class FreshChild implements Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Settles when it has started up and waits, or has ended. */
  readonly waits: Promise<unknown>;
  readonly #process: ChildProcess;
  readonly #control: Socket;
  readonly #voice: ChildVoice;
  #listener: ChildListener = NOBODY;
  #state: StateSummary | undefined;
  #isOver = false;

  /** Starts a process, with this process's working directory and environment as they are now. Rejects with {@link EngineError}. */
  static async start({ main, flags, guardian }: FreshChildStart): Promise<FreshChild> {
    const node = spawnNode([...flags, main]);
    try {
      await once(node, "spawn");
    } catch (error) {
      throw notStarted(error);
    }
    return new FreshChild(node, guardian);
  }

  constructor(node: ChildProcess, guardian: Guardian) {
    this.#process = node;
    this.pid = node.pid ?? 0;
    this.#control = node.stdio[CONTROL_FD] as Socket;
    this.#voice = new ChildVoice(pipesOf(node), this.#relay(), () => this.kill("SIGKILL"));
    guardian.guard(this.pid);
    this.exited = this.#live().finally(() => guardian.forget(this.pid));
    this.waits = Promise.race([new Promise((resolve) => this.#control.once("data", resolve)), this.exited]);
    // The child may have ended: its exit tells.
    this.#control.on("error", () => undefined);
    this.#hold(false);
  }

  /** Of the connections to it, as far as they are open. */
  get descriptors(): readonly number[] {
    const { frames, stdout, stderr } = pipesOf(this.#process);
    return [this.#control, frames, stdout, stderr].flatMap(descriptorOf);
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  get state(): StateSummary {
    return this.#state ?? { copied: [], replayed: [] };
  }

  /**
   * Gives the child its only job; resolves when it is ready to run. Rejects with `StateError` if it cannot have the state, with {@link EngineError}
   * if it ends, with the reason of `signal` if that is aborted; then the child has ended.
   */
  async take(job: Job, listener: ChildListener, signal: AbortSignal): Promise<void> {
    this.#hold(true);
    this.#listener = listener;
    const sent = sendJob(job, (message) => this.#tell(message));
    const kill = (): void => this.kill("SIGKILL");
    signal.addEventListener("abort", kill);
    if (signal.aborted) kill();
    try {
      await this.#untilReady(signal);
    } finally {
      signal.removeEventListener("abort", kill);
      sent.remove();
    }
  }

  /** What is told of the state, with the time that it took. */
  describe(state: StateSummary): void {
    this.#state = state;
  }

  /** Signals the whole group: Node reaps a child at once, but its group lives on, and keeps its number, as long as a grandchild is in it. */
  kill(signal: NodeJS.Signals): void {
    if (this.#isOver) return;
    try {
      if (isWindows) this.#process.kill(signal);
      else process.kill(-this.pid, signal);
    } catch {
      // The group has ended.
    }
  }

  async #untilReady(signal: AbortSignal): Promise<void> {
    const word = await this.#voice.firstWord;
    if (word?.type === "ready" && !signal.aborted) return;
    if (word?.type === "ready") this.kill("SIGKILL");
    const exit = await this.exited;
    signal.throwIfAborted();
    if (word?.type === "refused") throw word.what === "state" ? new StateError(word.message) : new EngineError(word.message);
    throw new EngineError(diedEarly(exit, this.#voice.lastWords));
  }

  #tell(message: ControlMessage): void {
    this.#control.write(`${JSON.stringify(message)}\n`);
  }

  /** A child that waits does not keep the kernel alive. */
  #hold(isHeld: boolean): void {
    const { frames, stdout, stderr } = pipesOf(this.#process);
    for (const each of [this.#process, this.#control, frames, stdout, stderr]) {
      if (isHeld) each.ref();
      else each.unref();
    }
  }

  #relay(): ChildListener {
    return {
      onEvent: (event: ChildEvent) => this.#listener.onEvent(event),
      onRawOutput: (name, text) => this.#listener.onRawOutput(name, text),
    };
  }

  async #live(): Promise<ChildExit> {
    const exit = exitOf(this.#process);
    await this.#voice.closed;
    const timer = setTimeout(() => this.kill("SIGKILL"), END_WITHIN_MS);
    const end = await exit;
    clearTimeout(timer);
    await this.#voice.drain();
    this.#isOver = true;
    this.#control.destroy();
    return end;
  }
}

const NOBODY: ChildListener = { onEvent: () => undefined, onRawOutput: () => undefined };

function spawnNode(args: readonly string[]): ChildProcess {
  try {
    // A group of its own: a signal to the kernel's group is for the kernel. Windows has no such groups, and would open a window.
    return spawn(process.execPath, args, {
      detached: !isWindows,
      windowsHide: true,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      // What this process was called, which nobody can tell a process afterwards.
      argv0: process.argv0,
    });
  } catch (error) {
    throw notStarted(error);
  }
}

function pipesOf(node: ChildProcess): { readonly frames: Socket; readonly stdout: Socket; readonly stderr: Socket } {
  const [, stdout, stderr] = node.stdio;
  return { frames: node.stdio[FRAMES_FD] as Socket, stdout: stdout as Socket, stderr: stderr as Socket };
}

function exitOf(node: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    node.once("exit", (code, signal) => resolve({ ...(code !== null && { code }), ...(signal !== null && { signal }) }));
  });
}

function notStarted(error: unknown): EngineError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EngineError(`A new Node process cannot be started (${reason}): free memory, or end other processes.`);
}

function diedEarly({ code, signal }: ChildExit, lastWords: string): string {
  const how = signal === undefined ? `exited with code ${code ?? "unknown"}` : `was ended by ${signal}`;
  const words = lastWords.trim();
  return `The new process ${how} while it was given the notebook's state${words && `. It said:\n${words}`}`;
}
