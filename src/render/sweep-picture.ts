import type { SweepPoint, SweepResult } from "../model/sweep-result";
import type { Run } from "../model/result";
import { median } from "../stats/quantile";
import { isNonEmpty, sort } from "../stats/sample";
import { type FigurePanel, type FigureSeries, readsBetterAsLog, type SizeMark, type SweepFigure } from "./sweep-figure";
import { findings } from "./sweep-words";
import { formatBytes, formatShortDuration, formatSize } from "./units";

/** What is drawn of one quantity: of a point its values, of a result its law. */
interface Quantity {
  readonly name: string;
  readonly unit: "bytes" | "ns";
  valuesOf(point: SweepPoint): readonly number[];
  curveOf(part: Pick<SweepResult, "memoryCurve" | "timeCurve">): SweepResult["memoryCurve"];
}

const MEMORY: Quantity = {
  name: "increment",
  unit: "bytes",
  valuesOf: ({ result }) => numbers(result.runs, "incrementBytes"),
  curveOf: ({ memoryCurve }) => memoryCurve,
};

const TIME: Quantity = {
  name: "time",
  unit: "ns",
  valuesOf: ({ result }) => numbers(result.runs, result.kind === "memit" ? "wallNs" : "loopNs"),
  curveOf: ({ timeCurve }) => timeCurve,
};

/** The picture of a sweep: memory above time; for `%timeit` time above memory. */
export function pictureOf(result: SweepResult): SweepFigure {
  const { variable, of, points } = result;
  const sizes = points.filter(isKnown).map(({ value }) => value);
  const measuredTo = Math.max(...sizes);
  const all = points.map(({ value }) => value);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const quantities = of === "memit" ? [MEMORY, TIME] : [TIME, MEMORY];
  return {
    title: findings(result)[0] ?? variable,
    sizes: { name: variable, low, high, isLog: readsBetterAsLog(low, high), measuredTo },
    panels: quantities.map((quantity, index) => panelOf(quantity, result, index === 0)),
    marks: marksOf(result),
  };
}

/** Whether there is anything to draw. */
export function isDrawableSweep({ points }: SweepResult): boolean {
  return new Set(points.filter(isKnown).map(({ value }) => value)).size >= 2;
}

function isKnown({ result }: SweepPoint): boolean {
  return result.outcome.kind === "completed" || numbers(result.runs, "incrementBytes").length > 0;
}

function panelOf(quantity: Quantity, result: SweepResult, isMain: boolean): FigurePanel {
  const { expected, budgetBytes, budgetNs, comparison } = result;
  const limit = quantity.unit === "bytes" ? budgetBytes : budgetNs;
  const format = quantity.unit === "bytes" ? formatBytes : formatShortDuration;
  const series = seriesOf(quantity, result);
  const others = comparison
    ? [{ ...oneSeries(quantity, comparison.other.points, comparison.other), label: comparison.variable ?? "other" }]
    : [];
  return {
    name: quantity.name,
    unit: quantity.unit,
    series: others.length > 0 ? [...series.map((one) => ({ ...one, label: "this" })), ...others] : series,
    ...(isMain && expected && { expected: expectedLine(expected.departure.sizes) }),
    levels: limit === undefined ? [] : [{ value: limit, label: `budget ${format(limit)}` }],
  };
}

function seriesOf(quantity: Quantity, result: SweepResult): readonly FigureSeries[] {
  const { slices, points, secondVariable } = result;
  if (!slices || secondVariable === undefined) return [oneSeries(quantity, points, result)];
  return slices.map((slice) => ({
    ...oneSeries(
      quantity,
      points.filter(({ values }) => values?.[secondVariable] === slice.at),
      slice,
    ),
    label: `${secondVariable} = ${formatSize(slice.at)}`,
  }));
}

function oneSeries(quantity: Quantity, points: readonly SweepPoint[], part: Pick<SweepResult, "memoryCurve" | "timeCurve">): FigureSeries {
  const completed = points.filter(({ result }) => result.outcome.kind === "completed");
  const runs = completed.flatMap((point) => quantity.valuesOf(point).map((value) => ({ size: point.value, value })));
  const middles = completed.flatMap((point) => {
    const values = quantity.valuesOf(point);
    return isNonEmpty(values) ? [{ size: point.value, value: median(sort(values)) }] : [];
  });
  const law = quantity.curveOf(part);
  return {
    runs: lineOf(runs),
    middles: lineOf(middles),
    failedSizes: points.filter(({ result }) => result.outcome.kind !== "completed").map(({ value }) => value),
    ...(law && { law }),
  };
}

function lineOf(points: readonly { readonly size: number; readonly value: number }[]): FigureSeries["runs"] {
  return { sizes: points.map(({ size }) => size), values: points.map(({ value }) => value) };
}

function expectedLine(sizes: readonly { readonly value: number; readonly expected: number }[]): FigureSeries["runs"] {
  return { sizes: sizes.map(({ value }) => value), values: sizes.map(({ expected }) => expected) };
}

function marksOf({ budget, best }: SweepResult): readonly SizeMark[] {
  if (budget?.kind === "found") return [{ size: budget.value, label: `largest ${formatSize(budget.value)}` }];
  return best ? [{ size: best.value, label: `best ${formatSize(best.value)}` }] : [];
}

function numbers(runs: readonly Run[], field: "incrementBytes" | "wallNs" | "loopNs"): readonly number[] {
  return runs.flatMap((run) => run[field] ?? []);
}
