import { readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { KernelClient } from "../kernel/client/client";
import type { JsonObject } from "./json";
import { kernelArgv, kernels, type Kernel } from "./kernelspec";
import { formatNotebook, parseNotebook, type Notebook } from "./notebook-file";
import { measurementsOf, resultsOf, runNotebook, type NotebookRun, type RunListener } from "./notebook-run";
import { outputText } from "./output-text";
import { parseSetting, withSettings } from "./parameters";
import { Progress } from "./progress";
import { failedChecks, parseCheck } from "./result-checks";
import { sweepsAsCsv } from "./sweep-csv";
import { UsageError } from "./usage-error";

/** The options of `run`, as typed. */
export interface RunOptions {
  readonly output?: string;
  readonly json?: string;
  readonly csv?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly allowErrors?: true;
  /** Variables and their values: `chunk=1e5`. */
  readonly set?: readonly string[];
  /** What the results have to fulfil: `largest >= 1e6`. */
  readonly assert?: readonly string[];
}

const exitCodes = { completed: 0, failed: 1, died: 3 } as const;

/**
 * `tslab-magics run`: executes a notebook in its own folder. What was run is written also when a cell failed or the kernel died.
 * Returns the exit code; throws {@link UsageError} for a file that cannot be run.
 */
export async function run(file: string, options: RunOptions): Promise<number> {
  const checks = (options.assert ?? []).map(parseCheck);
  const notebook = withSettings(parseNotebook(readText(file), file), (options.set ?? []).map(parseSetting));
  const kernel = kernelFor(notebook, file);
  const client = await start(kernel, dirname(resolve(file)));
  if (client === undefined) return 3;
  const result = await runIn(client, notebook, options);
  if (options.output !== undefined) writeFileSync(options.output, formatNotebook(notebook, result.executed, kernelspecOf(kernel)));
  if (options.json !== undefined) writeFileSync(options.json, measurementsText(file, result));
  if (options.csv !== undefined) writeFileSync(options.csv, sweepsAsCsv(resultsOf(result.executed)));
  if (result.death !== undefined) console.error(result.death);
  const failed = result.ended === "completed" ? failedChecks(resultsOf(result.executed), checks) : [];
  for (const sentence of failed) console.error(sentence);
  return failed.length > 0 ? exitCodes.failed : exitCodes[result.ended];
}

async function start(kernel: Kernel, folder: string): Promise<KernelClient | undefined> {
  try {
    return await KernelClient.start({ argv: kernelArgv(kernel), cwd: folder });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

async function runIn(client: KernelClient, notebook: Notebook, options: RunOptions): Promise<NotebookRun> {
  const progress = new Progress(process.stderr);
  const stopListening = listenToUser(client);
  const limits = {
    allowErrors: options.allowErrors ?? false,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
  };
  try {
    return await runNotebook(notebook, client, limits, narrator(progress));
  } finally {
    await client.shutdown();
    stopListening();
  }
}

/** Tells the progress, and prints what each cell shows as soon as it is over. */
function narrator(progress: Progress): RunListener {
  return {
    onCellStart: (position) => progress.cellStarts(position),
    onCellEnd: (position, end, cell, { shown }) => {
      progress.cellEnds(position, end);
      const text = shown.map(({ output }) => outputText(output, process.stdout.isTTY)).join("");
      if (text !== "") process.stdout.write(`\n[${position.number}] ${headingOf(cell.source)}\n${text}`);
    },
  };
}

/** The cell's first line, and with a cell magic the first line of what it measures. */
function headingOf(source: string): string {
  const lines = source.split("\n").filter((line) => line.trim() !== "");
  const shown = lines.slice(0, lines[0]?.startsWith("%%") ? 2 : 1);
  return shown.map((line) => (line.length > 100 ? `${line.slice(0, 99)}…` : line)).join("\n    ");
}

/** The first Ctrl-C ends the cell, the second one the kernel and with it the run; so does a request to terminate. */
function listenToUser(client: KernelClient): () => void {
  let interrupts = 0;
  const onInterrupt = () => void (interrupts++ === 0 ? client.interrupt() : client.kill());
  const onTerminate = () => void client.kill();
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate).on("SIGHUP", onTerminate);
  return () => process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate).off("SIGHUP", onTerminate);
}

function kernelFor({ language }: Notebook, file: string): Kernel {
  const kernel = kernels.find((candidate) => candidate.language === (language ?? "typescript"));
  if (kernel === undefined)
    throw new UsageError(`${file} is a notebook for ${String(language)}; tslab-magics runs TypeScript and JavaScript.`);
  return kernel;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function kernelspecOf({ name, displayName, language }: Kernel): JsonObject {
  return { display_name: displayName, language, name };
}

function measurementsText(file: string, { executed }: NotebookRun): string {
  return `${JSON.stringify({ version: 1, notebook: file, cells: measurementsOf(executed) }, undefined, 2)}\n`;
}
