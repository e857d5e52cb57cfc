import type { ChildEvent } from "../model/child";
import type { EngineName } from "../model/result";
import type { StateSummary } from "../model/state-summary";
import type { RunRequest } from "../model/task";

/** How a child's process ended, read by the engine when it reaped it. */
export interface ChildExit {
  readonly code?: number;
  readonly signal?: string;
  /**
   * High-water mark of RSS since the child reset it at its baseline, as the system knew it at the child's death; also right for a child
   * that was killed. Absent where the engine cannot know it.
   */
  readonly peakBytes?: number;
  readonly cpuUserNs?: number;
  readonly cpuSystemNs?: number;
}

export interface ChildListener {
  onEvent(event: ChildEvent): void;
  /** Output that did not come through the framed channel: of grandchildren, native code, V8's last words. Whole UTF-8 characters. */
  onRawOutput(name: "stdout" | "stderr", text: string): void;
}

/** A process in which one run happens. */
export interface Child {
  readonly pid: number;
  /** What it was given of the notebook's state, where that had to be carried over. */
  readonly state?: StateSummary;
  /** Signals the child's whole process group. Without effect once the child is reaped. */
  kill(signal: NodeJS.Signals): void;
  /** Settles once: when the child is reaped and every event and all its raw output have been delivered. Never rejects. */
  readonly exited: Promise<ChildExit>;
}

export interface StartOptions {
  /** Ends the start. */
  readonly signal?: AbortSignal;
  /** Another run follows at once, for which an engine may get ready while this one is not being measured. */
  readonly isFollowed?: boolean;
}

/** How a child comes to hold the notebook's state. */
export interface Engine {
  readonly name: EngineName;
  /** V8 flags and the like that make this engine's figures what they are. */
  readonly flags: readonly string[];
  /** Making a child runs code of the notebook's, such as its packages: a time limit holds for that too. */
  readonly runsCodeAtStart?: true;
  /**
   * Makes a child that runs `request`; resolves when it has said `ready`. Rejects with {@link EngineError} if it does not, with `StateError` if
   * the child cannot have the state that the code needs, and with the reason of `signal` if that ends the start.
   */
  start(request: RunRequest, listener: ChildListener, options?: StartOptions): Promise<Child>;
  /** Ends whatever the engine still holds. */
  close(): void;
}

/** The engine cannot make a child here; the message says in one sentence why and what to do. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
