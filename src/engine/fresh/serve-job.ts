import { writeFileSync, writeSync } from "node:fs";
import { inspect } from "node:util";
import { PAGE_NOISE_BYTES, collectAll, compact, letYoungGenerationGrow } from "../../measure/garbage";
import type { RunHooks } from "../../measure/hooks";
import { warmUp } from "../../measure/measure-cell";
import { runTask } from "../../measure/run-task";
import { describeThrown } from "../../measure/thrown";
import { type ChildPort, PROTOCOL_VERSION } from "../../model/child";
import type { Measurement } from "../../model/measurement";
import type { Scope } from "../../model/program";
import type { RunRequest } from "../../model/task";
import type { Job } from "../../state/job";
import { JobError } from "../../state/job-file";
import { StateError } from "../../state/state-error";
import { offerToOomKiller, reportUncaught } from "../child-guards";
import { openChildPort } from "../child-port";
import { EngineError } from "../engine";
import { redirectStandardStreams } from "../standard-streams";
import { FRAMES_FD } from "./control";
import { type ReceivedJob, receiveJob } from "./job-receiver";
import { type CellLimits, cellLimits } from "./limits";

export interface ServeOptions {
  /** Rebuilds what the job holds. Rejects with `StateError` where that cannot be done exactly. */
  unpack(job: Job): Promise<Unpacked>;
  /** Makes the notebook's display, prompt and console speak to `port`. */
  enterChild(port: ChildPort): void;
}

export interface Unpacked {
  readonly request: RunRequest;
  readonly scope: Scope;
  /** Turns V8's positions, in the text of a stack, into those of the cells as typed. */
  readonly translateStack: (stack: string) => string;
}

/** `EX_SOFTWARE` of sysexits.h: the child could not be made. */
const EXIT_INTERNAL = 70;

/** Node's own end of a process, without its listeners: the child has ended its run, and the cell's listeners are not to run after it. */
const endProcess: (code: number) => never = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process);

/** The whole life of a fresh child: gets ready, waits for a job, runs it, ends. Returns when the job runs. */
export async function serveJob(options: ServeOptions): Promise<void> {
  const life = new ChildLife();
  life.begin(options);
  await warmUp();
  // The warm-up has let it grow, as the measurement will; until then it may not.
  letYoungGenerationGrow(false);
  compact();
  const received = orRefuse(life, receiveJob);
  if (process.platform === "linux") becomeExpendable();
  void run({ received }, options, life);
}

function orRefuse<T>(life: ChildLife, act: () => T): T {
  try {
    return act();
  } catch (error) {
    life.refuse(error);
  }
}

/** Holds a job until it is taken out. */
interface JobBox {
  received: ReceivedJob | undefined;
}

async function run(box: JobBox, { unpack }: ServeOptions, life: ChildLife): Promise<void> {
  const heapBytesBefore = heapBytes();
  try {
    const unpacked = await unpack(takeOut(box));
    const limits = cellLimits(unpacked.request.limits);
    await releaseUnpacking(heapBytesBefore);
    await measure(unpacked, limits, life);
  } catch (error) {
    life.fail(error);
  }
}

/** Leaves nothing that refers to the job: its sections would stay in memory as long as the cell runs. */
function takeOut(box: JobBox): Job {
  const { content, digest } = box.received!;
  box.received = undefined;
  return content.toJob(digest);
}

async function measure({ request, scope, translateStack }: Unpacked, limits: CellLimits, life: ChildLife): Promise<void> {
  life.sayReady();
  life.end(await runTask(request, scope, limits.watch(life.port), hooksOf(scope, translateStack, limits)));
}

/** What unpacking used is garbage once its functions have returned. If there was little of it, it leaves no holes that are worth closing. */
async function releaseUnpacking(heapBytesBefore: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (heapBytes() - heapBytesBefore > PAGE_NOISE_BYTES) compact();
  else collectAll();
}

function heapBytes(): number {
  return process.memoryUsage().heapUsed;
}

function hooksOf(scope: Scope, translateStack: Unpacked["translateStack"], limits: CellLimits): RunHooks {
  return {
    beforeCell: () => limits.apply(),
    afterCell: () => limits.lift(),
    translateStack,
    releaseNotebook: () => {
      for (const name of Object.keys(scope.variables)) Reflect.deleteProperty(scope.variables, name);
    },
  };
}

/** What a child says of itself, and how it ends. */
class ChildLife {
  readonly port = openChildPort(FRAMES_FD);
  #isReady = false;

  /** From now on what happens in this process is reported. */
  begin({ enterChild }: ServeOptions): void {
    redirectStandardStreams((name, text) => this.#write(name, text));
    reportUncaught((thrown) => this.fail(thrown));
    enterChild(this.port);
  }

  sayReady(): void {
    this.port.send({ type: "ready", protocolVersion: PROTOCOL_VERSION, pid: process.pid });
    this.#isReady = true;
  }

  end(measurement: Measurement): void {
    try {
      this.port.send({ type: "measured", measurement });
    } finally {
      endProcess(0);
    }
  }

  fail(thrown: unknown): void {
    if (this.#isReady) this.end({ outcome: describeThrown(thrown), notes: [] });
    else this.refuse(thrown);
  }

  /** Anything but a refusal in so many words is a fault of ours, or of a package's, and told with its stack. */
  refuse(error: unknown): never {
    const isRefusal = error instanceof StateError || error instanceof JobError || error instanceof EngineError;
    try {
      if (isRefusal) this.port.send({ type: "refused", what: error instanceof EngineError ? "engine" : "state", message: error.message });
      else writeSync(2, inspect(error));
    } finally {
      endProcess(isRefusal ? 0 : EXIT_INTERNAL);
    }
  }

  /** What packages print while they are loaded the notebook has shown already; it is heard only if the child fails. */
  #write(name: "stdout" | "stderr", text: string): void {
    if (this.#isReady) this.port.send({ type: "stream", name, text });
    else writeSync(2, text);
  }
}

/** Told apart from a child that waits, which neither is to be ended first nor holds anybody's data. */
function becomeExpendable(): void {
  offerToOomKiller();
  // A crash would write the notebook's data to a file.
  writeFileSync("/proc/self/coredump_filter", "0");
}
