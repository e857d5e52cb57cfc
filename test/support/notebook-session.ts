import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { KernelClient } from "../../src/kernel/client/client";
import { kernelFlags } from "../../src/kernel/flags";
import type { Message } from "../../src/kernel/protocol/wire";
import type { AnyResult } from "../../src/model/result";

const MAIN = resolve(__dirname, "../../src/cli/main.js");

/** What came of one cell, as a front end has it at the end. */
export interface CellRun {
  readonly status: "ok" | "error" | "aborted";
  readonly stdout: string;
  readonly stderr: string;
  /** The text of the value of the last expression. */
  readonly value?: string;
  readonly error?: { readonly ename: string; readonly evalue: string; readonly traceback: string };
  /** Plain texts of the displays, in the order of their places, each in its last state. */
  readonly displays: readonly string[];
  /** Results of measurements, likewise. */
  readonly results: readonly AnyResult[];
  /** Message types and display ids as they came, without status messages. */
  readonly log: readonly Message[];
}

export interface SessionOptions {
  readonly isJs?: boolean;
  /** Default: a new empty folder outside of the repository. */
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly flags?: readonly string[];
}

/** A notebook in a real kernel of its own, spoken to over ZeroMQ. */
export class NotebookSession {
  readonly kernel: KernelClient;
  readonly folder: string;
  readonly #ownFolder: string | undefined;

  private constructor(kernel: KernelClient, folder: string, ownFolder: string | undefined) {
    this.kernel = kernel;
    this.folder = folder;
    this.#ownFolder = ownFolder;
  }

  static async start({
    isJs = false,
    folder,
    env = process.env,
    flags = kernelFlags(process.platform),
  }: SessionOptions = {}): Promise<NotebookSession> {
    const ownFolder = folder === undefined ? mkdtempSync(join(tmpdir(), "tslab-magics-test-")) : undefined;
    const cwd = folder ?? ownFolder ?? "";
    const argv = [process.execPath, ...flags, MAIN, "kernel", "--connection-file", "{connection_file}", ...(isJs ? ["--js"] : [])];
    return new NotebookSession(await KernelClient.start({ argv, cwd, env, startLimitMs: 120_000 }), cwd, ownFolder);
  }

  /** tslab itself, as it is published, started with the same flags. */
  static async startStock({
    isJs = false,
    folder,
    env = process.env,
    flags = kernelFlags(process.platform),
  }: SessionOptions = {}): Promise<NotebookSession> {
    const ownFolder = folder === undefined ? mkdtempSync(join(tmpdir(), "tslab-magics-test-")) : undefined;
    const cwd = folder ?? ownFolder ?? "";
    const tslab = join(dirname(require.resolve("tslab/package.json")), "bin", "tslab");
    const argv = [process.execPath, ...flags, tslab, "kernel", "--config-path", "{connection_file}", ...(isJs ? ["--js"] : [])];
    return new NotebookSession(await KernelClient.start({ argv, cwd, env, startLimitMs: 120_000 }), cwd, ownFolder);
  }

  get pid(): number {
    const { pid } = this.kernel;
    if (pid === undefined) throw new Error("The kernel has no process.");
    return pid;
  }

  async run(code: string, onMessage: (message: Message) => void = () => undefined): Promise<CellRun> {
    const log: Message[] = [];
    const reply = await this.kernel.execute(code, {
      stopOnError: false,
      onIopub: (message) => {
        if (message.header.msg_type !== "status") log.push(message);
        onMessage(message);
      },
    });
    const error = reply.error && { ...reply.error, traceback: reply.error.traceback.join("\n") };
    const value = textOf(log.findLast(({ header }) => header.msg_type === "execute_result"));
    const displays = displaysOf(log);
    return {
      status: reply.status,
      stdout: streamOf(log, "stdout"),
      stderr: streamOf(log, "stderr"),
      ...(value !== undefined && { value }),
      ...(error && { error }),
      displays: displays.map((data) => String(data["text/plain"])),
      results: displays.flatMap(resultOf),
      log,
    };
  }

  /** Runs a cell that has to succeed. */
  async must(code: string): Promise<CellRun> {
    const run = await this.run(code);
    if (run.status !== "ok") throw new Error(`${code}\n${run.error?.traceback ?? run.status}`);
    return run;
  }

  async end(): Promise<void> {
    await this.kernel.shutdown();
    if (this.#ownFolder !== undefined) rmSync(this.#ownFolder, { recursive: true, force: true });
  }
}

type Data = Readonly<Record<string, unknown>>;

function streamOf(log: readonly Message[], name: string): string {
  const texts = log
    .filter(({ header, content }) => header.msg_type === "stream" && content["name"] === name)
    .map(({ content }) => String(content["text"]));
  return texts.join("");
}

function textOf(message: Message | undefined): string | undefined {
  return message && String((message.content["data"] as Data)["text/plain"]);
}

/** Displays in the order of their places, updated and cleared as a front end does. */
function displaysOf(log: readonly Message[]): Data[] {
  let places: { id: unknown; data: Data }[] = [];
  for (const { header, content } of log) {
    const data = content["data"] as Data;
    const id = (content["transient"] as Data | undefined)?.["display_id"];
    if (header.msg_type === "clear_output") places = [];
    if (header.msg_type === "display_data") places.push({ id, data });
    if (header.msg_type === "update_display_data") for (const place of places) if (place.id === id) place.data = data;
  }
  return places.map(({ data }) => data);
}

function resultOf(data: Data): AnyResult[] {
  const type = Object.keys(data).find((key) => key.startsWith("application/vnd.tslab-magics."));
  return type === undefined ? [] : [data[type] as AnyResult];
}
