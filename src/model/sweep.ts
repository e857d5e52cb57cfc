/**
 * How a quantity grows with the size `n`. `warm-up` is linear once a bounded part is full: V8's pages, then its young generation. `staircase`
 * grows in jumps by a constant factor, as arrays and tables do that make room for more than they hold.
 */
export type LawKind = "constant" | "linear" | "warm-up" | "n-log-n" | "quadratic" | "power" | "staircase";

/** What the law costs per unit of its term: `n`, `n·log2(n)`, `n²`, `n^exponent`, or the room that a staircase makes. Of a constant: nothing, per size. */
interface LawBase {
  readonly kind: LawKind;
  /** All kinds that cannot be ruled out, the first being `kind`: told as "linear or n log n". What is linear after warm-up counts as linear here. */
  readonly plausible: readonly LawKind[];
  /** Floor first, below 0 where the first of the memory is unseen; the term that the law is named after last; the bounded part of a warm-up between them. */
  readonly coefficients: readonly number[];
  /** 95 % interval of what one unit costs, of a constant of what it is. */
  readonly low: number;
  readonly high: number;
  /** The share of the spread of the sizes' values that the law explains, 0 to 1. */
  readonly r2: number;
  /** Of a power law. */
  readonly exponent?: { readonly value: number; readonly low: number; readonly high: number };
  /** Of a staircase: how many times as high each step is as the one before, floor not counted. */
  readonly factor?: number;
  /** Of a warm-up: the size from which on growth is linear. */
  readonly until?: number;
  /** The measured range: a value of any size outside of it is extrapolated. */
  readonly from: number;
  readonly to: number;
  /** A size that no law explains, and that was left out. */
  readonly outlier?: number;
}

export interface MemoryLaw extends LawBase {
  readonly bytesPerUnit: number;
  readonly floorBytes: number;
}

export interface TimeLaw extends LawBase {
  readonly nsPerUnit: number;
  readonly floorNs: number;
}

/** What two or three sizes tell: how much more one more costs between the smallest and the largest. Many laws pass through so few points. */
interface SlopeBase {
  readonly kind: "slope";
  readonly from: number;
  readonly to: number;
}

export interface MemorySlope extends SlopeBase {
  readonly bytesPerUnit: number;
}

export interface TimeSlope extends SlopeBase {
  readonly nsPerUnit: number;
}

/** Where a quantity jumps, as containers do that double: from one size to the next that was measured or, by the law, is known of. */
export interface SweepJump {
  /** The last size before the jump and the first one after it. */
  readonly from: number;
  readonly to: number;
  /** What they take, in the unit of the budget. */
  readonly before: number;
  readonly after: number;
  /** Whether both were measured; else the law says so. */
  readonly isMeasured: boolean;
}

/** The largest value that a budget allows. All amounts are in the budget's unit. */
export interface LargestFound {
  readonly kind: "found";
  readonly unit: "bytes" | "ns";
  readonly limit: number;
  readonly value: number;
  /** How many runs of this value were made; all were within the limit. */
  readonly runs: number;
  /** The highest of them, and its share of the limit. */
  readonly highest: number;
  readonly fill: number;
  /** How probable it is at least that the next run is within the limit, by the fitted law, 0 to 1; absent where there are too few sizes for a law. */
  readonly confidence?: number;
  /** The next larger value of which a run was over the limit, with that run's amount, which is absent where it died. Absent where none is known. */
  readonly over?: { readonly value: number; readonly amount?: number };
  /** The jump that keeps a larger value out of the limit, or the next one to come. */
  readonly jump?: SweepJump;
  /** How many times as large as the largest value of the sweep itself this is, where it is larger. It was measured all the same. */
  readonly extrapolation?: number;
  /** What ended the search where neither the limit nor a jump did: the end of the range, the reach of the sweep, or what the machine has. */
  readonly endedBy?: "range" | "reach" | "cap";
}

/** Not even the smallest value that was tried is within the limit. */
export interface NoneFound {
  readonly kind: "none";
  readonly unit: "bytes" | "ns";
  readonly limit: number;
  readonly over: { readonly value: number; readonly amount?: number };
}

export type SweepLargest = LargestFound | NoneFound;

/** A size with what it takes, both medians of its runs. */
export interface SizeCost {
  readonly value: number;
  /** Of the whole work, or of one unit of the size, as the sweep was asked. */
  readonly ns: number;
  /** The highest peak of its runs; absent where memory was not measured. */
  readonly bytes?: number;
}

/** The size that is best to use: the smallest that is about as fast as the fastest, and inside the budget. */
export interface BestSize extends SizeCost {
  /** Whether a run does the whole work, in pieces of the size, or one piece: then times are of one unit of the size. */
  readonly work: "whole" | "piece";
  readonly fastest: SizeCost;
  /** From this size to that one, all that were measured are equally fast within noise and 10 %. */
  readonly equalFrom: number;
  readonly equalTo: number;
}

/** What was measured at a size beside what was expected of it. Amounts are in the unit of the quantity. */
export interface Expectation {
  readonly value: number;
  readonly measured: number;
  readonly expected: number;
  readonly verdict: "as-expected" | "more" | "less";
}

/** Where reality departs from an expected line. */
export interface Departure {
  readonly sizes: readonly Expectation[];
  /** The smallest size from which on all sizes depart in the same direction; absent where the largest is as expected. */
  readonly from?: number;
  /** Measured over expected at the largest size. */
  readonly ratioAtEnd: number;
}

/** How many times as much one implementation takes as another. */
export interface SweepRatio {
  readonly value: number;
  /** 95 % interval; absent where there is a single pair. */
  readonly low?: number;
  readonly high?: number;
}

/** Two implementations over the same sizes. */
export interface SweepComparison {
  /** Of the runs of each size, in the order in which they were made. */
  readonly sizes: readonly (SweepRatio & { readonly size: number })[];
  /** Over all sizes, each counting once; its interval tells of how the ratio varies with the size. */
  readonly overall?: SweepRatio;
}
