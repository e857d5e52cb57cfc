import type { By, HeapResult } from "../model/result";
import { renderHeap } from "../render/heap";
import { changesSince, checkRows, checkScope, findEarlier } from "./heap-marks";
import { graphOptions, questionOf } from "./heap-question";
import type { Magic, Session } from "./magic";
import { commonOptions, measureInChildren, timeoutOption } from "./measuring";
import type { Options, OptionTable } from "./options";
import { UsageError } from "./usage-error";

const options = {
  timeout: { ...timeoutOption, short: "t" },
  by: {
    kind: "choice",
    choices: ["class", "type", "size", "module"],
    default: "class",
    help:
      "What the rows are: classes by their constructors; V8's types; sizes, in powers of two; where the classes come from (a cell, a package, " +
      "Node). What is of no class has a row by its type.",
  },
  quick: { kind: "flag", short: "q", help: "Types only, in a blink, without looking for classes: --by type." },
  mark: { kind: "name", metavar: "NAME", magicOnly: true, help: "Keep the table under NAME, for a later --diff, and show its sums only." },
  diff: {
    kind: "result",
    metavar: "NAME",
    of: ["heap"],
    help: "Show what has changed since the mark NAME, or since a result in a variable NAME.",
  },
  ...graphOptions,
  ...commonOptions,
  // Heapy's short form means something else here.
  quiet: { kind: "flag", help: commonOptions.quiet.help },
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
    { code: "%heap -q", says: "V8's types alone, in a fraction of the time" },
    { code: "%heap --by module", says: "which cell or package the objects come from" },
    { code: "%heap --mark before", says: "keeps the table of the notebook under a name" },
    { code: "%heap --diff before", says: "what has changed in the notebook since" },
    { code: "const { partition } = %heap -o", says: "the table as a value" },
  ],
  async measure(call, session) {
    const { mark, diff } = call.options;
    checkNames(call.names ?? [], session);
    const question = questionOf(call.options, call.names);
    const by = rowsOf(call.options);
    if (question && (mark !== undefined || diff || by !== "class")) throw new UsageError(ONLY_TABLES);
    const scope = call.program ? "cell" : "notebook";
    const earlier = diff && findEarlier(diff, session);
    if (earlier) checkScope(earlier, scope);
    if (earlier) checkRows(earlier, by);
    const task = { kind: "heap", ...(by !== "class" && { by }), ...(question && { question }) } as const;
    const { fields, last } = await measureInChildren(call, session, task);
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
  "--mark, --diff, --by and -q are of the table of kinds: ask the graph of objects (--vars, --retained, --paths, …) in another line.";

function checkNames(names: readonly string[], session: Pick<Session, "variable">): void {
  const unknown = names.find((name) => session.variable(name) === undefined);
  if (unknown !== undefined)
    throw new UsageError(`There is no variable ${unknown}. To see what code leaves alive, write a call, such as %heap f().`);
}

function rowsOf({ by, quick }: Options<typeof options>): By {
  if (!quick || by === "type" || by === "size") return by;
  if (by === "class") return "type";
  throw new UsageError(`-q (--quick) does not look for classes, which --by ${by} needs.`);
}
