import type { Session } from "node:inspector";
import { getHeapStatistics } from "node:v8";
import { call } from "./inspector";

/** What one type of heap objects holds. */
export interface TypeStats {
  readonly count: number;
  readonly bytes: number;
  /** Of `bytes`, what was allocated in advance and holds nothing. */
  readonly unusedBytes: number;
  /** How many have a size below 32 bytes, below 64, and so on in powers of two; the last number is of all that are larger. */
  readonly sizeCounts: readonly number[];
}

/** V8's own account of everything that is alive, exact, at one moment. */
export interface ObjectStats {
  /** By V8's name of the type, such as `JS_MAP_TYPE`. Includes V8's read-only objects and strings stored outside the heap. */
  readonly types: ReadonlyMap<string, TypeStats>;
  readonly usedHeapBytes: number;
  /** Memory of ArrayBuffers, outside the heap. */
  readonly arrayBuffersBytes: number;
}

const CATEGORY = "disabled-by-default-v8.gc_stats";
const EVENT = "V8.GC_Objects_Stats";

// Taken before any cell can replace them.
const { memoryUsage } = process;
const collectGarbage = globalThis.gc;

/**
 * Collects garbage and reads V8's object statistics of that collection, which V8 gives to its tracing category `gc_stats`; tracing is off
 * again afterwards. Costs one collection that takes two to three times as long as usual, and about 1 µs more for each array, Map or
 * dictionary.
 *
 * @throws Error where the process lacks `--expose-gc`, is traced already, or V8 gives no statistics.
 */
export async function readObjectStats(session: Session): Promise<ObjectStats> {
  const { statistics, ...totals } = await traceStatistics(session, collectAll);
  if (statistics === undefined) throw new Error(`V8 ${process.versions.v8} gave no object statistics.`);
  return { types: liveTypes(statistics), ...totals };
}

/** Runs all code of {@link readObjectStats} but the full collection, and gives `types` as if V8 had. */
export async function rehearseObjectStats(session: Session, types: ObjectStats["types"]): Promise<ObjectStats> {
  const { statistics, ...totals } = await traceStatistics(session, collectYoung);
  return { types: liveTypes(statistics ?? statisticsOf(types)), ...totals };
}

/** `statistics`: those of the last full collection that `collect` made, as V8's JSON. */
async function traceStatistics(
  session: Session,
  collect: (gc: NonNullable<typeof collectGarbage>) => void,
): Promise<Omit<ObjectStats, "types"> & { readonly statistics: string | undefined }> {
  if (collectGarbage === undefined) throw new Error("A census of the heap needs Node's flag --expose-gc: start the kernel with it.");
  refuseIfTraced();
  const events: TraceEvent[] = [];
  const onData = (message: { readonly params: object }): void => void events.push(...(message.params as { value: TraceEvent[] }).value);
  session.on("NodeTracing.dataCollected", onData);
  try {
    const totals = await traced(session, () => {
      collect(collectGarbage);
      return { usedHeapBytes: getHeapStatistics().used_heap_size, arrayBuffersBytes: memoryUsage().arrayBuffers };
    });
    return { statistics: events.findLast((event) => event.name === EVENT)?.args.live, ...totals };
  } finally {
    session.off("NodeTracing.dataCollected", onData);
  }
}

/** Two tracers would share one buffer; and in a fork, starting a second one waits for ever for the first one's thread, which is not there. */
function refuseIfTraced(): void {
  // Loaded only here, because loading it is an error in a worker.
  const { getEnabledCategories } = require("node:trace_events") as typeof import("node:trace_events");
  const categories = getEnabledCategories();
  if (categories === undefined) return;
  throw new Error(`The heap cannot be counted while this process is traced (${categories}): switch off its trace events first.`);
}

interface TraceEvent {
  readonly name: string;
  readonly args: { readonly live?: string };
}

async function traced<Result>(session: Session, run: () => Result): Promise<Result> {
  call(session, "NodeTracing.start", { traceConfig: { includedCategories: [CATEGORY] } });
  const complete = new Promise((resolve) => session.once("NodeTracing.tracingComplete", resolve));
  try {
    return run();
  } finally {
    call(session, "NodeTracing.stop");
    await complete;
  }
}

function collectAll(gc: NonNullable<typeof collectGarbage>): void {
  gc();
}

function collectYoung(gc: NonNullable<typeof collectGarbage>): void {
  gc({ type: "minor", execution: "sync" });
}

/** The last key of `type_data`, END, has no fields. */
interface Statistics {
  readonly type_data: Readonly<Record<string, Partial<V8TypeData>>>;
}

interface V8TypeData {
  readonly count: number;
  readonly overall: number;
  readonly over_allocated: number;
  readonly histogram: readonly number[];
}

function liveTypes(statistics: string): ReadonlyMap<string, TypeStats> {
  const types = new Map<string, TypeStats>();
  for (const [name, { count = 0, overall = 0, over_allocated = 0, histogram = [] }] of Object.entries(parse(statistics).type_data)) {
    if (count > 0) types.set(name, { count, bytes: overall, unusedBytes: over_allocated, sizeCounts: histogram });
  }
  return types;
}

function parse(statistics: string): Statistics {
  return JSON.parse(statistics) as Statistics;
}

function statisticsOf(types: ObjectStats["types"]): string {
  const typeData = [...types].map(([name, { count, bytes, unusedBytes, sizeCounts }]): [string, V8TypeData] => [
    name,
    { count, overall: bytes, over_allocated: unusedBytes, histogram: sizeCounts },
  ]);
  return JSON.stringify({ type_data: Object.fromEntries(typeData) } satisfies Statistics);
}
