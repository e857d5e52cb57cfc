import type { HeapResult } from "../model/result";
import { renderHeap } from "../render/heap";
import { changesSince, checkScope, findEarlier } from "./heap-marks";
import { graphOptions, questionOf } from "./heap-question";
import type { Magic, Session } from "./magic";
import { commonOptions, measureInChildren, timeoutOption } from "./measuring";
import type { OptionTable } from "./options";
import { UsageError } from "./usage-error";

const options = {
  timeout: { ...timeoutOption, short: "t" },
  mark: { kind: "name", metavar: "NAME", magicOnly: true, help: "Keep the table under NAME, for a later --diff, and show its sums only." },
  diff: {
    kind: "result",
    metavar: "NAME",
    of: "heap",
    help: "Show what has changed since the mark NAME, or since a result in a variable NAME.",
  },
  ...graphOptions,
  ...commonOptions,
} as const satisfies OptionTable;

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
  readsNames: true,
  options,
  examples: [
    { code: "%heap", says: "everything alive in the notebook" },
    { code: "%heap load(path)", says: "what the value of a line consists of" },
    { code: "%%heap\nconst index = new Map(rows.map((row) => [row.id, row]))", says: "what a cell leaves alive" },
    { code: "%heap rows index", says: "what two variables hold, and what they share" },
    { code: "%heap --retained --dominators", says: "what would be freed with what" },
    { code: "%heap --paths Row", says: "why objects of a class are alive" },
    { code: "%heap --mark before", says: "keeps the table of the notebook under a name" },
    { code: "%heap --diff before", says: "what has changed in the notebook since" },
    { code: "const { partition } = %heap -o", says: "the table as a value" },
  ],
  async measure(call, session) {
    const { mark, diff } = call.options;
    checkNames(call.names ?? [], session);
    const question = questionOf(call.options, call.names);
    if (question && (mark !== undefined || diff)) throw new UsageError(ONLY_TABLES);
    const scope = call.program ? "cell" : "notebook";
    const earlier = diff && findEarlier(diff, session);
    if (earlier) checkScope(earlier, scope);
    const { fields, last } = await measureInChildren(call, session, { kind: "heap", ...(question && { question }) });
    const { partition, graph } = last;
    const result: HeapResult = {
      kind: "heap",
      ...fields,
      scope,
      ...(partition && { partition }),
      ...(graph && { graph }),
      ...(partition && earlier && { diff: changesSince(earlier, partition) }),
      ...(partition && mark !== undefined && { mark }),
    };
    if (partition && mark !== undefined) session.marks.set(mark, result);
    return result;
  },
  render: renderHeap,
};

const ONLY_TABLES =
  "--mark and --diff are of the table of kinds: ask the graph of objects (--vars, --retained, --paths, …) in another line.";

function checkNames(names: readonly string[], session: Pick<Session, "variable">): void {
  const unknown = names.find((name) => session.variable(name) === undefined);
  if (unknown !== undefined)
    throw new UsageError(`There is no variable ${unknown}. To see what code leaves alive, write a call, such as %heap f().`);
}
