import { lookBeforeCell, reportGraph } from "../heap/graph-report";
import { NoSnapshotError } from "../heap/take-snapshot";
import { withInspector } from "../heap/v8/inspector";
import type { ChildPort, Stage } from "../model/child";
import type { GraphQuestion, GraphReport } from "../model/heap-graph";
import type { Measurement } from "../model/measurement";
import { beginWithoutCell } from "./begin-without-cell";
import { collectAll, compact } from "./garbage";
import type { RunHooks } from "./hooks";
import { measureCell } from "./measure-cell";
import type { Cell } from "./program";
import { releaseKernel } from "./release-kernel";
import { withNote } from "./with-note";

/** What a question to the graph of objects needs to know of the process. */
export interface GraphTask {
  readonly question: GraphQuestion;
  /** The object that has the notebook's variables as properties. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly port: ChildPort;
  readonly hooks: RunHooks;
}

/** Measures a cell, and asks a snapshot of what it left alive, its last value included. The time and the memory of the snapshots are not the cell's. */
export async function measureCellGraph(cell: Cell, { question, variables, port, hooks }: GraphTask): Promise<Measurement> {
  const held: { value?: unknown } = {};
  await releaseKernel(hooks);
  const keepValue = (value: unknown): void => void (held.value = value);
  return withInspector(async (session) => {
    // Ids are given by snapshots: without one, objects of the notebook would be told from those of the cell by nothing.
    const before = await unlessRefused(() => lookBeforeCell(question.maxBytes));
    compact();
    hooks.trimNative?.();
    const measurement = await measureCell(cell, { port, hooks, keepValue });
    if (before instanceof NoSnapshotError) return withReport(measurement, before);
    collectAll();
    const report = await unlessRefused(() => reportGraph(session, question, { variables, before, onStage: stagesTo(port) }));
    delete held.value;
    return withReport(measurement, report);
  });
}

/** Asks a snapshot of the notebook. */
export async function measureNotebookGraph({ question, variables, port, hooks }: GraphTask): Promise<Measurement> {
  await releaseKernel(hooks);
  const begun = beginWithoutCell(port);
  const report = await withInspector((session) =>
    unlessRefused(() => reportGraph(session, question, { variables, onStage: stagesTo(port) })),
  );
  return withReport(begun, report);
}

/** That a snapshot is not taken is a note of the result, which keeps what else was measured. */
export async function unlessRefused<T>(act: () => T | Promise<T>): Promise<T | NoSnapshotError> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NoSnapshotError) return error;
    throw error;
  }
}

/** A measurement with what a snapshot told, or with a note on why there is none. */
export function withReport(measurement: Measurement, report: GraphReport | NoSnapshotError): Measurement {
  if (!(report instanceof NoSnapshotError)) return { ...measurement, graph: report };
  return withNote(measurement, { reason: "no-snapshot", text: report.message });
}

/** Tells the kernel what is done after the cell. */
export function stagesTo(port: ChildPort): (stage: Stage) => void {
  return (stage) => {
    port.send({ type: "stage", stage });
  };
}
