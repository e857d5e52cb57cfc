import type { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";
import type { By, Note } from "../model/result";
import { kindOfClass, type Kind } from "./kinds";
import { BUILTIN_MODULE, moduleOf } from "./modules";
import { Shelf, type ShelfPlace } from "./shelf";
import type { NamedType } from "./sizes";
import { tally, withoutBoilerplates, type KindRow } from "./tally";
import { countClasses, type ClassCount, type LiveClasses } from "./v8/class-census";
import { withInspector } from "./v8/inspector";
import { readObjectStats, rehearseObjectStats, type ObjectStats, type TypeStats } from "./v8/object-stats";

/** Everything that was alive at one moment; read with {@link censusTable}. It is kept outside V8's heap, so that it is in no later census. */
export type Census = ShelfPlace<CensusTable>;

/** What a census counted. */
export interface CensusTable {
  readonly by: By;
  /** By V8's types alone. */
  readonly typeRows: readonly KindRow[];
  /** With objects by class or module, where that is wanted; absent where it could not be told, with a note that says why. */
  readonly classRows?: readonly KindRow[];
  /** V8's types one by one; present where sizes are wanted. */
  readonly types?: readonly NamedType[];
  /** V8's own total of its heap. */
  readonly usedHeapBytes: number;
  readonly notes: readonly Note[];
}

/** The classes, or why they could not be told; null where they are not wanted. */
type Classes = LiveClasses | string | null;

const shelf = new Shelf();
let rehearsed = false;

/**
 * Counts everything alive in this process's main heap, by kind: classes by constructor name, or the modules that they come from, with exact
 * shallow bytes, and V8's own types under human names. Collects garbage; runs none of the user's code, no getter and no proxy. Types and sizes
 * alone take one collection with statistics: about 0.1 µs an object, and 1 µs more for each array, Map or dictionary. Classes take about 0.4 µs
 * an object more, and meanwhile some 60 to 100 bytes of memory. Where the classes cannot be told, the table has V8's types only, and a note says so.
 *
 * For a process that ends soon: V8 throws away no bytecode from now on. Needs `--expose-gc` and the main thread, and that nothing else traces
 * the process; in a fork, that its parent never did.
 *
 * @throws Error where V8's object statistics cannot be had.
 */
export function takeCensus(by: By = "class"): Promise<Census> {
  return withInspector(async (session) => {
    // First, so that nothing of it is alive when the statistics are taken, and what it does to V8's type feedback is alike in every census.
    const classes = shelveClasses(session, by);
    if (!rehearsed) await rehearse(session, classes, by);
    const stats = await readObjectStats(session);
    return shelf.put(tableOf(stats, shelf.take(classes), by));
  });
}

/** What a census counted, and the notes on it. */
export function censusTable(census: Census): CensusTable {
  return shelf.get(census);
}

/**
 * Makes V8's code what it will be in later censuses, so that a difference does not show it: lets it compile what runs after the statistics, and
 * keep what nobody runs (in a fork of the kernel, all of TypeScript), which it would else throw away in the midst of a cell.
 */
async function rehearse(session: Session, classes: ShelfPlace<Classes>, by: By): Promise<void> {
  setFlagsFromString("--no-flush-bytecode");
  const counted = shelf.get(classes);
  const table = shelf.put(tableOf(await rehearseObjectStats(session, typesOf(counted)), counted, by));
  shelf.take(table);
  rehearsed = true;
}

/** A function of its own, because a variable of a running function keeps alive what it held. */
function shelveClasses(session: Session, by: By): ShelfPlace<Classes> {
  return shelf.put(classesOrReason(session, by));
}

function classesOrReason(session: Session, by: By): Classes {
  if (by === "type" || by === "size") return null;
  try {
    return countClasses(session, { withScripts: by === "module" });
  } catch (error) {
    return messageOf(error);
  }
}

function tableOf(stats: ObjectStats, classes: Classes, by: By): CensusTable {
  const others = { ...stats, arrayBuffersBytes: stats.arrayBuffersBytes - shelf.reservedBytes };
  const types = by === "size" && { types: [...withoutBoilerplates(stats.types)] };
  const table = { by, typeRows: tally(others), ...types, usedHeapBytes: stats.usedHeapBytes, notes: [] };
  if (classes === null) return table;
  if (typeof classes === "string") return { ...table, notes: [typesOnly(classes)] };
  try {
    return { ...table, classRows: tally(others, classes, by === "module" ? moduleKind : classKind) };
  } catch (error) {
    return { ...table, notes: [typesOnly(messageOf(error))] };
  }
}

function classKind({ name }: ClassCount): Kind {
  return kindOfClass(name);
}

function moduleKind({ script }: ClassCount): Kind {
  return { name: script === undefined ? BUILTIN_MODULE : moduleOf(script), place: "heap" };
}

/** Statistics that agree with some classes, and have as many types of other names as make V8 compile what reads them. */
function typesOf(classes: Classes): ObjectStats["types"] {
  const nothing: TypeStats = { count: 1, bytes: 0, unusedBytes: 0, sizeCounts: [1] };
  const types = new Map(Array.from({ length: REHEARSED_TYPES }, (_, index) => [`REHEARSED_${index}`, nothing]));
  if (classes === null || typeof classes === "string") return types;
  for (const { type, count, bytes } of classes.classes) {
    const before = types.get(type) ?? { count: 0, bytes: 0 };
    types.set(type, { count: before.count + count, bytes: before.bytes + bytes, unusedBytes: 0, sizeCounts: [count] });
  }
  return types;
}

const REHEARSED_TYPES = 50;

function typesOnly(reason: string): Note {
  return { reason: "classes-unknown", text: `Objects are shown by V8's types, not by class: ${reason}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
