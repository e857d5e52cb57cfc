import { readdirSync, readlinkSync } from "node:fs";
import type { Engine } from "../../src/engine/engine";
import { supervise, type Progress, type SuperviseOptions } from "../../src/engine/supervisor";
import type { OutputEvent } from "../../src/model/child";
import type { RunRecord } from "../../src/model/run-record";
import type { Limits, RunRequest } from "../../src/model/task";

/** What a run gave, and all that it told on the way. */
export interface Supervised {
  readonly record: RunRecord;
  readonly output: readonly OutputEvent[];
  readonly progress: readonly Progress[];
}

export const memit = (limits: Limits = {}): RunRequest => ({ task: { kind: "memit" }, limits });

/** Supervises a run and collects what it tells; `onOutput` and the like are called besides. */
export async function collect(engine: Engine, request: RunRequest, options: Partial<SuperviseOptions> = {}): Promise<Supervised> {
  const output: OutputEvent[] = [];
  const progress: Progress[] = [];
  const record = await supervise(engine, request, {
    signal: new AbortController().signal,
    ...options,
    onOutput: (event) => {
      output.push(event);
      options.onOutput?.(event);
    },
    onProgress: (state) => {
      progress.push(state);
      options.onProgress?.(state);
    },
  });
  return { record, output, progress };
}

export const reasons = (record: RunRecord): readonly string[] => record.notes.map((note) => note.reason);

export const textOf = (output: readonly OutputEvent[]): string =>
  output.map((event) => (event.type === "stream" ? event.text : "")).join("");

/** What keeps the event loop alive, and the files that are open, as lists that can be compared. */
export function held(): { readonly resources: readonly string[]; readonly files: readonly string[] } {
  const files = readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`];
    } catch {
      // The descriptor of this very listing.
      return [];
    }
  });
  return { resources: process.getActiveResourcesInfo().sort(), files };
}
