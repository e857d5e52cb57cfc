import { type ChildProcess, spawn } from "node:child_process";
import type { Child, ChildExit, ChildListener, Engine } from "../../src/engine/engine";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ChildEvent } from "../../src/model/child";

/**
 * An engine whose child does what the test says. Behind it is a process that only sleeps, so that there is something to watch and to kill;
 * that it ends is not the end of the child until the test says so, except when it is killed.
 */
export class ScriptedEngine implements Engine {
  readonly name = "fork";
  readonly flags = ["--scripted"];
  readonly kills: NodeJS.Signals[] = [];
  starts = 0;
  listener: ChildListener | undefined;
  /** Calls back when a start has begun, before there is a child. */
  onStart: () => void = () => undefined;
  /** Calls back when there is a child, just before the start resolves. */
  onReady: () => unknown = () => undefined;
  #process: ChildProcess | undefined;
  #gone: Promise<unknown> = Promise.resolve();
  #isVanished = false;
  #exit: (exit: ChildExit) => void = () => undefined;

  async start(_request: unknown, listener: ChildListener): Promise<Child> {
    this.starts++;
    this.listener = listener;
    this.onStart();
    const process = spawn("sleep", ["20"], { stdio: "ignore" });
    this.#process = process;
    const exited = new Promise<ChildExit>((resolve) => (this.#exit = resolve));
    // Node has not let go of the process before the turn after its exit.
    this.#gone = new Promise((resolve) => process.once("exit", resolve)).then(nextTurn);
    await new Promise((resolve) => process.once("spawn", resolve));
    // Not in this turn, so that what the test does in `onReady` comes first.
    setImmediate(() => this.onReady());
    return { pid: process.pid ?? 0, exited, kill: (signal) => this.#kill(signal) };
  }

  say(event: ChildEvent): void {
    this.listener?.onEvent(event);
  }

  /** Ends the sleeping process, and then says how the child exited. Resolves in a later turn of the event loop. */
  async exit(exit: ChildExit): Promise<void> {
    this.vanish();
    await this.#gone;
    this.#exit(exit);
    await nextTurn();
  }

  /** Ends the sleeping process, but never says that the child exited. */
  vanish(): void {
    this.#isVanished = true;
    this.#process?.kill("SIGKILL");
  }

  close(): void {
    this.vanish();
  }

  #kill(signal: NodeJS.Signals): void {
    this.kills.push(signal);
    if (!this.#isVanished) void this.exit({ signal });
  }
}
