import { setImmediate } from "node:timers/promises";
import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import { completed } from "../model/outcome";
import { type Cell, runToEnd } from "./program";
import { describeThrown } from "./thrown";

// Taken now: a measured cell may replace it.
const nextTurn = setImmediate;

/** What goes on around the runs of a cell that is repeated. */
export interface Repeating {
  readonly port: Pick<ChildPort, "muteOutput">;
  /** Receives the last value of each run. */
  keepValue(value: unknown): void;
  /** Called before each run, and may throw: then there are no more. */
  beforeRun(): void;
}

/**
 * Runs a cell that has run before so many times more; what it shows has been shown. After each run the event loop turns, so that what the run left to be
 * done at once is done. Resolves to how the last of these runs ended: the first that does not complete is the last.
 */
export async function repeatCell(cell: Cell, runs: number, { port, keepValue, beforeRun }: Repeating): Promise<Measurement["outcome"]> {
  if (runs > 0) port.muteOutput();
  for (let run = 0; run < runs; run++) {
    beforeRun();
    try {
      await runToEnd(cell, keepValue);
    } catch (error) {
      return describeThrown(error);
    }
    await nextTurn();
  }
  return completed;
}
