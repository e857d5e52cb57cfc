import type { BestSize } from "../../model/sweep";
import type { SweepExpectation, SweepGrowth, SweepPoint, SweepSlice, SweptComparison } from "../../model/sweep-result";
import { bestSize } from "../../sweep/best";
import { compareSweeps } from "../../sweep/compare";
import { lawCurve } from "../../sweep/curve";
import { departureFrom } from "../../sweep/expected";
import { type Fit, fitLaws } from "../../sweep/fit";
import { memoryLawOf, timeLawOf } from "../../sweep/law";
import { workOf } from "../../sweep/work";
import type { SweepAxis } from "./axis";
import type { Expected, OtherSweep } from "./demand";
import { figuresOf } from "./points";
import { axisPoints, increments, type Readings, toldPoints } from "./readings";
import type { SweptRun } from "./swept-run";

/** By which laws memory and time grow along a variable. */
export function growthOf(runs: readonly SweptRun[], { name }: SweepAxis, times: Readings): SweepGrowth {
  const memory = axisPoints(runs, name, increments);
  const time = toldPoints(runs, name, times);
  const [memoryFit, timeFit] = [fitLaws(memory, increments.quantity), fitLaws(time, times.quantity)];
  const memoryLaw = memoryLawOf(memory, memoryFit);
  const timeLaw = timeLawOf(time, times.quantity, timeFit);
  return { ...(memoryLaw && { memoryLaw }), ...(timeLaw && { timeLaw }), ...curvesOf(memoryFit, timeFit) };
}

function curvesOf(memoryFit: Fit | undefined, timeFit: Fit | undefined): Pick<SweepGrowth, "memoryCurve" | "timeCurve"> {
  const [memoryCurve, timeCurve] = [memoryFit && lawCurve(memoryFit), timeFit && lawCurve(timeFit)];
  return { ...(memoryCurve && { memoryCurve }), ...(timeCurve && { timeCurve }) };
}

/** The growth along the first variable at each value of the second. */
export function slicesOf(runs: readonly SweptRun[], first: SweepAxis, second: SweepAxis, times: Readings): readonly SweepSlice[] {
  const at = ({ values }: SweptRun): number => values[second.name]!;
  const values = [...new Set(runs.map(at))].sort((a, b) => a - b);
  return values.map((value) => {
    const slice = runs.filter((run) => at(run) === value);
    return { at: value, ...growthOf(slice, first, times) };
  });
}

/** The size that is best to use, of those up to `largest`. */
export function bestOf(runs: readonly SweptRun[], { name }: SweepAxis, times: Readings, largest: number | undefined): BestSize | undefined {
  const points = toldPoints(runs, name, times);
  const peaks = axisPoints(runs, name, increments);
  return bestSize({ times: points, peaks, work: workOf(points), ...(largest !== undefined && { largest }) });
}

/** What was measured beside what was expected. */
export function expectationOf(
  runs: readonly SweptRun[],
  { name }: SweepAxis,
  main: Readings,
  { text, arithmetic }: Expected,
): SweepExpectation | undefined {
  const expected = (size: number): number => Number(arithmetic.evaluate(() => size));
  const departure = departureFrom(expected, axisPoints(runs, name, main), main.quantity);
  return departure && { text, departure };
}

/** Of the other sweep nothing but the figures of its runs is used: anybody can make an object that looks like a result. */
export function comparisonOf(points: readonly SweepPoint[], { result, variable }: OtherSweep, times: Readings): SweptComparison {
  const [otherMemory, otherTime] = [figuresOf(result.points, "incrementBytes"), figuresOf(result.points, "wallNs")];
  const curves = curvesOf(fitLaws(otherMemory, increments.quantity), fitLaws(otherTime, times.quantity));
  return {
    ...(variable !== undefined && { variable }),
    memory: compareSweeps(figuresOf(points, "incrementBytes"), otherMemory, increments.quantity),
    time: compareSweeps(figuresOf(points, "wallNs"), otherTime, times.quantity),
    other: { points: result.points, ...curves },
  };
}
