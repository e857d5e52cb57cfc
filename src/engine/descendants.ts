import { setTimeout as delay } from "node:timers/promises";
import { childPids } from "../measure/process-tree";
import { nowNs } from "./sampler";
import { readStat, readText, type ProcessStat } from "./proc";

/**
 * What only native code can do for orphans: processes whose parent has ended before them. While it adopts, the process must have no
 * measuring child but the one that is supervised.
 */
export interface OrphanKeeper {
  /** Makes this process the parent of orphans among its descendants (PR_SET_CHILD_SUBREAPER), or ends that. */
  adopt(on: boolean): void;
  /** Reaps a child of this process that has ended (waitpid with WNOHANG). */
  reap(pid: number): void;
}

/** What became of the processes that a child had left. */
export interface Ended {
  /** Names of those that were ended. */
  readonly ended: readonly string[];
  /** Names of those that would not end. */
  readonly left: readonly string[];
}

/**
 * The processes that a child has started, and those that these have started: also the ones that left its process group or called
 * setsid(), which no signal to the group reaches. They are recorded while the child runs, because nothing tells whose they were once their
 * parent has ended. Each is known by its pid and the moment it started, so that no recycled pid is ever taken for it.
 */
export class Descendants {
  readonly #known = new Map<string, Process>();
  readonly #names = new Map<string, string>();
  readonly #child: Process | undefined;
  readonly #keeper: OrphanKeeper | undefined;
  #mark: string | undefined;
  #nextScanNs = 0;

  constructor(childPid: number, keeper?: OrphanKeeper) {
    this.#child = find(childPid);
    this.#keeper = keeper;
  }

  /** Looks for new ones, unless it did a moment ago: this takes at most 2 % of a core, however often it is called. */
  scanIfDue(): void {
    const startNs = nowNs();
    if (startNs < this.#nextScanNs) return;
    // Not the time that passes: on a busy machine this process waits in between, and would look ever more rarely.
    const before = process.cpuUsage();
    this.#scanChildren();
    const { user, system } = process.cpuUsage(before);
    this.#nextScanNs = startNs + Math.max(SCAN_INTERVAL_NS, 50 * 1000 * (user + system));
  }

  /** Looks for new ones now. */
  scan(): void {
    this.#scanChildren();
    this.#scanAdopted();
  }

  /** Kills all that still run, those included that start meanwhile, and waits until they are gone. Tells of those of earlier calls too. */
  async end(): Promise<Ended> {
    const names = this.#names;
    const deadlineNs = nowNs() + END_WITHIN_NS;
    for (;;) {
      const running = this.#running();
      for (const each of running) names.set(keyOf(each), each.stat.name);
      if (running.length === 0) return { ended: [...names.values()], left: [] };
      if (nowNs() > deadlineNs) return withLeft(names, running);
      running.forEach(kill);
      await delay(5);
    }
  }

  /** Also reaps those that have ended, where they are ours to reap. */
  #running(): readonly Process[] {
    this.scan();
    const processes = [...this.#known.values()].map(({ pid, stat }) => find(pid, stat.startTicks));
    const present = processes.filter((process) => process !== undefined);
    for (const { pid, stat } of present) if (stat.state === "Z" && stat.parentPid === process.pid) this.#keeper?.reap(pid);
    return present.filter(({ stat }) => stat.state !== "Z");
  }

  #scanChildren(): void {
    if (this.#child !== undefined) this.#mark ??= distinctiveOomScore(this.#child.pid);
    const parents = this.#child === undefined ? [] : [this.#child];
    parents.push(...this.#known.values());
    // New ones are appended while the loop runs, so that their children are found too.
    for (const parent of parents) {
      if (find(parent.pid, parent.stat.startTicks) === undefined) continue;
      for (const child of childrenOf(parent.pid)) if (this.#record(child)) parents.push(child);
    }
  }

  /** Orphans that fell to this process before any scan saw them. What the notebook itself started does not bear the child's mark. */
  #scanAdopted(): void {
    if (this.#keeper === undefined || this.#mark === undefined) return;
    for (const child of childrenOf(process.pid)) if (oomScore(child.pid) === this.#mark) this.#record(child);
  }

  /** False if it is known already, or started before the child did. */
  #record(found: Process): boolean {
    if (this.#child === undefined || found.stat.startTicks < this.#child.stat.startTicks) return false;
    const key = keyOf(found);
    if (key === keyOf(this.#child) || this.#known.has(key)) return false;
    this.#known.set(key, found);
    return true;
  }
}

const SCAN_INTERVAL_NS = 20_000_000;
const END_WITHIN_NS = 2_000_000_000;

interface Process {
  readonly pid: number;
  readonly stat: ProcessStat;
}

function keyOf({ pid, stat }: Process): string {
  return `${String(pid)}@${String(stat.startTicks)}`;
}

/** The process of that pid, if it (still) is the one that started then. */
function find(pid: number, startTicks?: number): Process | undefined {
  const stat = readStat(pid);
  return stat === undefined || (startTicks !== undefined && stat.startTicks !== startTicks) ? undefined : { pid, stat };
}

/** A parent that ends between two looks has handed its children on; they are then not its children any more. */
function childrenOf(parentPid: number): readonly Process[] {
  const processes = childPids(parentPid).map((pid) => find(pid));
  return processes.filter((found) => found !== undefined).filter(({ stat }) => stat.parentPid === parentPid);
}

/**
 * A child asks to be the first victim when the system runs out of memory, and all that it starts inherits this. Where the kernel's own
 * score is another, it tells the child's descendants from everything else.
 */
function distinctiveOomScore(childPid: number): string | undefined {
  const score = oomScore(childPid);
  return score === oomScore(process.pid) ? undefined : score;
}

function oomScore(pid: number): string | undefined {
  return readText(`/proc/${String(pid)}/oom_score_adj`);
}

function kill({ pid }: Process): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended just now, or belongs to another user: the next look tells which.
  }
}

function withLeft(names: ReadonlyMap<string, string>, running: readonly Process[]): Ended {
  const left = new Set(running.map(keyOf));
  return {
    ended: [...names].flatMap(([key, name]) => (left.has(key) ? [] : [name])),
    left: running.map(({ stat }) => stat.name),
  };
}
