import { type Census, takeCensus } from "../heap/census";
import { partition } from "../heap/partition";
import { completed } from "../model/outcome";
import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import type { Note, Partition } from "../model/result";
import { nowNs } from "./clock";
import { collectAll, collectYoung } from "./garbage";
import type { RunHooks } from "./hooks";
import { measureCell } from "./measure-cell";
import { readMemory } from "./memory";

type Difference = Pick<Measurement, "partition" | "notes">;

/** Measures a cell, and counts what it left alive, its last value included. The time and the memory of the counting are not the cell's. */
export async function measureCellHeap(cell: () => unknown, port: ChildPort, hooks: RunHooks): Promise<Measurement> {
  const held: { value?: unknown } = {};
  const keepValue = (value: unknown): void => void (held.value = value);
  const before = await census();
  const measurement = await measureCell(cell, { port, hooks, keepValue });
  collectAll();
  const after = await census();
  // Read after the census, so that the value was alive during it.
  delete held.value;
  return withDifference(measurement, difference(after, before));
}

/** Counts what the variables of the notebook hold alive: what is gone once they are dropped. */
export async function measureNotebookHeap(port: ChildPort, hooks: RunHooks): Promise<Measurement> {
  collectYoung();
  const { rssBytes } = readMemory();
  const startedAtNs = nowNs();
  port.send({ type: "started", atNs: startedAtNs, baselineBytes: rssBytes });
  const before = await census();
  hooks.releaseNotebook?.();
  collectAll();
  const after = await census();
  return withDifference({ outcome: completed, startedAtNs, baselineBytes: rssBytes, notes: [] }, difference(before, after));
}

/** A census, or why there is none. */
async function census(): Promise<Census | Note> {
  try {
    return await takeCensus();
  } catch (error) {
    return {
      reason: "no-partition",
      text: `what is alive could not be counted: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function difference(larger: Census | Note, smaller: Census | Note): Difference {
  if ("reason" in larger) return { notes: [larger] };
  if ("reason" in smaller) return { notes: [smaller] };
  const rows: Partition = partition(larger, smaller);
  return { partition: rows, notes: distinct([...larger.table().notes, ...smaller.table().notes]) };
}

function distinct(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((note) => [`${note.reason} ${note.text}`, note])).values()];
}

function withDifference(measurement: Measurement, { partition, notes }: Difference): Measurement {
  return { ...measurement, ...(partition && { partition }), notes: [...measurement.notes, ...notes] };
}
