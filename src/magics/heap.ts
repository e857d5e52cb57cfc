import type { HeapResult } from "../model/result";
import { renderHeap } from "../render/heap";
import type { Magic } from "./magic";
import { commonOptions, measureInChildren, timeoutOption } from "./measuring";
import type { OptionTable } from "./options";

const options = { timeout: { ...timeoutOption, short: "t" }, ...commonOptions } as const satisfies OptionTable;

/** `%heap`: what the memory holds, as guppy's `heap()`. */
export const heap: Magic<typeof options, HeapResult> = {
  kind: "measure",
  name: "heap",
  summary: "What a line, a cell or the notebook keeps alive in memory, by class",
  description:
    "Runs the code in a child process that holds a copy of the notebook's state, and shows how many objects of which class it left alive beyond " +
    "the baseline just before it, its last value included, with their bytes; then peak memory and time.\n\n" +
    "Without code it shows all objects that are alive in the notebook. Nothing changes in the notebook.",
  forms: ["line", "cell", "bare"],
  signature: "heap(fn, options)",
  assigns: "result",
  options,
  examples: [
    { code: "%heap", says: "everything alive in the notebook" },
    { code: "%heap load(path)", says: "what the value of a line consists of" },
    { code: "%%heap\nconst index = new Map(rows.map((row) => [row.id, row]))", says: "what a cell leaves alive" },
    { code: "const { partition } = %heap -o", says: "the table as a value" },
  ],
  async measure(call, session) {
    const { fields, last } = await measureInChildren(call, session, { kind: "heap" });
    const scope = call.program ? "cell" : "notebook";
    return { kind: "heap", ...fields, scope, ...(last.partition && { partition: last.partition }) };
  },
  render: renderHeap,
};
