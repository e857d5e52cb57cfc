import { diffPartitions } from "../heap/partition-diff";
import type { By, HeapResult, Partition, PartitionDiff, PartitionRow } from "../model/result";
import { isResultOf } from "./kept-result";
import type { Session } from "./magic";
import type { KeptResult } from "./options";
import { UsageError } from "./usage-error";

/** An earlier table, with the name that it was kept under. */
export interface EarlierTable {
  readonly since?: string;
  readonly scope: HeapResult["scope"];
  readonly partition: Partition;
}

/** What `--diff` names: a mark, or else a variable that holds a result of `%heap -o`. Throws {@link UsageError} where there is no such table. */
export function findEarlier(kept: KeptResult, session: Pick<Session, "marks" | "variable">): EarlierTable {
  const since = "variable" in kept ? kept.variable : undefined;
  const value = "variable" in kept ? (session.marks.get(kept.variable) ?? session.variable(kept.variable)?.value) : kept.result;
  if (value === undefined)
    throw new UsageError(`There is no mark or variable ${since ?? ""}: keep a table with %heap --mark ${since ?? "NAME"}.`);
  if (!isResultOf("heap", value) || !isPartition(value.partition))
    throw new UsageError(
      `${since ?? "What is given to compare with"} holds no table of %heap: keep one with %heap --mark NAME, or %heap -v NAME.`,
    );
  const { partition, scope } = value;
  return { ...(since !== undefined && { since }), scope, partition };
}

/** What has changed since. */
export function changesSince({ since, partition }: EarlierTable, now: Partition): PartitionDiff {
  return { ...(since !== undefined && { since }), ...diffPartitions(now, partition) };
}

/** Throws {@link UsageError} where an earlier table is of something else than the one that is to be made. */
export function checkScope({ since, scope }: EarlierTable, wanted: HeapResult["scope"]): void {
  if (scope === wanted) return;
  const words = { cell: "of what a cell leaves alive", notebook: "of the whole notebook" };
  throw new UsageError(`${since ?? "The earlier table"} is ${words[scope]}, and this one would be ${words[wanted]}. Measure both alike.`);
}

/** Throws {@link UsageError} where the rows of an earlier table are other than those of the one that is to be made. */
export function checkRows({ since, partition: { by = "class" } }: EarlierTable, wanted: By): void {
  if (by === wanted) return;
  throw new UsageError(`${since ?? "The earlier table"} is by ${by}, and this one would be by ${wanted}. Measure both with the same --by.`);
}

/** A variable may hold anything that looks like a result. */
function isPartition(value: Partition | undefined): value is Partition {
  return (
    value !== undefined &&
    [value.objectCount, value.totalBytes].every(Number.isFinite) &&
    Array.isArray(value.rows) &&
    value.rows.every(isRow)
  );
}

function isRow(row: Partial<PartitionRow> | null): boolean {
  return typeof row?.kind === "string" && Number.isFinite(row.count) && Number.isFinite(row.bytes);
}
