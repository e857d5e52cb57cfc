import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { nowNs } from "../../measure/clock";
import { assertNever } from "../../model/outcome";
import type { Sample, SampleSink, SampleSource } from "./sample";

/** What is used of what pidusage says of a process: bytes of RSS, and milliseconds of CPU time. */
export interface Usage {
  readonly memory: number;
  readonly ctime: number;
}

/** Asks for one process; rejects with the code ENOENT or ESRCH if there is none. */
export type AskUsage = (pid: number) => Promise<Usage | undefined>;

/**
 * Samples a process by the package pidusage, one reading after the other and never two at once: on Linux it reads `/proc/PID/stat`, which
 * takes half a millisecond; on macOS it starts `ps`, on Windows `wmic` or PowerShell, which takes up to half a second. The pause after a
 * reading is four times as long as the reading, and at least 5 ms, so that the sampling takes a fifth of a core at most.
 *
 * The first reading of all is of this process, whose memory is known otherwise: where pidusage does not know the machine's page size, every
 * figure of it is wrong.
 */
export class PidusageSource implements SampleSource {
  readonly #pid: number;
  readonly #ask: AskUsage;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, ask: AskUsage = askPidusage) {
    this.#pid = pid;
    this.#ask = ask;
  }

  start(sink: SampleSink): void {
    void this.#tick(sink);
  }

  beginAt(): void {
    // Readings follow each other as fast as they may anyway.
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #tick(sink: SampleSink): Promise<void> {
    const begunNs = nowNs();
    const found = await this.#read();
    if (this.#isStopped) return;
    const atNs = nowNs();
    switch (found.kind) {
      case "usage":
        sink.onSample(sampleOf(found.usage, begunNs, atNs));
        this.#tickAfter(Math.max(LEAST_PAUSE_MS, (PAUSE_FACTOR * (atNs - begunNs)) / 1e6), sink);
        return;
      case "gone":
        sink.onGone();
        return;
      case "failure":
        sink.onFailure(found.message);
        return;
      default:
        return assertNever(found);
    }
  }

  /** Unless what was told of the last sample has stopped it. */
  #tickAfter(ms: number, sink: SampleSink): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#tick(sink), ms);
  }

  async #read(): Promise<Found> {
    try {
      await believe(this.#ask);
      return foundOf(await inTurn(() => this.#ask(this.#pid)));
    } catch (error) {
      return isNoProcess(error) ? { kind: "gone" } : { kind: "failure", message: messageOf(error) };
    }
  }
}

/** Loads pidusage and takes the reading that shows whether it can be believed. */
export function preparePidusage(): void {
  // What goes wrong will go wrong at the first reading of a child too, and be told there.
  believe(askPidusage).catch(() => undefined);
}

const LEAST_PAUSE_MS = 5;
const PAUSE_FACTOR = 4;

type Found =
  { readonly kind: "usage"; readonly usage: Usage } | { readonly kind: "gone" } | { readonly kind: "failure"; readonly message: string };

/** A process that has ended and waits to be reaped is still listed, with no memory. */
function foundOf(usage: Usage | undefined): Found {
  if (usage === undefined || usage.memory === 0) return { kind: "gone" };
  if (usage.memory > 0 && usage.ctime >= 0) return { kind: "usage", usage };
  return { kind: "failure", message: `pidusage read ${JSON.stringify(usage)}, which is no memory and CPU time.` };
}

function sampleOf({ memory, ctime }: Usage, begunNs: number, atNs: number): Sample {
  return { source: "pidusage", begunNs, atNs, rssBytes: memory, cpuNs: Math.round(ctime * 1e6) };
}

/** Those whose figures have been compared with what is known. */
const believed = new WeakSet<AskUsage>();

/** Throws an error that says why what `ask` answers cannot be right. */
async function believe(ask: AskUsage): Promise<void> {
  if (believed.has(ask)) return;
  const doubt = doubtOf(await inTurn(() => ask(process.pid)));
  if (doubt !== undefined) throw new Error(doubt);
  believed.add(ask);
}

/** Memory changes between two readings, but not so much: a wrong unit or page size is a factor of four at least. */
const DOUBTFUL_FACTOR = 2;

function doubtOf(own: Usage | undefined): string | undefined {
  const saidBytes = own?.memory ?? 0;
  const rssBytes = process.memoryUsage.rss();
  if (saidBytes < rssBytes * DOUBTFUL_FACTOR && rssBytes < saidBytes * DOUBTFUL_FACTOR) return undefined;
  return `pidusage says that the kernel takes ${String(saidBytes)} bytes, the kernel itself ${String(rssBytes)}: it is not believed.`;
}

/** Not where `ps` or PowerShell is missing: pidusage says that without a code. */
function isNoProcess(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ESRCH";
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}

let last: Promise<unknown> = Promise.resolve();

/** A reading of a run that has ended may still be under way. */
function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
  const next = last.then(act);
  last = next.catch(() => undefined);
  return next;
}

/** pidusage keeps `/proc/PID/stat` open for so long after the last reading. */
const KEEP_OPEN_MS = 1000;

/** Loaded at first use: most kernels never need it. */
async function askPidusage(pid: number): Promise<Usage> {
  if (process.platform === "linux") checkLinux();
  const pidusage = require("pidusage") as typeof import("pidusage");
  return pidusage(pid, { maxage: KEEP_OPEN_MS });
}

let hasTools = false;

/** Where these are missing pidusage guesses, and says so in the notebook's own error output, at every reading. */
function checkLinux(): void {
  if (hasTools) return;
  if (!existsSync("/proc/uptime")) throw new Error("pidusage needs /proc/uptime, which is not here.");
  const { error, status } = spawnSync("getconf", ["PAGESIZE"], { stdio: "ignore" });
  if (error !== undefined || status !== 0) throw new Error("pidusage needs the program getconf, which is not here.");
  hasTools = true;
}
