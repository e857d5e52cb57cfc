import { describeThrown } from "../measure/thrown";
import type { Outcome } from "../model/outcome";
import type { CellOutcome } from "./cell-runner";
import { withoutExcerpt } from "./stack-traces";

type Failure = Extract<CellOutcome, { status: "error" }>;

/** An error of ours with a message for the user: what is wrong in a cell, or why something cannot be done here. */
export function failureOfMessage({ name, message }: Error): Failure {
  return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}

/** Of a cell that the user stopped. */
export const stopped: Failure = {
  status: "error",
  ename: "KeyboardInterrupt",
  evalue: "",
  traceback: ["KeyboardInterrupt: the cell was stopped."],
};

/** What the code of a cell threw. */
export function failureOfThrown(thrown: unknown): Failure {
  if (isInterrupt(thrown)) return stopped;
  return failureOfThrew(describeThrown(thrown));
}

/** The same, where a child has described it already. */
export function failureOfThrew({ name, message, stack }: Extract<Outcome, { kind: "threw" }>): Failure {
  return { status: "error", ename: name, evalue: message, traceback: [withoutExcerpt(stack)] };
}

/** Node's error for a SIGINT in synchronous code, and tslab's for one while a cell awaits. */
function isInterrupt(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || thrown.message === "Interrupted asynchronously";
}
