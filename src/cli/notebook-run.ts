import { applyMessage, noOutputs, type CellOutputs, type IopubMessage } from "./cell-outputs";
import type { JsonObject } from "./json";
import type { ExecutedCell, Notebook, NotebookCell } from "./notebook-file";

/** A kernel that runs one cell at a time. */
export interface NotebookKernel {
  /** Resolves when the cell is done and all its messages have been delivered. */
  execute(code: string, onMessage: (message: IopubMessage) => void): Promise<CellReply>;
  interrupt(): void;
  /** Resolves, with one line that says how, if the kernel ends by itself. */
  readonly died: Promise<string>;
}

export interface CellReply {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
}

/** How one cell ended. `tolerated`: it failed as its tag `raises-exception`, or `--allow-errors`, lets it. */
export type CellEnd = "ok" | "tolerated" | "failed" | "timed-out";

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
  /** How the kernel ended, if it did. */
  readonly death?: string;
}

/** How long a cell may go on after it was interrupted because of its time limit. */
const graceMs = 5_000;

/** Runs the code cells in order; stops at the first one that fails untolerated, or when the kernel dies. */
export async function runNotebook(notebook: Notebook, kernel: NotebookKernel, limits: RunLimits, listener: RunListener): Promise<NotebookRun> {
  let outputs: readonly CellOutputs[] = notebook.cells.map(() => noOutputs);
  const counts = new Map<number, number | null>();
  const finish = (ended: NotebookRun["ended"], death?: string): NotebookRun => ({
    ended,
    executed: new Map([...counts].map(([index, executionCount]) => [index, { executionCount, outputs: outputsAt(outputs, index).shown.map(({ output }) => output) }])),
    ...(death === undefined ? {} : { death }),
  });

  for (const [index, cell] of notebook.cells.entries()) {
    if (!isRun(cell)) continue;
    listener.onCellStart(index);
    counts.set(index, null);
    const outcome = await runCell(cell, kernel, limits, (message) => (outputs = applyMessage(outputs, index, message)));
    if ("death" in outcome) return finish("died", outcome.death);
    counts.set(index, outcome.executionCount);
    listener.onCellEnd(index, outcome.end, outputsAt(outputs, index));
    if (outcome.end === "failed" || outcome.end === "timed-out") return finish("failed");
  }
  return finish("completed");
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

async function runCell(
  cell: NotebookCell,
  kernel: NotebookKernel,
  { timeoutMs, allowErrors }: RunLimits,
  onMessage: (message: IopubMessage) => void,
): Promise<{ readonly end: CellEnd; readonly executionCount: number | null } | { readonly death: string }> {
  const limit = watchTime(timeoutMs, kernel);
  try {
    const reply = kernel.execute(cell.source, onMessage);
    const outcome = await Promise.race([reply, kernel.died, limit.deaf]);
    if (typeof outcome === "string") return { death: outcome };
    return { end: endOf(outcome, limit.passed(), allowErrors || cell.tags.includes("raises-exception")), executionCount: outcome.executionCount };
  } finally {
    limit.stop();
  }
}

function endOf({ status }: CellReply, timedOut: boolean, tolerant: boolean): CellEnd {
  if (timedOut) return "timed-out";
  if (status === "ok") return "ok";
  return tolerant ? "tolerated" : "failed";
}

/** Interrupts the cell after its time; `deaf` resolves if the kernel does not react to that. */
function watchTime(timeoutMs: number | undefined, kernel: NotebookKernel): { readonly deaf: Promise<string>; passed(): boolean; stop(): void } {
  let passed = false;
  let timer: NodeJS.Timeout | undefined;
  const deaf = new Promise<string>((resolve) => {
    if (timeoutMs === undefined) return;
    timer = setTimeout(() => {
      passed = true;
      kernel.interrupt();
      timer = setTimeout(() => {
        resolve(`it did not react to an interrupt for ${String(graceMs / 1000)} s`);
      }, graceMs);
    }, timeoutMs);
  });
  return { deaf, passed: () => passed, stop: () => { clearTimeout(timer); } };
}

function outputsAt(outputs: readonly CellOutputs[], index: number): CellOutputs {
  return outputs[index] ?? noOutputs;
}
