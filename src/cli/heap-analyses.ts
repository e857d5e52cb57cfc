import { NotebookHeap } from "../heap/graph/notebook-heap";
import { summary } from "../heap/graph/summary";
import { targetOf } from "../heap/graph/target";
import type { RawSnapshot } from "../heap/snapshot/raw-snapshot";
import type { GraphView, HeapTarget } from "../model/heap-graph";
import type { Partition } from "../model/result";
import { graphText } from "../render/graph";
import { tableText } from "../render/table-text";
import { formatBytes, formatCount } from "../render/units";
import { visibleWithin } from "../render/visible";
import { UsageError } from "./usage-error";

/** What an analysis is asked for. */
export interface AnalysisRequest {
  /** Rows at most. */
  readonly limit: number;
  /** Classes, or ids as `@1234`. */
  readonly of: readonly string[];
  readonly depth: number;
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
  /** Throws {@link UsageError} where the request does not say enough, before any work is done. */
  prepare(request: AnalysisRequest): (raw: RawSnapshot) => AnalysisReport;
}

/** All analyses; the first is the one that is meant where none is named. */
export const ANALYSES: readonly [Analysis, ...Analysis[]] = [
  {
    name: "summary",
    says: "all objects by class, with their own sizes",
    prepare:
      ({ limit }) =>
      (raw) => {
        const data = summary(raw);
        return { data, text: summaryText(data, limit) };
      },
  },
  ofGraph("retained", "what would be freed with all objects of a class", () => [{ kind: "retained" }]),
  ofGraph("dominators", "the objects with which most would be freed", () => [{ kind: "dominators" }]),
  ofGraph("duplicates", "strings and objects that are there several times", () => [{ kind: "duplicates" }]),
  ofGraph("collections", "the arrays, Maps and Sets that alone keep most alive", () => [{ kind: "collections" }]),
  ofGraph("fan-out", "the objects that hold the most entries", () => [{ kind: "fan-out" }]),
  ofGraph("strings", "the largest strings", () => [{ kind: "strings" }]),
  ofGraph("globals", "what hangs on globalThis and is not Node's own", () => [{ kind: "globals" }]),
  ofGraph("paths", "why something is alive (--of)", ({ of }) => asked(of).map((target) => ({ kind: "paths", of: target }))),
  ofGraph("referrers", "what holds it (--of, --depth)", ({ of, depth }) =>
    asked(of).map((target) => ({ kind: "referrers", of: target, depth })),
  ),
  ofGraph("references", "what it holds (--of, --depth)", ({ of, depth }) =>
    asked(of).map((target) => ({ kind: "references", of: target, depth })),
  ),
];

/** Questions to the graph, answered as in a notebook. */
function ofGraph(name: string, says: string, viewsOf: (request: AnalysisRequest) => readonly GraphView[]): Analysis {
  return {
    name,
    says,
    prepare: (request) => {
      const views = viewsOf(request);
      return (raw) => {
        const data = new NotebookHeap(raw).answer({ views, limit: request.limit });
        return { data, text: graphText(data) };
      };
    },
  };
}

function asked(of: readonly string[]): readonly HeapTarget[] {
  if (of.length === 0) throw new UsageError("--of must say of what: a class, or an id such as @1234.");
  return of.map(targetOf);
}

const MAX_KIND = 100;

function summaryText({ objectCount, totalBytes, rows }: Partition, limit: number): string {
  const shown = rows.slice(0, limit).map(({ count, bytes, cumulativeBytes, kind }) => {
    return [formatCount(count), formatBytes(bytes), formatBytes(cumulativeBytes), visibleWithin(kind, MAX_KIND)];
  });
  const numbers = ["Count", "Size", "Cumulative"].map((name) => ({ name, align: "right" }) as const);
  const table = tableText([...numbers, { name: "Kind", align: "left" }], shown, rows.length - shown.length);
  return `${formatCount(objectCount)} objects, ${formatBytes(totalBytes)}\n${table}`;
}
