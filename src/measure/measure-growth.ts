import { reportGraph } from "../heap/graph-report";
import { GrowthWatch } from "../heap/growth-watch";
import { withInspector } from "../heap/v8/inspector";
import type { GraphReport } from "../model/heap-graph";
import type { Measurement } from "../model/measurement";
import type { Note } from "../model/result";
import { measureCell } from "./measure-cell";
import { type GraphTask, stagesTo, unlessRefused, withReport } from "./measure-graph";
import type { Cell } from "./program";
import { releaseKernel } from "./release-kernel";
import { repeatCell } from "./repeat-cell";
import { withNote } from "./with-note";

/** How a repeated cell ended: with a report, or with the run that did not complete. */
type Ended = { readonly report: GraphReport } | { readonly outcome: Measurement["outcome"] };

/**
 * Measures a cell, then runs it so many times more in the same process, and reports what became more with each of these runs; its last value included. In
 * one process, as V8's ids tell an object again in the next snapshot of the same process only. The measured run warms up: what comes into being when
 * code runs for the first time is no growth.
 */
export async function measureCellGrowth(cell: Cell, runs: number, task: GraphTask): Promise<Measurement> {
  const { port, hooks } = task;
  const held: { value?: unknown } = {};
  const keepValue = (value: unknown): void => void (held.value = value);
  await releaseKernel(hooks);
  const measurement = await measureCell(cell, { port, hooks, keepValue });
  if (measurement.outcome.kind !== "completed") return measurement;
  const ended = await unlessRefused(() => repeat(cell, runs, task, keepValue));
  delete held.value;
  if ("outcome" in ended) return withNote({ ...measurement, outcome: ended.outcome }, FAILED_LATER);
  return withReport(measurement, "report" in ended ? ended.report : ended);
}

function repeat(cell: Cell, runs: number, { question, variables, port }: GraphTask, keepValue: (value: unknown) => void): Promise<Ended> {
  return withInspector(async (session) => {
    const growth = new GrowthWatch(session);
    const onStage = stagesTo(port);
    const beforeRun = (): void => {
      onStage("snapshot");
      growth.look(question.maxBytes);
    };
    const outcome = await repeatCell(cell, runs, { port, keepValue, beforeRun });
    if (outcome.kind !== "completed") return { outcome };
    return { report: reportGraph(session, question, { variables, growth, onStage }) };
  });
}

const FAILED_LATER: Note = {
  reason: "failed-later",
  text: "The cell completed the first time, and failed when --growth ran it again: peak memory and time are of the first run.",
};
