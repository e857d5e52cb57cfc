import { existsSync } from "node:fs";
import { thin } from "../stats/thin";
import { parseStat, parseStatus, ProcFile, type ProcessStatus } from "./proc";

/** A child's memory, and the CPU time that it has used, at one moment on the clock of {@link nowNs}. */
export interface Sample extends ProcessStatus {
  readonly atNs: number;
  readonly cpuNs: number;
}

export interface SamplerListener {
  onSample(sample: Sample): void;
  /** The process has ended, or is about to: it has given its memory back. Told once, and the last that is told. */
  onGone(): void;
}

/** Now, on the monotonic clock that the kernel and its children share (`process.hrtime`). */
export function nowNs(): number {
  return Number(process.hrtime.bigint());
}

/**
 * Samples the memory of a process from outside: every millisecond for a tenth of a second, so that short cells have a curve too, and then
 * every 4 ms, which takes some 3 % of a core, mostly for waking up. It takes no sample where there is no `/proc`. What it holds is bounded
 * however long the process runs: when there are too many samples they are thinned, without losing the highest.
 */
export class Sampler {
  readonly #listener: SamplerListener;
  readonly #status: ProcFile | undefined;
  readonly #stat: ProcFile | undefined;
  #samples: Sample[] = [];
  #taken = 0;
  #firstNs = 0;
  #fineUntilNs = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, listener: SamplerListener) {
    this.#listener = listener;
    this.#status = ProcFile.open(`/proc/${String(pid)}/status`);
    this.#stat = ProcFile.open(`/proc/${String(pid)}/stat`);
  }

  /** Takes the first sample before it returns. */
  start(): void {
    // A process that cannot be opened has ended already, except where no process can be observed at all.
    if (this.#status === undefined && !existsSync("/proc/self/status")) return;
    this.#fineUntilNs = nowNs() + FINE_FOR_NS;
    this.#tick();
  }

  /** In the order of their times. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** Mean time between samples; absent with fewer than two. */
  get intervalNs(): number | undefined {
    const lastNs = this.#samples.at(-1)?.atNs;
    return lastNs === undefined || this.#taken < 2 ? undefined : Math.round((lastNs - this.#firstNs) / (this.#taken - 1));
  }

  /** The measured part began at that moment: forgets what was sampled before it, but for the last sample, and samples finely anew. */
  beginAt(atNs: number): void {
    const first = this.#samples.findLastIndex((sample) => sample.atNs <= atNs);
    this.#samples = this.#samples.slice(Math.max(0, first));
    this.#fineUntilNs = atNs + FINE_FOR_NS;
  }

  /** Ends the sampling and closes its files; the samples stay. May be called again. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#status?.close();
    this.#stat?.close();
  }

  #tick(): void {
    const sample = this.#read();
    if (sample === undefined) {
      this.stop();
      this.#listener.onGone();
    } else {
      this.#keep(sample);
      this.#listener.onSample(sample);
      if (!this.#isStopped) this.#timer = setTimeout(() => this.#tick(), sample.atNs < this.#fineUntilNs ? FINE_MS : COARSE_MS);
    }
  }

  #read(): Sample | undefined {
    const atNs = nowNs();
    const status = parseStatus(this.#status?.read() ?? "");
    const stat = this.#stat?.read();
    return status === undefined || stat === undefined ? undefined : { atNs, cpuNs: parseStat(stat).cpuNs, ...status };
  }

  #keep(sample: Sample): void {
    if (this.#taken === 0) this.#firstNs = sample.atNs;
    this.#taken++;
    this.#samples.push(sample);
    if (this.#samples.length > MAX_SAMPLES) this.#samples = [...thin(this.#samples, MAX_SAMPLES / 2, bySampledRss)];
  }
}

/** Thins samples by their RSS. */
export const bySampledRss = { time: (sample: Sample): number => sample.atNs, value: (sample: Sample): number => sample.rssBytes };

const FINE_MS = 1;
const FINE_FOR_NS = 100_000_000;
const COARSE_MS = 4;

// Twenty times what a curve shows, so that thinning twice costs the curve nothing that can be seen.
const MAX_SAMPLES = 8192;
