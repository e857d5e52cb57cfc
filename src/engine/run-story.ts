import type { ChildEvent, OutputEvent, Stage } from "../model/child";
import type { Measurement, Timing } from "../model/measurement";

type StoryEvent = Exclude<ChildEvent, OutputEvent | { readonly type: "memory" }>;
type Started = Extract<ChildEvent, { type: "started" }>;
type Repeat = Extract<ChildEvent, { type: "repeats-done" }>;

/** What a child has told of its run so far, apart from its output. */
export class RunStory {
  #started: Started | undefined;
  #measurement: Measurement | undefined;
  readonly #repeats: Repeat[] = [];
  #stage: Stage | undefined;

  add(event: StoryEvent): void {
    if (event.type === "started") this.#started = event;
    else if (event.type === "stage") this.#stage = event.stage;
    else if (event.type === "repeats-done") this.#repeats.push(event);
    else if (event.type === "measured") this.#measurement = event.measurement;
  }

  /** Absent until the cell began. */
  get started(): Started | undefined {
    return this.#started;
  }

  /** What the child does besides running the cell; absent as long as it does nothing else. */
  get stage(): Stage | undefined {
    return this.#stage;
  }

  /** Absent unless the child came to its end. */
  get measurement(): Measurement | undefined {
    return this.#measurement;
  }

  /** The figures of timed loops, one for each body: all of them, or those of the repeats that ended. */
  get timings(): readonly Timing[] | undefined {
    if (this.#measurement?.timings !== undefined || this.#repeats.length === 0) return this.#measurement?.timings;
    const bodies = [...new Set(this.#repeats.map(({ body }) => body))].sort((a, b) => a - b);
    return bodies.map((body) => {
      const repeats = this.#repeats.filter((each) => each.body === body);
      const { loops, overheadNs } = repeats.at(-1)!;
      return {
        loops,
        allRunsNs: repeats.reduce<readonly number[]>((all, { after, tookNs }) => [...all.slice(0, after), ...tookNs], []),
        overheadNs,
      };
    });
  }
}
