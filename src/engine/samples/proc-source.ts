import { existsSync } from "node:fs";
import { nowNs } from "../../measure/clock";
import { descendantsRssBytes, pageBytes } from "../../measure/process-tree";
import type { Sampling } from "../../model/task";
import { parseStat, parseStatm, parseStatus, ProcFile, type ProcessStatus } from "../proc";
import { Pace } from "./pace";
import type { Sample, SampleSink, SampleSource } from "./sample";

/**
 * Reads `/proc/PID/statm` up to a thousand times a second; what its {@link Pace} allows, unless a shorter interval is asked for. The dearer
 * files only when they have something to say: `status` (what RSS is made of) where the memory is higher than ever before, `stat` (CPU time)
 * every few milliseconds. Takes the first sample before `start` returns, and none where there is no `/proc`.
 */
export class ProcSource implements SampleSource {
  readonly #pid: number;
  readonly #sampling: Sampling;
  readonly #statm: ProcFile | undefined;
  readonly #status: ProcFile | undefined;
  readonly #stat: ProcFile | undefined;
  readonly #pace = new Pace();
  #highestBytes = 0;
  #cpuNs = 0;
  #cpuReadAtNs = -Infinity;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, sampling: Sampling = {}) {
    this.#pid = pid;
    this.#sampling = sampling;
    this.#statm = ProcFile.open(`/proc/${String(pid)}/statm`);
    this.#status = ProcFile.open(`/proc/${String(pid)}/status`);
    this.#stat = ProcFile.open(`/proc/${String(pid)}/stat`);
  }

  start(sink: SampleSink): void {
    // A process that cannot be opened has ended already, except where no process can be observed at all.
    if (this.#statm === undefined && !existsSync("/proc/self/statm")) return sink.onFailure("There is no /proc/PID/statm.");
    this.#tick(sink);
  }

  beginAt(): void {
    // What RSS is made of at the highest moment is of interest anew.
    this.#highestBytes = 0;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const file of [this.#statm, this.#status, this.#stat]) file?.close();
  }

  #tick(sink: SampleSink): void {
    const sample = this.#read();
    if (sample === undefined) {
      this.stop();
      sink.onGone();
    } else {
      sink.onSample(sample);
      if (!this.#isStopped) this.#timer = setTimeout(() => this.#tick(sink), this.#nextAfterMs());
    }
  }

  /** A shorter interval than we would choose is the user's choice; a longer one must not make the watch over the machine's memory slow. */
  #nextAfterMs(): number {
    const ownMs = this.#pace.nextAfterMs();
    const { intervalNs = Infinity } = this.#sampling;
    return Math.min(ownMs, Math.max(1, Math.round(intervalNs / 1e6)));
  }

  #read(): Sample | undefined {
    const begunNs = nowNs();
    const memory = this.#readMemory();
    const cpuNs = this.#readCpu(begunNs);
    if (memory === undefined || cpuNs === undefined) return undefined;
    const othersBytes = this.#sampling.withChildren ? descendantsRssBytes(this.#pid) : 0;
    // On a busy machine the kernel may have to wait between asking for the time and reading: then the figures are of some moment in between.
    return { source: "proc", begunNs, atNs: nowNs(), cpuNs, ...memory, rssBytes: memory.rssBytes + othersBytes };
  }

  #readMemory(): OwnMemory | undefined {
    const memory = parseStatm(this.#statm?.read() ?? "", pageBytes());
    if (memory === undefined || memory.rssBytes <= this.#highestBytes) return memory;
    const parts = parseStatus(this.#status?.read() ?? "");
    if (parts === undefined) return undefined;
    this.#highestBytes = Math.max(this.#highestBytes, parts.rssBytes);
    // The two files count the data segment with and without the stack.
    return { ...parts, dataBytes: memory.dataBytes };
  }

  #readCpu(atNs: number): number | undefined {
    if (atNs - this.#cpuReadAtNs < CPU_INTERVAL_NS) return this.#cpuNs;
    const stat = this.#stat?.read();
    if (stat === undefined) return undefined;
    this.#cpuReadAtNs = atNs;
    this.#cpuNs = parseStat(stat).cpuNs;
    return this.#cpuNs;
  }
}

type OwnMemory = Pick<ProcessStatus, "rssBytes" | "rssAnonBytes" | "dataBytes"> & Partial<ProcessStatus>;

/** Half of a tick, the unit in which the system counts CPU time. */
const CPU_INTERVAL_NS = 5_000_000;
