import type { BestSize, SizeCost } from "../model/sweep";
import { meanInterval } from "../stats/interval";
import { median } from "../stats/quantile";
import { type NonEmpty, sort } from "../stats/sample";
import { type Point, valuesBySize } from "./series";

/** What the best size is chosen from. */
export interface Costs {
  /** Nanoseconds of each run. */
  readonly times: readonly Point[];
  /** Bytes of each run. */
  readonly peaks?: readonly Point[];
  /** What a run at a size does: the whole work, in pieces of this size, or one piece, of which there are the fewer the larger they are. */
  readonly work: "whole" | "piece";
  /** No run of a larger size than this is within the budget. */
  readonly largest?: number;
}

/** A size that takes at most this share more than the fastest is as good. */
const AS_FAST = 0.1;

/** The smallest size that is as fast as the fastest one, of those that the budget allows; undefined where there is none. */
export function bestSize({ times, peaks = [], work, largest = Infinity }: Costs): BestSize | undefined {
  const peaksBySize = valuesBySize(peaks);
  const timed = [...valuesBySize(times)]
    .filter(([size]) => size <= largest)
    .sort(([a], [b]) => a - b)
    .map(([size, ns]) => timedOf(size, ns, work, peaksBySize.get(size)));
  const fastest = timed.reduce<Timed | undefined>((best, each) => (best && best.ns <= each.ns ? best : each), undefined);
  if (!fastest) return undefined;
  const equal = equalAround(fastest, timed);
  const smallest = timed.find(({ ns }) => ns <= fastest.ns * (1 + AS_FAST))!;
  return { work, ...costOf(smallest), fastest: costOf(fastest), equalFrom: equal[0].value, equalTo: equal.at(-1)!.value };
}

interface Timed extends SizeCost {
  /** Half of the 95 % interval of the mean time, as a share; absent for a single run. */
  readonly noise?: number;
}

function timedOf(value: number, runsNs: NonEmpty, work: Costs["work"], peaks: NonEmpty | undefined): Timed {
  const wholeNs = median(sort(runsNs));
  const interval = meanInterval(runsNs);
  return {
    value,
    ns: work === "whole" ? wholeNs : wholeNs / value,
    ...(peaks && { bytes: Math.max(...peaks) }),
    ...(interval && wholeNs > 0 && { noise: (interval.high - interval.low) / 2 / wholeNs }),
  };
}

/** The unbroken range of sizes around the fastest that cannot be told from it. */
function equalAround(fastest: Timed, timed: readonly Timed[]): readonly [Timed, ...Timed[]] {
  const isEqual = (other: Timed): boolean =>
    other.ns <= fastest.ns * (1 + Math.max(AS_FAST, Math.min(MOST_NOISE, Math.hypot(fastest.noise ?? 0, other.noise ?? 0))));
  const middle = timed.indexOf(fastest);
  const before = timed.slice(0, middle).findLastIndex((each) => !isEqual(each)) + 1;
  const after = timed.findIndex((each, index) => index > middle && !isEqual(each));
  return timed.slice(before, after === -1 ? timed.length : after) as [Timed, ...Timed[]];
}

/** Two or three runs have wide intervals: what is slower by half is slower. */
const MOST_NOISE = 0.5;

function costOf({ value, ns, bytes }: Timed): SizeCost {
  return { value, ns, ...(bytes !== undefined && { bytes }) };
}
