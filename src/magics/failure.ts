import type { Metric } from "../model/metric";
import type { Outcome } from "../model/outcome";
import type { AnyResult, Assertion } from "../model/result";
import { assertionSentence } from "../render/assertions";
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

/** What of a result decides whether its cell fails. */
export interface Judged {
  readonly outcome: Outcome;
  readonly assertions?: readonly Assertion[];
  readonly metric?: Metric;
}

/** A call in code whose demands do not hold. The result is as it would have been without them. */
export class AssertionFailed extends Error {
  override readonly name = "AssertionFailed";
  readonly result: AnyResult;

  constructor(message: string, result: AnyResult) {
    super(message);
    this.result = result;
  }
}

/** The error that a cell ends with after its measurement; undefined if it completed and what was demanded holds. A user's error keeps name and message. */
export function replyErrorOf(judged: Judged): ReplyError | undefined {
  const { outcome } = judged;
  if (outcome.kind === "completed") return assertionErrorOf(judged);
  if (outcome.kind === "threw") return { ename: outcome.name, evalue: outcome.message };
  return { ename: NAMES[outcome.kind], evalue: sentence(failureOf(outcome, "")!.sentence) };
}

/** The error of what was demanded and does not hold. */
export function assertionErrorOf({ assertions = [], metric }: Judged): ReplyError | undefined {
  const failed = assertions.filter(({ holds }) => !holds);
  return failed.length === 0
    ? undefined
    : { ename: "AssertionFailed", evalue: failed.map((each) => sentence(assertionSentence(each, metric))).join(" ") };
}

/** Whether a result is displayed: with `-q` only when it makes its cell fail. */
export function isShown(result: Judged, options: OptionValues): boolean {
  return options["quiet"] !== true || replyErrorOf(result) !== undefined;
}

function sentence(words: string): string {
  const trimmed = words.trim();
  return trimmed[0]!.toUpperCase() + trimmed.slice(1);
}
