import type { Partition, PartitionChange, PartitionDiff } from "../model/result";

/** Lays a partition beside an earlier one, as tracemalloc's `compare_to`: sorted by the absolute difference in bytes. */
export function diffPartitions(now: Partition, then: Partition): Omit<PartitionDiff, "since"> {
  const rows = [...kindsOf(now, then)].map((kind) => changeOf(kind, now, then)).filter(isChange);
  return {
    countChange: now.objectCount - then.objectCount,
    bytesChange: now.totalBytes - then.totalBytes,
    rows: rows.sort(byAbsoluteChange),
  };
}

function kindsOf(...partitions: readonly Partition[]): ReadonlySet<string> {
  return new Set(partitions.flatMap(({ rows }) => rows.map(({ kind }) => kind)));
}

function changeOf(kind: string, now: Partition, then: Partition): PartitionChange {
  const [after, before] = [now, then].map(({ rows }) => rows.find((row) => row.kind === kind) ?? { count: 0, bytes: 0 });
  const { count, bytes } = after!;
  return { kind, count, bytes, countChange: count - before!.count, bytesChange: bytes - before!.bytes };
}

function isChange({ countChange, bytesChange }: PartitionChange): boolean {
  return countChange !== 0 || bytesChange !== 0;
}

function byAbsoluteChange(a: PartitionChange, b: PartitionChange): number {
  return (
    Math.abs(b.bytesChange) - Math.abs(a.bytesChange) || Math.abs(b.countChange) - Math.abs(a.countChange) || (a.kind < b.kind ? -1 : 1)
  );
}
