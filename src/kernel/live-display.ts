import { randomUUID } from "node:crypto";
import type { LiveState } from "../model/live";
import type { MimeBundle } from "../model/mime";
import type { CellOutput } from "./cell-runner";

/** How long a measurement runs before anything is shown of it, and how often that is renewed. */
const FIRST_AFTER_NS = 1e9;
const EVERY_NS = 2e8;

/**
 * One output of a cell that first shows how a measurement goes and then, in the same place, its result. A short measurement shows the
 * result alone.
 */
export class LiveDisplay {
  readonly #output: CellOutput;
  readonly #render: (state: LiveState) => MimeBundle;
  readonly #startedAtNs = now();
  #shownAtNs = 0;
  /** Present while the output stands in the front end. */
  #displayId: string | undefined;
  #finished = false;

  constructor(output: CellOutput, render: (state: LiveState) => MimeBundle) {
    this.#output = output;
    this.#render = render;
  }

  /** Shows the state if it is time for it; the time that it shows counts from the first of several runs. */
  update(state: LiveState): void {
    const atNs = now();
    const elapsedNs = atNs - this.#startedAtNs;
    if (this.#finished || elapsedNs < FIRST_AFTER_NS || atNs - this.#shownAtNs < EVERY_NS) return;
    this.#shownAtNs = atNs;
    this.#show(this.#render({ ...state, elapsedNs }));
  }

  /** The cell cleared its outputs, this one with them: what is shown next is a new output. */
  cleared(): void {
    this.#displayId = undefined;
  }

  /** Shows the result in place of the live state; nothing is shown after it. */
  finish(result: MimeBundle): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#displayId === undefined) this.#output.display({ data: result, metadata: {}, transient: {} }, false);
    else this.#show(result);
  }

  #show(bundle: MimeBundle): void {
    const update = this.#displayId !== undefined;
    this.#displayId ??= randomUUID();
    this.#output.display({ data: bundle, metadata: {}, transient: { display_id: this.#displayId } }, update);
  }
}

function now(): number {
  return Number(process.hrtime.bigint());
}
