import type { LawCurve } from "../model/sweep-result";

/*
 * What a picture of a sweep shows, whoever draws it: panels of memory and of time above each other, on one axis of sizes.
 */

/** A picture. */
export interface SweepFigure {
  /** The finding, in a sentence. */
  readonly title: string;
  readonly sizes: SizeAxis;
  readonly panels: readonly FigurePanel[];
  readonly marks: readonly SizeMark[];
}

/** The sizes, which all panels share. */
export interface SizeAxis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  /** Beyond this size nothing was measured. */
  readonly measuredTo: number;
}

/** One quantity. */
export interface FigurePanel {
  readonly name: string;
  readonly unit: "bytes" | "ns";
  readonly series: readonly FigureSeries[];
  /** What the user expects, by `--expect`. */
  readonly expected?: FigureLine;
  /** Limits and the like, as lines across the panel. */
  readonly levels: readonly FigureLevel[];
}

/** The runs of one piece of code, and the law that they follow. */
export interface FigureSeries {
  /** Absent where there is only one. */
  readonly label?: string;
  /** Every run that was measured. */
  readonly runs: FigureLine;
  /** One value for each size. */
  readonly middles: FigureLine;
  /** Sizes whose runs ended without a value. */
  readonly failedSizes: readonly number[];
  /** With the band in which a further run lies. */
  readonly law?: LawCurve;
}

/** Points: sizes in ascending order, and a value for each. */
export interface FigureLine {
  readonly sizes: readonly number[];
  readonly values: readonly number[];
}

/** A value that a panel marks. */
export interface FigureLevel {
  readonly value: number;
  readonly label: string;
}

/** A size that all panels mark. */
export interface SizeMark {
  readonly size: number;
  readonly label: string;
}

/** A range of sizes that spans more is shown on a logarithmic axis. */
const LINEAR_SPAN = 20;

/** Whether sizes read better on a logarithmic axis. */
export function readsBetterAsLog(low: number, high: number): boolean {
  return low > 0 && high / low >= LINEAR_SPAN;
}

/** The part of a line whose sizes are at most `to`, and the part from there on, which meet. */
export function splitAt(line: FigureLine, to: number): readonly [inside: FigureLine, outside: FigureLine] {
  const end = line.sizes.findIndex((size) => size > to);
  if (end < 0) return [line, { sizes: [], values: [] }];
  const part = (from: number, until?: number): FigureLine => ({
    sizes: line.sizes.slice(from, until),
    values: line.values.slice(from, until),
  });
  return [part(0, end), part(Math.max(0, end - 1))];
}
