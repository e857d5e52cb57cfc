import { probes } from "../measure/probes";
import type { ChildEvent, OutputEvent } from "../model/child";
import type { RunRecord } from "../model/run-record";
import type { RunRequest } from "../model/task";
import { assembleRecord } from "./assemble-record";
import { readBudget } from "./budget";
import { toleranceOf } from "./calibration";
import { memoryCgroups } from "./cgroups";
import { ChildWatch } from "./child-watch";
import type { OrphanKeeper } from "./descendants";
import type { Child, ChildExit, ChildListener, Engine } from "./engine";
import { LastWords } from "./last-words";
import { readOomKills } from "./oom-counters";
import type { Cause } from "./outcome";
import { OutputLimiter } from "./output-limiter";
import { makeProgress, type Progress } from "./progress";
import { RunStory } from "./run-story";
import { nowNs, prepareSampling, type Sample } from "./sampler";
import { Timers } from "./timers";

export type { Progress } from "./progress";

export interface SuperviseOptions {
  /** Aborting it ends the run as `interrupted`. */
  readonly signal: AbortSignal;
  /** What the cell shows, bounded; all of it comes before the record. */
  onOutput(event: OutputEvent): void;
  /** Five times a second, from the start on. Never after the record. */
  onProgress(progress: Progress): void;
  readonly orphanKeeper?: OrphanKeeper;
  /** Another run follows at once. */
  readonly isFollowed?: boolean;
  /** What the child may take at most beyond what it had when it was ready; by default what the machine can spare now. */
  readonly budgetBytes?: number;
}

/**
 * Runs one request in one child and says how it ended. Whatever the child does, it ends: by itself, at its time limit, when it is
 * interrupted, or when it endangers the machine's memory; of several causes the first counts. When this resolves, the child and all that
 * it started have ended, and no timer, file or listener of the run is left.
 *
 * @throws EngineError if the engine could not make a child, StateError if the child cannot have the state that the code needs.
 */
export async function supervise(engine: Engine, request: RunRequest, options: SuperviseOptions): Promise<RunRecord> {
  const run = new SupervisedRun(engine, request, options);
  try {
    return await run.toRecord();
  } finally {
    run.dispose();
  }
}

class SupervisedRun implements ChildListener {
  readonly #engine: Engine;
  readonly #request: RunRequest;
  readonly #options: SuperviseOptions;
  readonly #output: OutputLimiter;
  readonly #startNs = nowNs();
  readonly #cgroups = memoryCgroups();
  readonly #timers = new Timers();
  readonly #story = new RunStory();
  readonly #lastWords = new LastWords();
  readonly #starting = new AbortController();
  readonly #stopOnAbort = (): void => this.#stop({ kind: "interrupted" });
  #child: Child | undefined;
  #watch: ChildWatch | undefined;
  #cause: Cause | undefined;
  #endedAtNs: number | undefined;
  #hasAdopted = false;
  #isStopped = false;
  #isGone = false;
  #isOver = false;

  constructor(engine: Engine, request: RunRequest, options: SuperviseOptions) {
    this.#engine = engine;
    this.#request = request;
    this.#options = options;
    this.#output = new OutputLimiter((event) => options.onOutput(event));
  }

