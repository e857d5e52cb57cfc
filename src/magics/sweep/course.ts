import { type BudgetSearch, nextBudgetRun } from "../../sweep/budget";
import { type Plan, nextRun } from "../../sweep/next-run";
import { logSizes } from "../../sweep/sizes";
import type { SweepEnd } from "../../model/sweep-result";
import type { SweepLargest } from "../../model/sweep";
import { axisPoints, diedSizes, type Readings } from "./readings";
import type { AxisSizes, SweepAxis } from "./axis";
import type { SweptRun } from "./swept-run";
import type { Bindings } from "../../model/program";

/** What a sweep does next. */
export type CourseStep = { readonly kind: "run"; readonly values: Bindings; readonly phase: "sizes" | "budget" } | CourseEnd;

/** Why a sweep is over, and what its budget came to. */
export interface CourseEnd {
  readonly kind: "done";
  readonly end: Exclude<SweepEnd, "stopped">;
  /** A size that was not run, as it might have exceeded what there is. */
  readonly refused?: { readonly why: "over-cap" | "died"; readonly size: number };
  readonly largest?: SweepLargest;
}

/** What decides on the runs of a sweep, besides what they give. */
export interface CourseOptions {
  readonly axes: readonly [SweepAxis, ...SweepAxis[]];
  readonly repeats: number | undefined;
  /** What the law is fitted to. */
  readonly main: Readings;
  /** What no run may exceed, in the unit of `main`. */
  readonly cap?: number;
  readonly budget?: Budget;
}

/** A limit of one quantity, which is searched for once the sizes are done. */
export interface Budget {
  readonly readings: Readings;
  readonly limit: number;
  readonly cap?: number;
}

const LISTED_REPEATS = 3;
const CHOSEN_REPEATS = 2;
/** Sizes of a range at most: with more, the law would be known no better. */
const MOST_SIZES = 13;
/** Sizes of a range in a grid, where nobody says how many. */
const GRID_SIZES = 5;

/** The next run of a sweep, given those that were made. The same runs give the same answer. */
export function nextStep(options: CourseOptions, runs: readonly SweptRun[]): CourseStep {
  const { axes } = options;
  return axes.length > 1 ? nextInGrid(options, runs) : nextOnAxis(options, runs);
}

/** How many runs the sizes take, if nothing comes between; at most, where they are chosen as it goes. */
export function plannedRuns({ axes, repeats }: Pick<CourseOptions, "axes" | "repeats">): number {
  if (axes.length > 1) return gridOf(axes).length * (repeats ?? LISTED_REPEATS);
  const plan = planOf(axes[0].sizes, repeats);
  return plan.repeats * (plan.kind === "listed" ? new Set(plan.sizes).size : plan.most);
}

function nextOnAxis({ axes: [axis], repeats, main, cap, budget }: CourseOptions, runs: readonly SweptRun[]): CourseStep {
  const swept = runs.filter(({ phase }) => phase === "sizes");
  const points = axisPoints(swept, axis.name, main);
  const died = diedSizes(swept, axis.name);
  const step = nextRun({ plan: planOf(axis.sizes, repeats), points, died, quantity: main.quantity, ...(cap !== undefined && { cap }) });
  if (step.kind === "run") return { kind: "run", values: { [axis.name]: step.size }, phase: "sizes" };
  const { reason: end, refusal } = step;
  const done: CourseEnd = { kind: "done", end, ...(refusal && { refused: { why: refusal.kind, size: refusal.size } }) };
  if (!budget || points.length === 0) return done;
  const search = nextBudgetRun(searchOf(axis, budget, runs));
  if (search.kind === "done") return { ...done, largest: search.largest };
  return { kind: "run", values: { [axis.name]: search.size }, phase: "budget" };
}

function searchOf({ name, sizes }: SweepAxis, { readings, limit, cap }: Budget, runs: readonly SweptRun[]): BudgetSearch {
  const verifying = runs.filter(({ phase }) => phase === "budget");
  return {
    quantity: readings.quantity,
    limit,
    ...(cap !== undefined && { cap }),
    ...(sizes.kind === "range" && { most: sizes.range.to }),
    swept: axisPoints(
      runs.filter(({ phase }) => phase === "sizes"),
      name,
      readings,
    ),
    verified: axisPoints(verifying, name, readings),
    died: diedSizes(runs, name),
  };
}

function planOf(sizes: AxisSizes, repeats: number | undefined): Plan {
  if (sizes.kind === "list") return { kind: "listed", sizes: sizes.values, repeats: repeats ?? LISTED_REPEATS };
  const { from, to, count } = sizes.range;
  if (count !== undefined) return { kind: "listed", sizes: logSizes(from, to, count), repeats: repeats ?? LISTED_REPEATS };
  return { kind: "chosen", from, to, most: MOST_SIZES, repeats: repeats ?? CHOSEN_REPEATS };
}

/** Rounds over all pairs. What is larger than a pair that died in both variables is left out. */
function nextInGrid({ axes, repeats = LISTED_REPEATS }: CourseOptions, runs: readonly SweptRun[]): CourseStep {
  const pairs = gridOf(axes);
  const died = runs.filter(({ how }) => how === "died").map(({ values }) => values);
  const open = pairs.filter((pair) => !died.some((dead) => axes.every(({ name }) => dead[name]! <= pair[name]!)));
  const made = (pair: Bindings): number => runs.filter(({ values }) => axes.every(({ name }) => values[name] === pair[name])).length;
  const least = Math.min(...open.map(made));
  const next = least < repeats ? open.find((pair) => made(pair) === least) : undefined;
  return next ? { kind: "run", values: next, phase: "sizes" } : { kind: "done", end: "listed" };
}

function gridOf(axes: readonly SweepAxis[]): readonly Bindings[] {
  return axes.reduceRight<readonly Bindings[]>(
    (rest, { name, sizes }) => rest.flatMap((others) => listOf(sizes).map((size): Bindings => ({ [name]: size, ...others }))),
    [{}],
  );
}

function listOf(sizes: AxisSizes): readonly number[] {
  return sizes.kind === "list" ? sizes.values : logSizes(sizes.range.from, sizes.range.to, sizes.range.count ?? GRID_SIZES);
}
