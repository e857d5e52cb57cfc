import { existsSync } from "node:fs";
import { probes, type SamplerName } from "../measure/probes";
import type { ChildEvent } from "../model/child";
import type { Sampling } from "../model/task";
import { thin } from "../stats/thin";
import { PidusageSource, preparePidusage } from "./samples/pidusage-source";
import { ProcSource } from "./samples/proc-source";
import type { Sample, SampleSource } from "./samples/sample";
import { SelfSource } from "./samples/self-source";

export { nowNs } from "../measure/clock";
export type { Sample } from "./samples/sample";

export interface SamplerListener {
  onSample(sample: Sample): void;
  /** The process has ended, or is about to: it has given its memory back. Told once, and the last that is told. */
  onGone(): void;
}

/** Lets what takes a while before the first sample begin while a child is being made. */
export function prepareSampling(): void {
  if (probes.samplers.includes("pidusage")) preparePidusage();
}

/**
 * The samples of a process, from one source or several: each is told, and as many are kept as are asked for. What it holds is bounded however long the process runs: when there are too many
 * samples they are thinned, without losing the highest.
 */
export class Sampler {
  readonly #listener: SamplerListener;
  readonly #sources: SampleSource[];
  readonly #self = new SelfSource();
  readonly #pid: number;
  readonly #sampling: Sampling;
  readonly #failures: string[] = [];
  #samples: Sample[] = [];
  #taken = 0;
  #firstNs = 0;
  #dueNs = -Infinity;
  #isGone = false;

  constructor(pid: number, listener: SamplerListener, sampling: Sampling = {}) {
    this.#pid = pid;
    this.#sampling = sampling;
    this.#listener = listener;
    const make: Readonly<Record<SamplerName, () => SampleSource>> = {
      proc: () => new ProcSource(pid, sampling),
      pidusage: () => new PidusageSource(pid),
      self: () => this.#self,
    };
    // Only /proc shows what a process has started.
    const names: readonly SamplerName[] = sampling.withChildren ? ["proc"] : probes.samplers;
    this.#sources = names.map((name) => make[name]());
  }

  /** Takes the first sample before it returns, if there is a source that can. */
  start(): void {
    for (const source of [...this.#sources]) this.#begin(source);
  }

  /** In the order of their times. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** Why sources took no samples. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Mean time between samples; absent with fewer than two. */
  get intervalNs(): number | undefined {
    const lastNs = this.#samples.at(-1)?.atNs;
    return lastNs === undefined || this.#taken < 2 ? undefined : Math.round((lastNs - this.#firstNs) / (this.#taken - 1));
  }

  /** The process has told its own memory. */
  take(report: Extract<ChildEvent, { type: "memory" }>): void {
    this.#self.take(report);
  }

  /** The measured part began at that moment: forgets what was sampled before it, but for the last sample, and samples finely anew. */
  beginAt(atNs: number): void {
    const first = this.#samples.findLastIndex((sample) => sample.atNs <= atNs);
    this.#samples = this.#samples.slice(Math.max(0, first));
    this.#dueNs = -Infinity;
    for (const source of this.#sources) source.beginAt(atNs);
  }

  /** Ends the sampling and closes its files; the samples stay. May be called again. */
  stop(): void {
    for (const source of this.#sources) source.stop();
  }

  #begin(source: SampleSource): void {
    source.start({
      onSample: (sample) => this.#take(sample),
      onGone: () => this.#end(),
      onFailure: (message) => this.#replace(source, message),
    });
  }

  /** Where there is a /proc, reading it needs nobody's help. */
  #replace(source: SampleSource, failure: string): void {
    this.#failures.push(failure);
    if (source instanceof ProcSource || !existsSync("/proc/self/status")) return;
    const proc = new ProcSource(this.#pid, this.#sampling);
    this.#sources.push(proc);
    this.#begin(proc);
  }

  #take(sample: Sample): void {
    if (this.#isDue(sample)) this.#keep(sample);
    this.#listener.onSample(sample);
  }

  #end(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.stop();
    this.#listener.onGone();
  }

  /** All of them, unless the user wants fewer. */
  #isDue({ atNs }: Sample): boolean {
    const { intervalNs } = this.#sampling;
    if (intervalNs === undefined) return true;
    if (atNs < this.#dueNs) return false;
    const nextNs = this.#dueNs + intervalNs;
    this.#dueNs = nextNs > atNs ? nextNs : atNs + intervalNs;
    return true;
  }

  #keep(sample: Sample): void {
    if (this.#taken === 0) this.#firstNs = sample.atNs;
    this.#taken++;
    insert(this.#samples, sample);
    if (this.#samples.length > MAX_SAMPLES) this.#samples = [...thin(this.#samples, MAX_SAMPLES / 2, bySampledRss)];
  }
}

/** Thins samples by their RSS. */
export const bySampledRss = { time: (sample: Sample): number => sample.atNs, value: (sample: Sample): number => sample.rssBytes };

// Twenty times what a curve shows, so that thinning twice costs the curve nothing that can be seen.
const MAX_SAMPLES = 8192;

/** A report of the child may come after a later reading from outside. */
function insert(samples: Sample[], sample: Sample): void {
  const after = samples.findLastIndex(({ atNs }) => atNs <= sample.atNs);
  samples.splice(after + 1, 0, sample);
}
