import {
  ARRAY_BUFFER_MEMORY,
  COLLECTION_TABLES,
  kindOfClass,
  kindOfType,
  kindOfUnclassed,
  unusedCapacityOf,
  type Kind,
  type Place,
} from "./kinds";
import type { ClassCount } from "./v8/class-census";
import type { Collections } from "./v8/collections";
import type { ObjectStats, TypeStats } from "./v8/object-stats";

/** All live objects of one kind. */
export interface KindRow {
  readonly kind: string;
  readonly place: Place;
  readonly count: number;
  /** Shallow. */
  readonly bytes: number;
  /** How much of `bytes` is an estimate: the sizes of objects whose size V8 could not be asked for. 0 in nearly every row. */
  readonly estimatedBytes: number;
}

/** What is known of objects beside their types. */
export interface Classified {
  readonly classes: readonly ClassCount[];
  /** Absent where the tables of Maps and Sets are not known well enough to tell what of them is unused. */
  readonly collections?: Collections;
}

/** The object statistics or the classes contradict each other. */
export class TallyError extends Error {
  override readonly name = "TallyError";
}

/**
 * One row for each kind: V8's types, in which the objects of known classes, if any were looked for, are set apart under the name that `ofClass` gives
 * them. The sum of all rows is exactly the sum of V8's statistics and the ArrayBuffers' memory, because what no class accounts for stays with its type.
 *
 * @throws TallyError if there are more objects of some classes than V8 has of their type.
 */
export function tally(
  stats: ObjectStats,
  classified?: Classified,
  ofClass: (one: ClassCount) => Kind = ({ name }) => kindOfClass(name),
): readonly KindRow[] {
  const { classes, collections }: Classified = classified ?? { classes: [] };
  const names: Names = { ofClass, ofRest: classified ? kindOfUnclassed : kindOfType };
  const rows = new Rows();
  // A class whose last objects died since it was counted may have a type that V8 no longer lists.
  const types = new Map([...classes.map(({ type }) => [type, NOTHING] as const), ...withoutBoilerplates(stats.types)]);
  for (const [type, whole] of types) {
    addType(
      type,
      whole,
      classes.filter((one) => one.type === type),
      names,
      rows,
    );
  }
  if (collections) setUnusedTablesApart(types.get("JS_COLLECTION_TABLE_TYPE") ?? NOTHING, collections, rows);
  rows.add(ARRAY_BUFFER_MEMORY, types.get("JS_ARRAY_BUFFER_TYPE")?.count ?? 0, stats.arrayBuffersBytes);
  return rows.all();
}

/** What rows are called. */
interface Names {
  readonly ofClass: (one: ClassCount) => Kind;
  /** What of a type no class accounts for. */
  readonly ofRest: (type: string) => Kind;
}

const NOTHING: TypeStats = { count: 0, bytes: 0, unusedBytes: 0, sizeCounts: [] };

class Rows {
  readonly #rows = new Map<string, KindRow>();

  add({ name: kind, place }: Kind, count: number, bytes: number, estimatedBytes = 0): void {
    const row = this.#rows.get(kind) ?? { kind, place, count: 0, bytes: 0, estimatedBytes: 0 };
    this.#rows.set(kind, {
      ...row,
      count: row.count + count,
      bytes: row.bytes + bytes,
      estimatedBytes: row.estimatedBytes + estimatedBytes,
    });
  }

  all(): readonly KindRow[] {
    return [...this.#rows.values()].filter((row) => row.count !== 0 || row.bytes !== 0);
  }
}

/** The copies that V8 keeps of literals are objects like others; only the statistics set them apart. */
export function withoutBoilerplates(types: ObjectStats["types"]): ReadonlyMap<string, TypeStats> {
  const merged = new Map<string, TypeStats>();
  for (const [name, stats] of types) {
    const type = name.replace(/^(JS_(?:ARRAY|OBJECT))_BOILERPLATE_TYPE$/, "$1_TYPE");
    const before = merged.get(type);
    merged.set(type, before === undefined ? stats : added(stats, before));
  }
  return merged;
}

function added(a: TypeStats, b: TypeStats): TypeStats {
  return {
    count: a.count + b.count,
    bytes: a.bytes + b.bytes,
    unusedBytes: a.unusedBytes + b.unusedBytes,
    sizeCounts: a.sizeCounts.map((count, index) => count + (b.sizeCounts[index] ?? 0)),
  };
}

function addType(type: string, whole: TypeStats, classes: readonly ClassCount[], { ofClass, ofRest }: Names, rows: Rows): void {
  const unknown = {
    count: whole.count - sum(classes, (one) => one.count - one.unsized),
    bytes: whole.bytes - sum(classes, (one) => one.bytes),
  };
  const meanBytes = unknown.count > 0 ? unknown.bytes / unknown.count : 0;
  let rest: Pick<TypeStats, "count" | "bytes"> = unknown;
  for (const one of classes) {
    const estimate = Math.round(one.unsized * meanBytes);
    rows.add(ofClass(one), one.count, one.bytes + estimate, estimate);
    rest = { count: rest.count - one.unsized, bytes: rest.bytes - estimate };
  }
  checkRest(type, whole, rest);
  const kind = ofRest(type);
  // Objects have spare room, too, but it belongs to their class: only storage is of no use by itself.
  const unusedBytes = type.startsWith("JS_") ? 0 : whole.unusedBytes;
  rows.add(unusedCapacityOf(kind), 0, unusedBytes);
  rows.add(kind, rest.count, rest.bytes - unusedBytes, unknown.bytes - rest.bytes);
}

/** The two views are taken a moment apart, so a few objects of our own may be in one only. */
function checkRest(type: string, whole: TypeStats, rest: Pick<TypeStats, "count" | "bytes">): void {
  const leeway = 16 + whole.count / 1000;
  if (rest.count >= -leeway && rest.bytes >= -leeway * 256) return;
  throw new TallyError(
    `V8 has ${whole.count} objects (${whole.bytes} bytes) of ${type}, the classes ${-rest.count} (${-rest.bytes} bytes) more.`,
  );
}

/** What is neither needed by entries nor surely free: room where entries were deleted, and the tables that nobody can look into. */
function setUnusedTablesApart(tables: TypeStats, { fullBytes, leastBytes }: Collections, rows: Rows): void {
  const unknownBytes = Math.max(0, tables.bytes - leastBytes);
  const unusedBytes = leastBytes - fullBytes;
  const kind: Kind = { name: COLLECTION_TABLES, place: "heap" };
  rows.add(unusedCapacityOf(kind), 0, unusedBytes, unknownBytes);
  rows.add(kind, 0, -unusedBytes, unknownBytes);
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
