import { KernelDiedError, type ExecuteOptions, type ExecuteReply } from "../kernel/client/client";
import type { Message } from "../kernel/protocol/wire";
import { applyMessage, noOutputs, type CellOutputs, type IopubMessage } from "./cell-outputs";
import type { JsonObject } from "./json";
import type { ExecutedCell, Notebook, NotebookCell } from "./notebook-file";

/** What a run needs of a kernel; {@link KernelClient} is one. */
export interface NotebookKernel {
  execute(code: string, options: ExecuteOptions): Promise<Pick<ExecuteReply, "status" | "executionCount">>;
  interrupt(): Promise<void>;
  kill(): Promise<unknown>;
}

/** How one cell ended. `tolerated`: it failed as its tag `raises-exception`, or `--allow-errors`, lets it. */
export type CellEnd = "ok" | "tolerated" | "failed" | "timed-out" | "died";

export interface RunLimits {
  readonly timeoutMs?: number;
  readonly allowErrors: boolean;
}

/** Which of the cells that are run; `number` counts from 1, as the kernel's own `In [n]` does. */
export interface Position {
  readonly number: number;
  readonly total: number;
}

export interface RunListener {
  onCellStart(position: Position): void;
  onCellEnd(position: Position, end: CellEnd, cell: NotebookCell, outputs: CellOutputs): void;
}

export interface NotebookRun {
  /** What was run, by the cell's index in the notebook. */
  readonly executed: ReadonlyMap<number, ExecutedCell>;
  readonly ended: "completed" | "failed" | "died";
  /** How the kernel ended, if it did, and its last words. */
  readonly death?: string;
}

/** How long a cell may go on after it was interrupted because of its time limit. */
const GRACE_MS = 10_000;

const endedBy = { ok: "completed", tolerated: "completed", failed: "failed", "timed-out": "failed", died: "died" } as const;

/** Runs the code cells in order; stops at the first one that fails untolerated, or when the kernel dies. */
export async function runNotebook(
  { cells }: Notebook,
  kernel: NotebookKernel,
  limits: RunLimits,
  listener: RunListener,
): Promise<NotebookRun> {
  const runs = [...cells.entries()].filter(([, cell]) => isRun(cell));
  let outputs: readonly CellOutputs[] = cells.map(() => noOutputs);
  const counts = new Map<number, number | null>();
  let last: CellOutcome = { end: "ok", executionCount: null };
  for (const [before, [index, cell]] of runs.entries()) {
    const position = { number: before + 1, total: runs.length };
    listener.onCellStart(position);
    last = await runCell(cell, kernel, limits, (message) => (outputs = applyMessage(outputs, index, message)));
    counts.set(index, last.executionCount);
    listener.onCellEnd(position, last.end, cell, outputs[index]!);
    if (last.end !== "ok" && last.end !== "tolerated") break;
  }
  const executed = [...counts].map(
    ([index, executionCount]) => [index, { executionCount, outputs: outputs[index]!.shown.map(({ output }) => output) }] as const,
  );
  return { ended: endedBy[last.end], executed: new Map(executed), ...(last.death === undefined ? {} : { death: last.death }) };
}

/** All measurements among the outputs, cell by cell; `cellIndex` counts the notebook's cells from 0. */
export function measurementsOf(executed: NotebookRun["executed"]): readonly JsonObject[] {
  return [...executed].map(([index, { executionCount, outputs }]) => ({
    cellIndex: index,
    executionCount,
    results: outputs.flatMap((output) => ("data" in output ? resultsIn(output.data) : [])),
  }));
}

/** The measurements alone, in order. */
export function resultsOf(executed: NotebookRun["executed"]): readonly unknown[] {
  return [...executed.values()].flatMap(({ outputs }) => outputs.flatMap((output) => ("data" in output ? resultsIn(output.data) : [])));
}

function resultsIn(data: JsonObject): readonly unknown[] {
  return Object.entries(data).flatMap(([type, value]) => (/^application\/vnd\.tslab-magics\..+\+json$/.test(type) ? [value] : []));
}

/** As nbclient: empty cells and those tagged `skip-execution` are passed over. */
function isRun({ isCode, source, tags }: NotebookCell): boolean {
  return isCode && source.trim() !== "" && !tags.includes("skip-execution");
}

interface CellOutcome {
  readonly end: CellEnd;
  readonly executionCount: number | null;
  readonly death?: string;
}

async function runCell(
  { source, tags }: NotebookCell,
  kernel: NotebookKernel,
  { timeoutMs, allowErrors }: RunLimits,
  onMessage: (message: IopubMessage) => void,
): Promise<CellOutcome> {
  const watch = watchTime(timeoutMs, kernel);
  try {
    const onIopub = ({ header, content }: Message) => onMessage({ type: header.msg_type, content });
    const { status, executionCount = null } = await kernel.execute(source, { onIopub });
    const tolerant = allowErrors || tags.includes("raises-exception");
    return { end: watch.hasPassed() ? "timed-out" : status === "ok" ? "ok" : tolerant ? "tolerated" : "failed", executionCount };
  } catch (error) {
    if (!(error instanceof KernelDiedError)) throw error;
    return { end: "died", executionCount: null, death: error.message };
  } finally {
    watch.stop();
  }
}

/** Interrupts the cell after its time, and ends a kernel that does not react to that. */
function watchTime(timeoutMs: number | undefined, kernel: NotebookKernel): { hasPassed(): boolean; stop(): void } {
  let passed = false;
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    passed = true;
    // A kernel that dies meanwhile is told by the cell's own promise.
    void Promise.allSettled([kernel.interrupt()]);
    timer = setTimeout(() => void kernel.kill(), GRACE_MS);
  };
  if (timeoutMs !== undefined) timer = setTimeout(interrupt, timeoutMs);
  return { hasPassed: () => passed, stop: () => clearTimeout(timer) };
}
