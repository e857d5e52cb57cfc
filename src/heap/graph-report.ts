import type { Session } from "node:inspector";
import * as path from "node:path";
import type { Stage } from "../model/child";
import type { GraphQuestion, GraphReport } from "../model/heap-graph";
import { NotebookHeap } from "./graph/notebook-heap";
import { lastIdOf } from "./graph/object-ids";
import type { GrowthWatch } from "./growth-watch";
import { SnapshotReader } from "./snapshot/snapshot-reader";
import { takeSnapshot } from "./take-snapshot";
import { snapshotIdOf } from "./v8/snapshot";

/** What a report needs to know of the process. */
export interface GraphContext {
  /** The object that has the notebook's variables as properties. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of before the measured cell; absent where there is none. */
  readonly before?: BeforeCell;
  /** Of the runs of a cell before the last; absent where growth is not asked for. */
  readonly growth?: GrowthWatch;
  onStage(stage: Stage): void;
}

/**
 * Takes a snapshot of this process and answers a question to it.
 *
 * @throws NoSnapshotError where it would need more memory than there is, or cannot be saved.
 */
export function reportGraph(session: Session, question: GraphQuestion, context: GraphContext): GraphReport {
  const { saveTo, maxBytes, cells, views } = question;
  const { variables, before, growth } = context;
  const withNumbers = views.some(({ kind }) => kind === "duplicates");
  context.onStage("snapshot");
  const raw = takeSnapshot({ reader: before?.reader, maxBytes, saveTo, withNumbers });
  context.onStage("graph");
  const heap = new NotebookHeap(raw, {
    holderId: snapshotIdOf(session, variables),
    cells: new Map(Object.entries(cells ?? {})),
    types: new Map(Object.entries(variables).map(([name, value]) => [name, value === null ? "null" : typeof value])),
    ...(before && { lastIdBefore: before.lastId }),
    ...(growth && { growth: growth.untilNow() }),
  });
  return { ...heap.answer(question), ...(saveTo !== undefined && { savedTo: path.resolve(saveTo) }) };
}

/** What tells objects that a cell makes from those that were there. */
export interface BeforeCell {
  /** The highest id that V8 had given to an object. What is made later, as long as the session lives, has a higher one. */
  readonly lastId: number;
  /** For the snapshot after the cell: made before it, so that it is not counted. */
  readonly reader: SnapshotReader;
}

/**
 * Looks at the heap before a measured cell, which takes a snapshot as well.
 *
 * @throws NoSnapshotError where that would need more memory than `maxBytes`, or than there is.
 */
export function lookBeforeCell(maxBytes: number | undefined): BeforeCell {
  const reader = new SnapshotReader();
  return { lastId: lastIdOf(takeSnapshot({ maxBytes })), reader };
}
