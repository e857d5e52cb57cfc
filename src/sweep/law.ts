import type { MemoryLaw, MemorySlope, TimeLaw, TimeSlope } from "../model/sweep";
import { mean } from "../stats/moments";
import { isNonEmpty } from "../stats/sample";
import { exponentOf, floorOf, mainCoefficient } from "./coefficient";
import { type Fit, fitLaws } from "./fit";
import { familyOf } from "./form";
import { valueAt } from "./predict";
import { MEMORY, type Quantity } from "./quantity";
import { type Point, type Series, seriesOf } from "./series";

/** The law of memory, its slope where there are two or three sizes, nothing for one. Values are bytes. */
export function memoryLawOf(points: readonly Point[], fit = fitLaws(points, MEMORY)): MemoryLaw | MemorySlope | undefined {
  if (fit) return { ...figuresOf(fit), bytesPerUnit: mainCoefficient(fit).value, floorBytes: floorOf(fit).value };
  const slope = slopeOf(seriesOf(points, MEMORY));
  return slope && { ...rangeOf(slope), bytesPerUnit: slope.perUnit };
}

/** The law of time, its slope where there are two or three sizes, nothing for one. Values are nanoseconds. */
export function timeLawOf(points: readonly Point[], quantity: Quantity, fit = fitLaws(points, quantity)): TimeLaw | TimeSlope | undefined {
  if (fit) return { ...figuresOf(fit), nsPerUnit: mainCoefficient(fit).value, floorNs: floorOf(fit).value };
  const slope = slopeOf(seriesOf(points, quantity));
  return slope && { ...rangeOf(slope), nsPerUnit: slope.perUnit };
}

type Figures = Omit<MemoryLaw, "bytesPerUnit" | "floorBytes">;

function figuresOf(fit: Fit): Figures {
  const { best, plausible, series, outlier } = fit;
  const { form, coefficients, divisors } = best.candidates[0].solution;
  const { low, high } = mainCoefficient(fit);
  const exponent = exponentOf(fit);
  return {
    kind: best.kind,
    plausible: [...new Set(plausible.map(({ kind }) => familyOf(kind)))],
    coefficients: coefficients.map((each, index) => each / divisors[index]!),
    low,
    high,
    r2: explainedShare(fit),
    ...(exponent && { exponent }),
    ...(form.kind === "staircase" && { factor: form.factor }),
    ...(form.kind === "warm-up" && { until: form.until }),
    from: series.groups[0]!.size,
    to: series.groups.at(-1)!.size,
    ...(outlier && { outlier: outlier.size }),
  };
}

/** Of a constant, which explains no spread, 0; 1 where there is none to explain. */
function explainedShare({ best, series: { groups } }: Fit): number {
  const values = groups.map(({ value }) => value);
  const center = isNonEmpty(values) ? mean(values) : 0;
  const left = groups.reduce((sum, { size, value }) => sum + (value - valueAt(best, size)) ** 2, 0);
  const all = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return all === 0 ? 1 : Math.max(0, 1 - left / all);
}

interface Slope {
  readonly from: number;
  readonly to: number;
  readonly perUnit: number;
}

function slopeOf({ groups }: Series): Slope | undefined {
  const [first, last] = [groups[0], groups.at(-1)];
  if (!first || !last || first === last) return undefined;
  return { from: first.size, to: last.size, perUnit: (last.value - first.value) / (last.size - first.size) };
}

function rangeOf({ from, to }: Slope): Pick<MemorySlope, "kind" | "from" | "to"> {
  return { kind: "slope", from, to };
}
