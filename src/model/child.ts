import type { Measurement } from "./measurement";

/** The content of a `display_data` or `update_display_data` message, as tslab's display functions make it. */
export interface DisplayContent {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

/** Something that the measured cell shows, in the order in which it was written. */
export type OutputEvent =
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly type: "display"; readonly update: boolean; readonly content: DisplayContent }
  | { readonly type: "clear-output"; readonly wait: boolean };

/** See `ChildEvent`. */
export type Stage = "count" | "snapshot" | "graph";

/** What a child tells the kernel, in order. `ready` is first; at most one `measured` is last. A child that says `refused` says nothing else. */
export type ChildEvent =
  | { readonly type: "ready"; readonly protocolVersion: number; readonly pid: number }
  /** The child cannot be given the state (`state`), or made as it was asked for (`engine`); the message is for the user. */
  | { readonly type: "refused"; readonly what: "state" | "engine"; readonly message: string }
  /**
   * The baseline is taken, where the child can read it, and the cell begins. `markBytes`: the high-water mark of RSS at that moment, where it
   * could not be reset. `heapLimitBytes`: what the cell may really add under `--max-heap`, which V8 may have rounded up.
   */
  | {
      readonly type: "started";
      readonly atNs: number;
      readonly baselineBytes?: number;
      readonly markBytes?: number;
      readonly heapLimitBytes?: number;
    }
  /** What the child does after the cell, or without one, which may take long: counting the notebook's objects, a snapshot of the heap. */
  | { readonly type: "stage"; readonly stage: Stage }
  /** The child's own memory and CPU time, where the kernel cannot see enough of them from outside. */
  | { readonly type: "memory"; readonly atNs: number; readonly rssBytes: number; readonly cpuNs: number }
  /** Repeats of a timed loop, as they end, so that a Stop keeps them. `overheadNs` is per loop, and already subtracted from `tookNs`. */
  | {
      readonly type: "repeats-done";
      /** Which of the bodies that are timed in turns; 0 is the first. */
      readonly body: number;
      readonly loops: number;
      /** These follow so many that were told before; what was told beyond is void. */
      readonly after: number;
      readonly tookNs: readonly number[];
      readonly overheadNs: number;
    }
  | OutputEvent
  | { readonly type: "measured"; readonly measurement: Measurement };

/** The child's end of the channel. `send` is synchronous and in order: what was sent survives a crash right after it. */
export interface ChildPort {
  send(event: ChildEvent): void;
  /** From now on what the cell writes and shows is dropped: a timed loop shows the output of its first loop only. */
  muteOutput(): void;
}

export const PROTOCOL_VERSION = 1;
