import { mainCoefficient } from "./coefficient";
import { type Fit, fitLaws } from "./fit";
import { familyOf } from "./form";
import { type Known, type Reached, type Refusal, largestOf, sizeTowards } from "./guard";
import { mostTellingSize } from "./most-telling";
import { upperBoundAt, valueAt } from "./predict";
import { needsThird } from "./repeats";
import { hasRipple } from "./ripple";
import { valuesBySize } from "./series";
import { roundsOver } from "./sizes";

/** Which sizes a sweep is to have. */
export type Plan =
  | { readonly kind: "listed"; readonly sizes: readonly number[]; readonly repeats: number }
  /** Sizes are chosen as it goes, until the law is known or there are `most` of them. */
  | { readonly kind: "chosen"; readonly from: number; readonly to: number; readonly most: number; readonly repeats: number };

/** What a sweep does next. */
export type Step = { readonly kind: "run"; readonly size: number } | Done;

/**
 * Why no more runs are needed. `listed`: all sizes of the list are done; `settled`: one law explains the sizes within their noise; `narrow`: one
 * law predicts well though they ripple; `most-sizes`: there are as many as were allowed; `no-sizes-left`: no size is left between them.
 */
export interface Done {
  readonly kind: "done";
  readonly reason: "listed" | "settled" | "narrow" | "most-sizes" | "no-sizes-left";
  /** What stopped the way up to larger sizes, where it did. */
  readonly refusal?: Refusal;
}

/** What of a sweep the next run follows from. */
export type Sweep = Omit<Known, "fit"> & { readonly plan: Plan };

/** The next run of a sweep, or that it is done: the same for the same points, so that nothing else needs to be remembered. */
export function nextRun({ plan, ...known }: Sweep): Step {
  const fit = once(() => fitLaws(known.points, known.quantity));
  switch (plan.kind) {
    case "listed":
      return nextListed(plan, { ...known, fit });
    case "chosen":
      return nextChosen(plan, { ...known, fit });
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Round by round, each ascending. Where a size may be too much, sizes before it are measured first; those above one that died are left out. */
function nextListed({ sizes, repeats }: Extract<Plan, { kind: "listed" }>, known: Known): Step {
  const counts = valuesBySize(known.points);
  let refusal: Refusal | undefined;
  for (const [index, size] of roundsOver(sizes, repeats).entries()) {
    if ((counts.get(size)?.length ?? 0) > Math.floor(index / new Set(sizes).size)) continue;
    const reached = listedSize(size, known);
    if (reached.kind === "size") return { kind: "run", size: reached.size };
    refusal ??= { ...reached, size };
  }
  return { kind: "done", reason: "listed", ...(refusal && { refusal }) };
}

function listedSize(size: number, known: Known): Reached {
  if (size >= Math.min(...known.died)) return { kind: "died", size };
  return size <= largestOf(known.points) ? { kind: "size", size } : sizeTowards(size, Infinity, known);
}

/** First up in large steps, then a second round over the same sizes, then sizes between them, where they tell most. */
function nextChosen(plan: Extract<Plan, { kind: "chosen" }>, known: Known): Step {
  const up = nextUp(plan, known);
  if (up?.kind === "size") return { kind: "run", size: up.size };
  const last = known.points.at(-1)?.size;
  if (last === undefined) return { kind: "done", reason: "no-sizes-left", ...(up && { refusal: up }) };
  const repeats = sizesToRepeat(plan.repeats, known);
  const elsewhere = repeats.find((size) => size > last) ?? repeats.find((size) => size !== last);
  if (elsewhere !== undefined) return { kind: "run", size: elsewhere };
  const between = mostTellingSize(known);
  // What would be run twice in a row waits for another size.
  if (repeats.length > 0) return { kind: "run", size: isFull(plan, known) ? last : (between ?? last) };
  const reason = reasonToEnd(plan, known) ?? (between === undefined ? "no-sizes-left" : undefined);
  if (between !== undefined && !reason) return { kind: "run", size: between };
  return { kind: "done", reason: reason ?? "no-sizes-left", ...(up && { refusal: up }) };
}

const STEPS_UP = 5;

/** Undefined where the end of the range has been reached. */
function nextUp({ from, to }: Pick<Extract<Plan, { kind: "chosen" }>, "from" | "to">, known: Known): Reached | undefined {
  if (largestOf(known.points) >= to) return undefined;
  return sizeTowards(known.points.length === 0 ? from : to, (to / from) ** (1 / STEPS_UP), known);
}

function sizesToRepeat(repeats: number, { points, died, quantity }: Known): readonly number[] {
  return [...valuesBySize(points)]
    .filter(([size, values]) => !died.includes(size) && (values.length < repeats || needsThird(values, quantity)))
    .map(([size]) => size)
    .sort((a, b) => a - b);
}

function isFull({ most }: { readonly most: number }, { points }: Known): boolean {
  return valuesBySize(points).size >= most;
}

const ENOUGH_WHEN_CLEAN = 7;
const ENOUGH_WHEN_RIPPLED = 9;
/** The bound of a new run lies within this share above the law, and what a unit costs is known to the other one, to each side. */
const NARROW_BOUND = 0.25;
const NARROW_COEFFICIENT = 0.15;

function reasonToEnd(plan: { readonly most: number }, known: Known): Done["reason"] | undefined {
  const { points } = known;
  const fit = known.fit();
  if (isFull(plan, known)) return "most-sizes";
  if (!fit || new Set(fit.plausible.map(({ kind }) => familyOf(kind))).size > 1) return undefined;
  const sizes = fit.series.groups.length;
  if (sizes >= ENOUGH_WHEN_CLEAN && !hasRipple(fit.best.candidates[0].solution.ripple)) return "settled";
  return sizes >= ENOUGH_WHEN_RIPPLED && isNarrow(fit, largestOf(points)) ? "narrow" : undefined;
}

function isNarrow(fit: Fit, size: number): boolean {
  const { value, low, high } = mainCoefficient(fit);
  return reserveAt(fit, size) < NARROW_BOUND && high - low < 2 * NARROW_COEFFICIENT * value;
}

/** How far the bound of a new run lies above the law, as a share. */
function reserveAt(fit: Fit, size: number): number {
  const value = valueAt(fit.best, size);
  return (upperBoundAt(fit, size) - value) / value;
}