  async toRecord(): Promise<RunRecord> {
    const oomKillsBefore = readOomKills(this.#cgroups);
    const exit = await this.#runChild();
    const leftovers = await this.#watch?.endDescendants();
    const record = assembleRecord({
      request: this.#request,
      flags: this.#engine.flags,
      toleranceOf: (instrument) => toleranceOf(this.#engine.name, instrument),
      story: this.#story,
      cause: this.#decide({ kind: "died", exit }),
      exit,
      endedAtNs: this.#endedAtNs ?? nowNs(),
      samples: this.#watch?.samples ?? [],
      sampleIntervalNs: this.#watch?.intervalNs,
      sampleFailures: this.#watch?.failures ?? [],
      mark: probes.mark,
      lastWords: this.#lastWords.recent,
      oomKillsRose: (readOomKills(this.#cgroups) ?? 0) > (oomKillsBefore ?? 0),
      leftovers: leftovers ?? { ended: [], left: [] },
      ...(this.#child?.state && { state: this.#child.state }),
    });
    this.#endOutput(record);
    return record;
  }

  /** Leaves nothing that could still happen. */
  dispose(): void {
    this.#isOver = true;
    this.#timers.clear();
    this.#watch?.stop();
    this.#options.signal.removeEventListener("abort", this.#stopOnAbort);
    if (this.#hasAdopted) this.#options.orphanKeeper?.adopt(false);
  }

  onEvent(event: ChildEvent): void {
    if (this.#isOver) return;
    if (event.type === "stream" || event.type === "display" || event.type === "clear-output") return this.#output.push(event);
    if (event.type === "memory") return this.#watch?.take(event);
    this.#story.add(event);
    if (event.type === "started") this.#watch?.beginAt(event.atNs);
    if (event.type === "measured") {
      this.#decide({ kind: "measured", reported: event.measurement.outcome });
      this.#watch?.findDescendants();
      this.#timers.after(LINGER_MS, () => this.#kill());
    }
  }

  onRawOutput(name: "stdout" | "stderr", text: string): void {
    if (this.#isOver) return;
    const shown = name === "stderr" ? this.#lastWords.push(text) : text;
    if (shown !== "") this.#output.push({ type: "stream", name, text: shown });
  }

  /** Settles when the child is reaped and all that it said has arrived. */
  async #runChild(): Promise<ChildExit> {
    const { signal, orphanKeeper, budgetBytes = readBudget(this.#cgroups) } = this.#options;
    if (signal.aborted) {
      this.#decide({ kind: "interrupted" });
      return {};
    }
    signal.addEventListener("abort", this.#stopOnAbort);
    this.#timers.every(PROGRESS_INTERVAL_MS, () => this.#tellProgress());
    orphanKeeper?.adopt(true);
    this.#hasAdopted = true;
    prepareSampling();
    if (this.#engine.runsCodeAtStart) this.#limitStart();
    this.#child = await this.#start();
    return this.#child === undefined ? {} : this.#waitFor(this.#child, budgetBytes);
  }

  /** A time limit is meant for setup and cell: however short it is, making the child ready may take a moment. */
  #limitStart(): void {
    const { timeoutNs } = this.#request.limits;
    if (timeoutNs === undefined) return;
    this.#timers.after(Math.max(timeoutNs / 1e6, START_WITHIN_MS), () => {
      if (this.#child === undefined) this.#stop({ kind: "timed-out", limitNs: timeoutNs });
    });
  }

  /** Undefined if the run was stopped before there was a child. */
  async #start(): Promise<Child | undefined> {
    const { signal } = this.#starting;
    try {
      return await this.#engine.start(this.#request, this, { signal, isFollowed: this.#options.isFollowed ?? false });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return undefined;
      throw error;
    }
  }

  #waitFor(child: Child, budgetBytes = Infinity): Promise<ChildExit> {
    const { timeoutNs } = this.#request.limits;
    if (timeoutNs !== undefined) this.#timers.after(timeoutNs / 1e6, () => this.#stop({ kind: "timed-out", limitNs: timeoutNs }));
    const listener = {
      onSample: (_: Sample, grownBytes: number) => {
        if (grownBytes > budgetBytes) this.#stop({ kind: "over-budget", limitBytes: budgetBytes });
      },
      onGone: () => this.#onGone(),
    };
    this.#watch = new ChildWatch(child.pid, listener, this.#request.sampling, this.#options.orphanKeeper);
    this.#watch.start();
    if (this.#isStopped) this.#kill();
    return Promise.race([child.exited, this.#watch.lost.then(() => ({}))]);
  }

  /** The first cause stays. */
  #decide(cause: Cause): Cause {
    this.#endedAtNs ??= nowNs();
    this.#cause ??= cause;
    return this.#cause;
  }

  #stop(cause: Cause): void {
    // Of a child that has ended by itself it is only not known yet how.
    if (!this.#isGone) this.#decide(cause);
    this.#isStopped = true;
    this.#starting.abort();
    this.#kill();
  }

  /**
   * SIGKILL at once, without asking first. The child could not be trusted to obey: a loop lets no handler run, and a handler of the cell's
   * may refuse. It would lose nothing by obeying either: what it told has arrived, and it owns no file or socket that needs a farewell.
   */
  #kill(): void {
    // While their parent lives they are easily found.
    this.#watch?.findDescendants();
    this.#child?.kill("SIGKILL");
    void this.#watch?.endDescendants();
  }

  #onGone(): void {
    this.#isGone = true;
    this.#endedAtNs ??= nowNs();
    // What the child has left may hold its output open, and so keep the engine from telling how it exited. Those that no scan has found
    // are still in its group, which can be signalled as long as it is not reaped.
    this.#kill();
  }

  #tellProgress(): void {
    const phase = this.#phase();
    this.#options.onProgress(makeProgress({ phase, startNs: this.#startNs, story: this.#story, samples: this.#watch?.samples ?? [] }));
  }

  #phase(): Progress["phase"] {
    if (this.#cause !== undefined || this.#isGone) return "finishing";
    if (this.#child === undefined) return "starting";
    return this.#story.stage ?? (this.#story.started === undefined ? "setup" : "cell");
  }

  #endOutput({ outcome }: RunRecord): void {
    // Of a lack of memory the outcome tells all that V8's last words do.
    if (outcome.kind !== "out-of-memory" && this.#lastWords.held !== "") {
      this.#output.push({ type: "stream", name: "stderr", text: this.#lastWords.held });
    }
    this.#output.end();
  }
}

const PROGRESS_INTERVAL_MS = 200;

/** The least time that an engine is given to make a child that runs code at its start. */
const START_WITHIN_MS = 2000;

/** How long a child may take to end after it has told its result. */
const LINGER_MS = 1000;
