import { inspect } from "node:util";

/** The content of an `error` message, and of a reply whose status is `error`. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A failure of the kernel itself as the user sees it: that it is not their code, and where to report it. */
export function describeInternalError(error: unknown): ErrorContent {
  const evalue = error instanceof Error ? error.message : inspect(error);
  const stack = error instanceof Error ? (error.stack ?? String(error)) : inspect(error);
  const advice =
    "This is an error inside tslab-magics, not in your code. The notebook goes on. Please report it with the lines below; `npm bugs tslab-magics` opens the place.";
  return { ename: "InternalError", evalue, traceback: [advice, stack] };
}
