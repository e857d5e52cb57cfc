import type { ChildEvent, OutputEvent } from "../model/child";
import type { Measurement, Timing } from "../model/measurement";

type StoryEvent = Exclude<ChildEvent, OutputEvent | { readonly type: "memory" }>;
type Started = Extract<ChildEvent, { type: "started" }>;
type Repeat = Extract<ChildEvent, { type: "repeat-done" }>;

/** What a child has told of its run so far, apart from its output. */
export class RunStory {
  #started: Started | undefined;
  #measurement: Measurement | undefined;
  readonly #repeats: Repeat[] = [];

  add(event: StoryEvent): void {
    if (event.type === "started") this.#started = event;
    else if (event.type === "repeat-done") this.#repeats.push(event);
    else if (event.type === "measured") this.#measurement = event.measurement;
  }

  /** Absent until the cell began. */
  get started(): Started | undefined {
    return this.#started;
  }

  /** Absent unless the child came to its end. */
  get measurement(): Measurement | undefined {
    return this.#measurement;
  }

  /** The figures of a timed loop: all of them, or those of the repeats that ended. `repeat` is how many were asked for. */
  timing(repeat: number): Timing | undefined {
    const last = this.#repeats.at(-1);
    if (this.#measurement?.timing !== undefined || last === undefined) return this.#measurement?.timing;
    const allRunsNs = this.#repeats.map((each) => each.wallNs);
    return { loops: last.loops, repeat, allRunsNs, overheadNs: last.overheadNs };
  }
}
