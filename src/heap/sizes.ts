import { kindOfType, type Place } from "./kinds";
import type { KindRow } from "./tally";
import type { TypeStats } from "./v8/object-stats";

/** Sizes of heap objects are multiples of a word. */
const WORD_BYTES = 8;
/** The upper end of the first class; each further one is twice as high. V8's `ObjectStats::kFirstBucket`. */
const FIRST_LIMIT_BYTES = 32;
const CLASSES = 16;

/** One of V8's types, by its name. */
export type NamedType = readonly [type: string, stats: TypeStats];

/**
 * Rows by size, in powers of two, as V8 counts them. Counts are exact. V8 tells the bytes of a type, not of a size class of it; so where a type
 * has objects of several size classes, their bytes are what the counts leave possible, and the row says how uncertain they are. The rows sum to
 * the types' bytes exactly. What lies outside the heap has no size there, and rows of its own.
 */
export function bySize(types: readonly NamedType[]): readonly KindRow[] {
  const rows = new Map<string, KindRow>();
  for (const [type, stats] of types) {
    const { name, place } = kindOfType(type);
    if (place === "outside") add(rows, { kind: name, place, count: stats.count, bytes: stats.bytes, estimatedBytes: 0 });
    else for (const row of rowsOfType(stats)) add(rows, row);
  }
  return [...rows.values()];
}

function add(rows: Map<string, KindRow>, row: KindRow): void {
  const before = rows.get(row.kind);
  const { count, bytes, estimatedBytes } = before ?? { count: 0, bytes: 0, estimatedBytes: 0 };
  rows.set(row.kind, {
    ...row,
    count: count + row.count,
    bytes: bytes + row.bytes,
    estimatedBytes: estimatedBytes + row.estimatedBytes,
  });
}

/** The least and the most bytes that objects of one size class may have together. */
interface Share {
  readonly size: number;
  readonly count: number;
  readonly least: number;
  readonly most: number;
}

function rowsOfType({ bytes, sizeCounts }: TypeStats): readonly KindRow[] {
  const shares = sizeCounts.flatMap((count, size) => (count === 0 ? [] : [shareOf(size, count, bytes)]));
  const least = sum(shares.map((share) => share.least));
  const most = sum(shares.map((share) => share.most));
  // By how much the sizes lie above the least possible, alike in all classes.
  const ratio = most === least ? 0 : (bytes - least) / (most - least);
  const rows = shares.map((share) => {
    const low = Math.max(share.least, bytes - (most - share.most));
    const high = Math.min(share.most, bytes - (least - share.least));
    const estimate = shares.length === 1 ? bytes : Math.round(share.least + ratio * (share.most - share.least));
    const estimatedBytes = shares.length === 1 ? 0 : Math.max(estimate - low, high - estimate);
    return { kind: nameOf(share.size), place: PLACE, count: share.count, bytes: estimate, estimatedBytes };
  });
  return withRemainder(rows, bytes);
}

const PLACE: Place = "heap";

/** What is gone has a negative count. The last size class has no upper end: as if all bytes could be in it. */
function shareOf(size: number, count: number, bytes: number): Share {
  const smallest = size === 0 ? WORD_BYTES : FIRST_LIMIT_BYTES * 2 ** (size - 1);
  const largest = size === CLASSES - 1 ? Math.max(Math.abs(bytes / count), smallest) : FIRST_LIMIT_BYTES * 2 ** size - WORD_BYTES;
  const ends = [count * smallest, count * largest];
  return { size, count, least: Math.min(...ends), most: Math.max(...ends) };
}

/** Rounding, and in a difference sizes that changed within their class, go to the class with the most objects. */
function withRemainder(rows: readonly KindRow[], bytes: number): readonly KindRow[] {
  const remainder = bytes - sum(rows.map((row) => row.bytes));
  if (remainder === 0) return rows;
  if (rows.length === 0) return [{ kind: "changed within a size class", place: PLACE, count: 0, bytes: remainder, estimatedBytes: 0 }];
  const largest = rows.reduce((most, row) => (Math.abs(row.count) > Math.abs(most.count) ? row : most));
  return rows.map((row) =>
    row === largest ? { ...row, bytes: row.bytes + remainder, estimatedBytes: row.estimatedBytes + Math.abs(remainder) } : row,
  );
}

function nameOf(size: number): string {
  const [from, to] = [FIRST_LIMIT_BYTES * 2 ** (size - 1), FIRST_LIMIT_BYTES * 2 ** size];
  if (size === 0) return `under ${to} bytes`;
  if (size === CLASSES - 1) return `${binary(from)} and more`;
  return `${binary(from)} to under ${binary(to)}`;
}

/** Limits are powers of two. */
function binary(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${bytes / 1024} KiB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
