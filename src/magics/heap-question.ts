import { targetOf } from "../heap/graph/target";
import type { GraphQuestion, GraphView, HeapTarget } from "../model/heap-graph";
import type { MagicCall, Session } from "./magic";
import type { Options, OptionTable } from "./options";
import { parseName } from "./plain-value";
import { UsageError } from "./usage-error";

/** The options of `%heap` that ask the whole graph of objects, in a snapshot. */
export const graphOptions = {
  vars: { kind: "flag", help: "Show what each variable of the notebook holds. %heap a b shows these two." },
  retained: { kind: "flag", help: "Show by kind what would be freed with the objects, beside what they take themselves." },
  dominators: { kind: "flag", help: "Show the objects with which most would be freed." },
  duplicates: { kind: "flag", help: "Show strings and objects that are there several times." },
  collections: { kind: "flag", help: "Show the arrays, Maps and Sets that alone keep most alive, such as a cache that nobody empties." },
  fanOut: { kind: "flag", help: "Show the objects that hold the most entries." },
  strings: { kind: "flag", help: "Show the largest strings." },
  globals: { kind: "flag", help: "Show what hangs on globalThis and is not Node's own." },
  growth: {
    kind: "integer",
    metavar: "N",
    min: 2,
    max: 50,
    help: "Run the cell once to warm up and N times more, and show what became more with each of these, as a leak does. --max-heap and --max-data hold for the first run.",
  },
  paths: {
    kind: "text",
    metavar: "WHAT",
    isList: true,
    help: "Show why it is alive: the shortest way from a root. WHAT: a variable, a class, or @id.",
  },
  referrers: { kind: "text", metavar: "WHAT", isList: true, help: "Draw what holds it." },
  references: { kind: "text", metavar: "WHAT", isList: true, help: "Draw what it holds." },
  depth: { kind: "integer", metavar: "N", min: 1, max: 10, default: 2, help: "Steps of --referrers and --references." },
  limit: { kind: "integer", metavar: "N", min: 1, max: 1000, default: 10, help: "Rows, or paths, at most." },
  save: { kind: "text", metavar: "FILE", help: "Save the snapshot, for Chrome DevTools. It holds every string of the program." },
  maxMemory: {
    kind: "bytes",
    metavar: "SIZE",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    help: "Take no snapshot that needs more memory than this; all that is free.",
  },
} as const satisfies OptionTable;

/** What is asked of a snapshot; nothing where none is needed. Throws {@link UsageError}. */
export function questionOf(
  { options, names, program }: MagicCall<Options<typeof graphOptions>>,
  session: Pick<Session, "cellsOf">,
): GraphQuestion | undefined {
  const views = viewsOf(options, names);
  const { limit, save, maxMemory, growth } = options;
  if (growth !== undefined && !program) throw new UsageError(NO_CELL);
  if (growth !== undefined && views.length > 1) throw new UsageError(GROWTH_ALONE);
  if (views.length === 0 && save === undefined) return undefined;
  return {
    views,
    limit,
    cells: Object.fromEntries(session.cellsOf(program)),
    ...(save !== undefined && { saveTo: save }),
    ...(maxMemory !== undefined && { maxBytes: maxMemory }),
  };
}

const NO_CELL = "--growth runs a cell again and again, and here is none: write %%heap --growth 3 above a cell, or code behind it.";

const GROWTH_ALONE = "--growth compares snapshots of several runs: ask the rest of one run, in another line.";

function viewsOf(options: Options<typeof graphOptions>, names: readonly string[] | undefined): readonly GraphView[] {
  const { vars, retained, dominators, duplicates, collections, fanOut, strings, globals, growth, paths, referrers, references, depth } =
    options;
  return [
    ...(names ? [{ kind: "variables", names } as const] : vars ? [{ kind: "variables" } as const] : []),
    ...(retained ? [{ kind: "retained" } as const] : []),
    ...(dominators ? [{ kind: "dominators" } as const] : []),
    ...(duplicates ? [{ kind: "duplicates" } as const] : []),
    ...(collections ? [{ kind: "collections" } as const] : []),
    ...(fanOut ? [{ kind: "fan-out" } as const] : []),
    ...(strings ? [{ kind: "strings" } as const] : []),
    ...(globals ? [{ kind: "globals" } as const] : []),
    ...(growth === undefined ? [] : [{ kind: "growth", runs: growth } as const]),
    ...paths.map((what) => ({ kind: "paths", of: askedFor("--paths", what) }) as const),
    ...referrers.map((what) => ({ kind: "referrers", of: askedFor("--referrers", what), depth }) as const),
    ...references.map((what) => ({ kind: "references", of: askedFor("--references", what), depth }) as const),
  ];
}

function askedFor(option: string, text: string): HeapTarget {
  const target = targetOf(text);
  if (target.kind === "id" || "value" in parseName(text)) return target;
  throw new UsageError(`${option} must be a variable, a class or an id such as @1234, and ${text} is none.`);
}
