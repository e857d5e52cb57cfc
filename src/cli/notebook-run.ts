import { KernelDiedError, type ExecuteOptions, type ExecuteReply } from "../kernel/client";
import type { Message } from "../kernel/wire";
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

export interface RunListener {
  onCellStart(index: number): void;
  onCellEnd(index: number, end: CellEnd, outputs: CellOutputs): void;
}

export interface NotebookRun {
  /** What was run, by the cell's index in the notebook. */
  readonly executed: ReadonlyMap<number, ExecutedCell>;
  readonly ended: "completed" | "failed" | "died";
  /** How the kernel ended, if it did, and its last words. */
  readonly death?: string;
}

/** How long a cell may go on after it was interrupted because of its time limit. */
const GRACE_MS = 5_000;

/** Runs the code cells in order; stops at the first one that fails untolerated, or when the kernel dies. */
export async function runNotebook(
  { cells }: Notebook,
  kernel: NotebookKernel,
  limits: RunLimits,
  listener: RunListener,
): Promise<NotebookRun> {
  let outputs: readonly CellOutputs[] = cells.map(() => noOutputs);
  const counts = new Map<number, number | null>();
  let ended: NotebookRun["ended"] = "completed";
  let death: string | undefined;
  for (const [index, cell] of cells.entries()) {
    if (!isRun(cell)) continue;
    listener.onCellStart(index);
    counts.set(index, null);
    const outcome = await runCell(cell, kernel, limits, (message) => (outputs = applyMessage(outputs, index, message)));
    counts.set(index, outcome.executionCount);
    listener.onCellEnd(index, outcome.end, outputs[index]!);
    if (outcome.end === "ok" || outcome.end === "tolerated") continue;
    ended = outcome.end === "died" ? "died" : "failed";
    death = outcome.death;
    break;
  }
  const executed = [...counts].map(
    ([index, executionCount]) => [index, { executionCount, outputs: outputs[index]!.shown.map(({ output }) => output) }] as const,
  );
  return { ended, executed: new Map(executed), ...(death === undefined ? {} : { death }) };
}

/** All measurements among the outputs, cell by cell. */
export function measurementsOf(executed: NotebookRun["executed"]): readonly JsonObject[] {
  return [...executed].map(([index, { executionCount, outputs }]) => ({
    cell: index + 1,
    executionCount,
    results: outputs.flatMap((output) => ("data" in output ? resultsIn(output.data) : [])),
  }));
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
