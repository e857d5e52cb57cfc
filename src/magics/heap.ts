import type { HeapResult } from "../model/result";
import type { HeapTask } from "../model/task";
import { renderHeap } from "../render/heap";
import { changesSince, checkRows, checkScope, findEarlier } from "./heap-marks";
import { graphOptions, questionOf } from "./heap-question";
import type { Magic, MagicCall, Session } from "./magic";
import { commonOptions, measureInChildren, timeoutOption } from "./measuring";
import type { Options, OptionTable } from "./options";
import { UsageError } from "./usage-error";

const options = {
  timeout: { ...timeoutOption, short: "t" },
  by: {
    kind: "choice",
    choices: ["class", "type", "size", "module", "site"],
    default: "class",
    help:
      "What the rows are: classes by their constructors; V8's types; sizes, in powers of two; where the classes come from (a cell, a package, " +
      "Node); where the code allocated it (by function, estimated from samples). What is of no class has a row by its type.",
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

type HeapOptions = Options<typeof options>;

/** `%heap`: what the memory holds, as guppy's `heap()`. */
export const heap: Magic<typeof options, HeapResult> = {
  kind: "measure",
  name: "heap",
  summary: "What a line, a cell or the notebook keeps alive in memory, by class",
  description:
    "Runs the code in a child process that holds a copy of the notebook's state, and shows how many objects of which class it left alive beyond " +
    "the baseline just before it, its last value included, with their bytes; then peak memory and time.\n\n" +
    "Without code it shows all objects that are alive in the notebook. Nothing changes in the notebook.\n\n" +
    "With --by site it shows which functions allocated what the code left alive, estimated from samples that V8 takes meanwhile.",
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
    { code: "%%heap --growth 3\nawait handle(request)", says: "what becomes more each time that a cell runs" },
    { code: "%heap -q", says: "V8's types alone, in a fraction of the time" },
    { code: "%heap --by module", says: "which cell or package the objects come from" },
    { code: "%heap --by site load(path)", says: "which functions allocated what a line leaves alive" },
    { code: "%heap --mark before", says: "keeps the table of the notebook under a name" },
    { code: "%heap --diff before", says: "what has changed in the notebook since" },
    { code: "const { partition } = %heap -o", says: "the table as a value" },
  ],
  async measure(call, session) {
    const { mark, diff } = call.options;
    checkNames(call.names ?? [], session);
    const task = taskOf(call, session);
    const scope = call.program ? "cell" : "notebook";
    const earlier = diff && findEarlier(diff, session);
    if (earlier) checkScope(earlier, scope);
    if (earlier) checkRows(earlier, task.by ?? "class");
    const { fields, last } = await measureInChildren(call, session, task);
    const { partition, graph, sites } = last;
    const result: HeapResult = {
      kind: "heap",
      ...fields,
      scope,
      ...(partition && { partition }),
      ...(graph && { graph }),
      ...(sites && { sites }),
      ...(partition && earlier && { diff: changesSince(earlier, partition) }),
      ...(partition && mark !== undefined && { mark }),
    };
    if (partition && mark !== undefined) session.marks.set(mark, result);
    return result;
  },
  render: renderHeap,
};

/** What the child is to do. Throws {@link UsageError} for options that do not go together. */
function taskOf(call: MagicCall<HeapOptions>, session: Session): HeapTask {
  const { options, program } = call;
  const question = questionOf(call, session);
  const by = rowsOf(options);
  const isCompared = options.mark !== undefined || options.diff !== undefined;
  if (question) {
    if (isCompared || by !== "class") throw new UsageError(ONLY_TABLES);
    return { kind: "heap", question };
  }
  if (by === "site") {
    if (program === undefined) throw new UsageError(ONLY_CODE);
    if (isCompared) throw new UsageError(NOT_COMPARED);
    return { kind: "heap", sites: true };
  }
  return { kind: "heap", ...(by !== "class" && { by }) };
}

const ONLY_TABLES =
  "--mark, --diff, --by and -q are of the table of kinds: ask the graph of objects (--vars, --retained, --paths, …) in another line.";

const ONLY_CODE =
  "Where the notebook's objects were allocated is not known: nobody looked while its cells ran. Give code to measure, as in %heap --by site load(), " +
  "or write %%heap --by site above a cell.";

const NOT_COMPARED =
  "--mark and --diff do not go with --by site: its rows are estimates, and name cells by numbers that change when a cell runs again. Use --by class.";

function checkNames(names: readonly string[], session: Pick<Session, "variable">): void {
  const unknown = names.find((name) => session.variable(name) === undefined);
  if (unknown !== undefined)
    throw new UsageError(`There is no variable ${unknown}. To see what code leaves alive, write a call, such as %heap f().`);
}

function rowsOf({ by, quick }: HeapOptions): HeapOptions["by"] {
  if (!quick || by === "type" || by === "size") return by;
  if (by === "class") return "type";
  throw new UsageError(`-q (--quick) shows types only: leave it out with --by ${by}.`);
}
