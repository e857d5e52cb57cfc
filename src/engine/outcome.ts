import type { Measurement } from "../model/measurement";
import { assertNever, type Outcome } from "../model/outcome";
import type { Limits } from "../model/task";
import type { ChildExit } from "./engine";

/** What ended a run. Of several, the first counts. */
export type Cause =
  | { readonly kind: "measured"; readonly reported: Measurement["outcome"] }
  | { readonly kind: "died"; readonly exit: ChildExit }
  | { readonly kind: "timed-out"; readonly limitNs: number }
  | { readonly kind: "over-budget"; readonly limitBytes: number }
  | { readonly kind: "interrupted" };

/** All that is known of how a run ended. */
export interface Ending {
  readonly cause: Cause;
  readonly limits: Limits;
  /** The end of the child's raw error output. */
  readonly lastWords: string;
  /** What the cell could really add to V8's heap under `--max-heap`. */
  readonly heapLimitBytes?: number;
  /** The highest share of `--max-data` that was seen in use, 0 to 1. */
  readonly dataShare?: number;
  /** The system's OOM killer ended some process while the child ran. */
  readonly oomKillsRose: boolean;
}

/** How the run ended, as a value. */
export function decideOutcome(ending: Ending): Outcome {
  const { cause } = ending;
  switch (cause.kind) {
    case "measured":
      return reportedOutcome(cause.reported, ending.limits);
    case "died":
      return outcomeOfDeath(cause.exit, ending);
    case "over-budget":
      return outOfMemory("budget", cause.limitBytes);
    case "timed-out":
    case "interrupted":
      return cause;
    default:
      return assertNever(cause);
  }
}

/** The outcome `out-of-memory` rests on a sign that has other causes too: a crash while most of `--max-data` was in use. */
export function isGuess(ending: Ending): boolean {
  const { cause } = ending;
  return cause.kind === "died" && !saysOutOfMemory(cause.exit, ending) && diedAtDataLimit(cause.exit, ending);
}

function reportedOutcome(reported: Measurement["outcome"], { maxDataBytes }: Limits): Outcome {
  const isDataLimit = maxDataBytes !== undefined && reported.kind === "threw" && ALLOCATION_FAILED.test(reported.message);
  return isDataLimit ? outOfMemory("data", maxDataBytes) : reported;
}

function outcomeOfDeath(exit: ChildExit, ending: Ending): Outcome {
  const { limits, heapLimitBytes, oomKillsRose } = ending;
  if (saysOutOfMemory(exit, ending)) {
    return isDataFailure(ending) ? outOfMemory("data", limits.maxDataBytes) : outOfMemory("heap", heapLimitBytes ?? limits.maxHeapBytes);
  }
  if (diedAtDataLimit(exit, ending)) return outOfMemory("data", limits.maxDataBytes);
  if (exit.signal === "SIGKILL" && oomKillsRose) return outOfMemory("system");
  if (exit.code !== undefined) return { kind: "exited", code: exit.code };
  return { kind: "killed", signal: exit.signal ?? "unknown" };
}

function saysOutOfMemory(exit: ChildExit, { lastWords }: Ending): boolean {
  return CRASH_SIGNALS.has(exit.signal ?? "") && (V8_OUT_OF_MEMORY.test(lastWords) || lastWords.includes(BAD_ALLOC));
}

/** Under `--max-data` a failed allocation is that limit's doing, unless V8 says that it was its own, or `--max-heap` is the nearer one. */
function isDataFailure({ limits, lastWords, dataShare = 0 }: Ending): boolean {
  if (limits.maxDataBytes === undefined || V8_HEAP_LIMIT.test(lastWords)) return false;
  return limits.maxHeapBytes === undefined || dataShare >= NEARLY_ALL;
}

/** V8 does not check every allocation of a heap page: it dies of SIGSEGV, without a word, when RLIMIT_DATA refuses one. */
function diedAtDataLimit(exit: ChildExit, { limits, dataShare = 0 }: Ending): boolean {
  return limits.maxDataBytes !== undefined && CRASH_SIGNALS.has(exit.signal ?? "") && dataShare >= NEARLY_ALL;
}

function outOfMemory(what: Extract<Outcome, { kind: "out-of-memory" }>["what"], limitBytes?: number): Outcome {
  return { kind: "out-of-memory", what, ...(limitBytes !== undefined && { limitBytes }) };
}

/** V8 ends itself by abort(), by a trap or by an illegal instruction, as the platform has it. */
const CRASH_SIGNALS: ReadonlySet<string> = new Set(["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV", "SIGBUS"]);

/** `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory` and its relatives, one per place in V8. */
const V8_OUT_OF_MEMORY =
  /FATAL ERROR: .*(?:out of memory|Allocation failed|heap limit)|# Fatal (?:JavaScript|process) (?:out of memory|OOM)/;

/** The messages that speak of V8's own limit, not of memory that the system refused. */
const V8_HEAP_LIMIT = /Reached heap limit|near heap limit/;

const BAD_ALLOC = "std::bad_alloc";

/** What JavaScript is told when memory outside V8's heap is refused: typed arrays, WebAssembly, Node's own calls. */
const ALLOCATION_FAILED =
  /Array buffer allocation failed|could not allocate memory|Unable to grow instance memory|Failed to allocate memory|\bENOMEM\b/;

// V8 asks for pages of 256 KiB and for semi-spaces of some MiB, so a refused one leaves little of the limit unused.
const NEARLY_ALL = 0.75;
