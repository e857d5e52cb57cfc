import type { SamplerName } from "../../measure/probes";
import type { ProcessStatus } from "../proc";

/** A child's memory, and the CPU time that it has used, at one moment on the clock of `nowNs`. */
export interface Sample extends Partial<Omit<ProcessStatus, "rssBytes">> {
  readonly source: SamplerName;
  readonly atNs: number;
  /** Where taking it took so long that it matters: when that began. The figures are of some moment in between. */
  readonly begunNs?: number;
  /** Where the child's descendants are asked for, theirs is in it; everything else is of the child alone. */
  readonly rssBytes: number;
  readonly cpuNs: number;
}

/** Takes what a {@link SampleSource} finds. */
export interface SampleSink {
  onSample(sample: Sample): void;
  /** The process has ended, or is about to: it has given its memory back. */
  onGone(): void;
  /** The source cannot work here; why, in one sentence. It tells nothing after that. */
  onFailure(message: string): void;
}

/** Something that samples one process, until it is stopped or the process has gone. */
export interface SampleSource {
  start(sink: SampleSink): void;
  /** The measured part began at that moment. */
  beginAt(atNs: number): void;
  /** May be called again, and before the start. */
  stop(): void;
}
