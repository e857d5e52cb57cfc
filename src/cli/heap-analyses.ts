import type { HeapObject, RetainedRow } from "../model/heap-graph";
import type { Partition } from "../model/result";
import { dominators, type DominatorTree } from "../heap/graph/dominators";
import { largestDominators } from "../heap/graph/largest-dominators";
import { retainedByClass } from "../heap/graph/retained-by-class";
import { summary } from "../heap/graph/summary";
import type { RawSnapshot } from "../heap/snapshot/raw-snapshot";
import { visibleWithin } from "../render/visible";
import { rowsText } from "./rows-text";

/** A snapshot that has been read, with what several analyses need of it. */
export class OpenSnapshot {
  readonly raw: RawSnapshot;
  #tree: DominatorTree | undefined;

  constructor(raw: RawSnapshot) {
    this.raw = raw;
  }

  /** Computed when it is first asked for. */
  get tree(): DominatorTree {
    return (this.#tree ??= dominators(this.raw));
  }
}

/** What an analysis has found: as data, and as text. */
export interface AnalysisReport {
  readonly data: unknown;
  readonly text: string;
}

/** Something that can be asked of a snapshot. */
export interface Analysis {
  readonly name: string;
  /** What it tells, in a few words. */
  readonly says: string;
  /** Shows at most `limit` rows. */
  report(snapshot: OpenSnapshot, limit: number): AnalysisReport;
}

/** All analyses; the first is the one that is meant where none is named. */
export const ANALYSES: readonly [Analysis, ...Analysis[]] = [
  {
    name: "summary",
    says: "all objects by class, with their own sizes",
    report: ({ raw }, limit) => reportOf(partitionText, summary(raw), limit),
  },
  {
    name: "retained",
    says: "what the objects of each class retain together",
    report: ({ raw, tree }, limit) => reportOf(retainedText, retainedByClass(raw, tree), limit),
  },
  {
    name: "dominators",
    says: "the objects that retain most",
    report: ({ raw, tree }, limit) => reportOf(objectsText, largestDominators(raw, tree, limit), limit),
  },
];

const MAX_KIND = 100;

function reportOf<Data>(text: (data: Data, limit: number) => string, data: Data, limit: number): AnalysisReport {
  return { data, text: text(data, limit) };
}

function partitionText({ objectCount, totalBytes, rows }: Partition, limit: number): string {
  const cells = rows.map(({ count, bytes, cumulativeBytes, kind }) => [count, bytes, cumulativeBytes, kindText(kind)]);
  return `${objectCount} objects, ${totalBytes} bytes\n${rowsText(["Count", "Bytes", "Cumulative", "Kind"], cells, limit)}`;
}

function retainedText(rows: readonly RetainedRow[], limit: number): string {
  const cells = rows.map(({ count, shallowBytes, retainedBytes, kind }) => [count, shallowBytes, retainedBytes, kindText(kind)]);
  return rowsText(["Count", "Bytes", "Retained", "Kind"], cells, limit);
}

function objectsText(objects: readonly HeapObject[], limit: number): string {
  const cells = objects.map(({ id, kind, text, shallowBytes, retainedBytes = 0 }) => [
    `@${id}`,
    shallowBytes,
    retainedBytes,
    kindText(text === undefined ? kind : `${kind} ${JSON.stringify(text)}`),
  ]);
  return rowsText(["Id", "Bytes", "Retained", "Object"], cells, limit);
}

function kindText(kind: string): string {
  return visibleWithin(kind, MAX_KIND);
}
