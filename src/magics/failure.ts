import type { Outcome } from "../model/outcome";
import { failureOf } from "../render/failure";
import type { OptionValues } from "./options";

/** What the cell's error reply says of a failed measurement. */
export interface ReplyError {
  readonly ename: string;
  readonly evalue: string;
}

const NAMES = {
  "timed-out": "TimedOut",
  "out-of-memory": "OutOfMemory",
  killed: "Killed",
  exited: "Exited",
  interrupted: "KeyboardInterrupt",
} as const satisfies Partial<Record<Outcome["kind"], string>>;

/** The error that a cell ends with when its measurement ended so; undefined for a completed one. A user's error keeps name and message. */
export function replyErrorOf(outcome: Outcome): ReplyError | undefined {
  if (outcome.kind === "completed") return undefined;
  if (outcome.kind === "threw") return { ename: outcome.name, evalue: outcome.message };
  return { ename: NAMES[outcome.kind], evalue: sentenceOf(outcome) };
}

/** Whether a result is displayed: with `-q` only when it failed. */
export function isShown(outcome: Outcome, options: OptionValues): boolean {
  return options["quiet"] !== true || outcome.kind !== "completed";
}

function sentenceOf(outcome: Outcome): string {
  const sentence = failureOf(outcome, "")!.sentence.trim();
  return sentence[0]!.toUpperCase() + sentence.slice(1);
}
