import { type Census, censusTable, takeCensus } from "../heap/census";
import { partition } from "../heap/partition";
import type { By, Note } from "../model/result";
import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import { beginWithoutCell } from "./begin-without-cell";
import { collectAll, collectYoung, compact } from "./garbage";
import type { RunHooks } from "./hooks";
import { measureCell } from "./measure-cell";
import type { Cell } from "./program";
import { releaseKernel } from "./release-kernel";

type Difference = Pick<Measurement, "partition" | "notes">;

/** Measures a cell, and counts what it left alive, its last value included. The time and the memory of the counting are not the cell's. */
export async function measureCellHeap(cell: Cell, by: By, port: ChildPort, hooks: RunHooks): Promise<Measurement> {
  const held: { value?: unknown } = {};
  await releaseKernel(hooks);
  const keepValue = (value: unknown): void => void (held.value = value);
  const before = await count(by);
  // The garbage of the census is room that the cell would fill without any increment.
  compact();
  const measurement = await measureCell(cell, { port, hooks, keepValue });
  collectAll();
  const after = await count(by);
  // Read after the census, so that the value was alive during it.
  delete held.value;
  return withDifference(measurement, difference(after, before));
}

/** Counts what the variables of the notebook hold alive: what is gone once they are dropped. */
export async function measureNotebookHeap(by: By, port: ChildPort, hooks: RunHooks): Promise<Measurement> {
  await releaseKernel(hooks);
  collectYoung();
  const begun = beginWithoutCell(port);
  const before = await count(by);
  hooks.releaseNotebook?.();
  collectAll();
  const after = await count(by);
  return withDifference(begun, difference(before, after));
}

/** A census, or a note on why there is none. */
type Count = { readonly census: Census } | { readonly note: Note };

async function count(by: By): Promise<Count> {
  try {
    return { census: await takeCensus(by) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { note: { reason: "no-partition", text: `What is alive could not be counted: ${reason}` } };
  }
}

function difference(larger: Count, smaller: Count): Difference {
  if ("note" in larger) return { notes: [larger.note] };
  if ("note" in smaller) return { notes: [smaller.note] };
  const notes = [larger, smaller].flatMap(({ census }) => censusTable(census).notes);
  return { partition: partition(larger.census, smaller.census), notes: distinct(notes) };
}

function distinct(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((note) => [`${note.reason} ${note.text}`, note])).values()];
}

function withDifference(measurement: Measurement, { partition, notes }: Difference): Measurement {
  return { ...measurement, ...(partition && { partition }), notes: [...measurement.notes, ...notes] };
}
