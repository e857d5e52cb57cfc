import type { ChildEvent } from "../../model/child";
import type { SampleSink, SampleSource } from "./sample";

type Report = Extract<ChildEvent, { type: "memory" }>;

/** What the child tells of itself. Nobody asks it: it is handed in as it comes. */
export class SelfSource implements SampleSource {
  #sink: SampleSink | undefined;

  start(sink: SampleSink): void {
    this.#sink = sink;
  }

  /** Takes a report of the child. Without effect before the start, and once stopped. */
  take({ atNs, rssBytes, cpuNs }: Report): void {
    this.#sink?.onSample({ source: "self", atNs, rssBytes, cpuNs });
  }

  beginAt(): void {
    // The child itself chooses when it reports.
  }

  stop(): void {
    this.#sink = undefined;
  }
}
