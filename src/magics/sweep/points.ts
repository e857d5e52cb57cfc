import type { MemitResult, TimeitResult } from "../../model/result";
import type { RunRecord } from "../../model/run-record";
import type { SweepPoint } from "../../model/sweep-result";
import type { Point } from "../../sweep/series";
import type { Session } from "../magic";
import type { SweepAxis } from "./axis";
import type { SweptRun } from "./swept-run";
import type { SweepSubject } from "./subject";

/** The runs size by size, in ascending order. */
export function pointsOf(
  runs: readonly SweptRun[],
  [first, second]: readonly SweepAxis[],
  subject: SweepSubject,
  session: Session,
): readonly SweepPoint[] {
  const secondOf = ({ values }: SweepPoint): number => (second ? (values?.[second.name] ?? 0) : 0);
  return grouped(runs)
    .map(({ values, records }): SweepPoint => {
      const result = withoutCurves(subject.resultOf(records, session));
      return { value: values[first!.name]!, ...(second && { values }), result };
    })
    .sort((a, b) => a.value - b.value || secondOf(a) - secondOf(b));
}

interface SizeRuns extends Pick<SweptRun, "values"> {
  readonly records: [RunRecord, ...RunRecord[]];
}

function grouped(runs: readonly SweptRun[]): readonly SizeRuns[] {
  const bySize = new Map<string, SizeRuns>();
  for (const { values, record } of runs) {
    const key = JSON.stringify(Object.values(values));
    const others = bySize.get(key);
    if (others) others.records.push(record);
    else bySize.set(key, { values, records: [record] });
  }
  return [...bySize.values()];
}

/** The picture of a sweep is of sizes: what happened within a run would make it a hundred times as large. */
function withoutCurves<Result extends MemitResult | TimeitResult>(result: Result): Result {
  const runs = result.runs.map((run) => Object.fromEntries(Object.entries(run).filter(([field]) => field !== "curve")));
  return { ...result, runs };
}

/** A figure of all completed runs, as a fit takes it. Of the points nothing but finite numbers is used. */
export function figuresOf(points: readonly SweepPoint[], figure: "incrementBytes" | "wallNs"): readonly Point[] {
  return points.flatMap(({ value: size, result: { runs, outcome } }) => {
    // All runs of a size but the last one have completed.
    const completed = outcome.kind === "completed" ? runs : runs.slice(0, -1);
    return completed.flatMap(({ [figure]: value }) =>
      value !== undefined && Number.isFinite(value) ? [{ size, value: Math.max(0, value) }] : [],
    );
  });
}
