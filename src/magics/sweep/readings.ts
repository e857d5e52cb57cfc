import type { RunRecord } from "../../model/run-record";
import { perLoopStatistics } from "../../stats/per-loop";
import { isNonEmpty } from "../../stats/sample";
import { MEMORY, type Quantity, timeQuantity } from "../../sweep/quantity";
import type { Point } from "../../sweep/series";
import type { SweptRun } from "./swept-run";

/** A quantity, and how it is read off a run. */
export interface Readings {
  readonly quantity: Quantity;
  /** In the unit of the quantity; undefined where the run does not tell. */
  read(record: RunRecord): number | undefined;
  /** Whether what was read is a bound, below which the quantity cannot be told. */
  isBound?(record: RunRecord): boolean;
}

/** What the clock and the way to the cell and back may make of a single run. */
const RUN_RESOLUTION_NS = 20_000;
/** Of a loop that is timed many times. */
const LOOP_RESOLUTION_NS = 0.3;

/** How much memory a run added. */
export const increments: Readings = {
  quantity: MEMORY,
  read: ({ run: { incrementBytes } }) => (incrementBytes === undefined ? undefined : Math.max(0, incrementBytes)),
};

/** The peak itself. */
export const peaks: Readings = { quantity: MEMORY, read: ({ run: { peakBytes } }) => peakBytes };

/** The time of a run. */
export const wallTimes: Readings = { quantity: timeQuantity(RUN_RESOLUTION_NS), read: ({ run: { wallNs } }) => wallNs };

/** The median time of a loop; of a body that cannot be told from an empty loop, what it takes at most. */
export const loopTimes: Readings = {
  quantity: timeQuantity(LOOP_RESOLUTION_NS),
  read: ({ timings = [] }) => {
    const [timing] = timings;
    if (!timing || !isNonEmpty(timing.allRunsNs)) return undefined;
    return timing.atMostNs ?? perLoopStatistics(timing.allRunsNs, timing.loops).medianNs;
  },
  isBound: ({ timings: [timing] = [] }) => timing?.atMostNs !== undefined,
};

/** The same as {@link axisPoints}, without the sizes of which a run gave a bound only: no law follows from these. */
export function toldPoints(runs: readonly SweptRun[], variable: string, readings: Readings): readonly Point[] {
  const bounds = boundSizes(runs, variable, readings);
  return axisPoints(runs, variable, readings).filter(({ size }) => !bounds.includes(size));
}

/** The size of each run of which only a bound is known. */
export function boundSizes(runs: readonly SweptRun[], variable: string, { isBound }: Readings): readonly number[] {
  return runs.filter(({ how, record }) => how === "completed" && isBound?.(record) === true).map(({ values }) => values[variable]!);
}

/** The completed runs along one variable, in the order in which they were made. */
export function axisPoints(runs: readonly SweptRun[], variable: string, { read }: Readings): readonly Point[] {
  return runs.flatMap(({ how, values, record }) => {
    const value = how === "completed" ? read(record) : undefined;
    const size = values[variable];
    return value === undefined || size === undefined ? [] : [{ size, value }];
  });
}

/** The sizes whose runs died. */
export function diedSizes(runs: readonly SweptRun[], variable: string): readonly number[] {
  return [...new Set(runs.filter(({ how }) => how === "died").map(({ values }) => values[variable]!))];
}
