import { assertNever, type MemoryLimit, type Outcome } from "../model/outcome";
import type { Figure } from "./figures";
import { formatBytes, formatDuration } from "./units";
import { visibleWithin } from "./visible";

/** Why a run did not complete: a word for it, and a sentence. */
export interface Failure {
  readonly title: string;
  readonly sentence: string;
}

const MAX_NAME = 80;
const MAX_MESSAGE = 300;

/**
 * What happened to a run that did not complete; `undefined` for one that did.
 * @param outcome how the run ended
 * @param measuredUntilThen a sentence on what was measured before, where figures stand beside it
 */
export function failureOf(outcome: Outcome, measuredUntilThen?: string): Failure | undefined {
  const cause = causeOf(outcome);
  if (cause === undefined || measuredUntilThen === undefined) return cause;
  return { title: cause.title, sentence: `${cause.sentence} ${measuredUntilThen}` };
}

/** A sentence for {@link failureOf}, given the figures that are shown. */
export function measuredUntilThen(figures: readonly Figure[]): string {
  return figures.length === 0 ? "Nothing was measured until then." : "The figures are of what ran until then.";
}

/** The failure as a line of text. */
export function failureLine({ title, sentence }: Failure): string {
  return `${title}: ${sentence}`;
}

function causeOf(outcome: Outcome): Failure | undefined {
  switch (outcome.kind) {
    case "completed":
      return undefined;
    case "threw":
      return { title: "Error", sentence: `the cell threw ${thrown(outcome)}.` };
    case "timed-out":
      return { title: "Timed out", sentence: `the cell did not end within ${formatDuration(outcome.limitNs)} and was ended.` };
    case "out-of-memory":
      return { title: "Out of memory", sentence: outOfMemory(outcome.what, outcome.limitBytes) };
    case "killed":
      return { title: "Killed", sentence: `the cell's process was ended by ${visibleWithin(outcome.signal, MAX_NAME)}.` };
    case "exited":
      return { title: "Exited", sentence: `the cell ended its own process with exit code ${String(outcome.code)}.` };
    case "interrupted":
      return { title: "Interrupted", sentence: "the cell was stopped before it ended." };
    default:
      return assertNever(outcome);
  }
}

function thrown({ name, message }: { readonly name: string; readonly message: string }): string {
  const [firstLine = ""] = message.trim().split(/[\n\r\u2028\u2029]/, 1);
  const shownName = visibleWithin(name, MAX_NAME);
  return firstLine === "" ? shownName : `${shownName}: ${visibleWithin(firstLine.replace(/\.$/, ""), MAX_MESSAGE)}`;
}

function outOfMemory(what: MemoryLimit, limitBytes: number | undefined): string {
  const limit = limitBytes === undefined ? "" : ` of ${formatBytes(limitBytes)}`;
  switch (what) {
    case "heap":
      return `the cell reached its limit${limit} for V8's heap and was ended.`;
    case "data":
      return `the cell reached its limit${limit} for data memory and was ended.`;
    case "budget":
      return `the cell was ended when it had used the memory that this machine can spare${limit === "" ? "" : `, ${limit.slice(4)}`}.`;
    case "system":
      return "the system had no memory left and ended the cell's process.";
    default:
      return assertNever(what);
  }
}
