import { existsSync } from "node:fs";
import { nowNs } from "../../measure/clock";
import { parseStat, parseStatus, ProcFile } from "../proc";
import type { Sample, SampleSink, SampleSource } from "./sample";

/**
 * Reads `/proc/PID/status` every millisecond for a tenth of a second, so that short cells have a curve too, and then every 4 ms, which takes
 * some 3 % of a core, mostly for waking up. Takes the first sample before `start` returns, and none where there is no `/proc`.
 */
export class ProcSource implements SampleSource {
  readonly #status: ProcFile | undefined;
  readonly #stat: ProcFile | undefined;
  #fineUntilNs = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number) {
    this.#status = ProcFile.open(`/proc/${String(pid)}/status`);
    this.#stat = ProcFile.open(`/proc/${String(pid)}/stat`);
  }

  start(sink: SampleSink): void {
    // A process that cannot be opened has ended already, except where no process can be observed at all.
    if (this.#status === undefined && !existsSync("/proc/self/status")) return sink.onFailure("There is no /proc/PID/status.");
    this.#fineUntilNs = nowNs() + FINE_FOR_NS;
    this.#tick(sink);
  }

  beginAt(atNs: number): void {
    this.#fineUntilNs = atNs + FINE_FOR_NS;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#status?.close();
    this.#stat?.close();
  }

  #tick(sink: SampleSink): void {
    const sample = this.#read();
    if (sample === undefined) {
      this.stop();
      sink.onGone();
    } else {
      sink.onSample(sample);
      if (!this.#isStopped) this.#timer = setTimeout(() => this.#tick(sink), sample.atNs < this.#fineUntilNs ? FINE_MS : COARSE_MS);
    }
  }

  #read(): Sample | undefined {
    const atNs = nowNs();
    const status = parseStatus(this.#status?.read() ?? "");
    const stat = this.#stat?.read();
    return status === undefined || stat === undefined ? undefined : { source: "proc", atNs, cpuNs: parseStat(stat).cpuNs, ...status };
  }
}

const FINE_MS = 1;
const FINE_FOR_NS = 100_000_000;
const COARSE_MS = 4;
