import type { LawKind } from "../model/sweep";
import type { Form } from "./form";

/** A form, and which part of all that its law could be it stands for, 0 to 1. */
export interface WeightedForm {
  readonly form: Form;
  readonly prior: number;
}

/** Arrays of V8 grow by about 1.5, its tables and most buffers by 2. */
const FACTORS = [2, 1.5];
/** How finely the phase of a staircase is tried where no size tells phases apart. */
const PHASE_STEP = 1 / 16;
const WARM_UPS = 17;

/** The forms of a law that are tried for these sizes, which are in ascending order. Those of `power` are found by looking closer: see `zoom`. */
export function formsOf(kind: Exclude<LawKind, "power">, sizes: readonly number[]): readonly WeightedForm[] {
  switch (kind) {
    case "constant":
    case "linear":
    case "n-log-n":
    case "quadratic":
      return [{ form: { kind }, prior: 1 }];
    case "warm-up":
      return warmUps(sizes);
    case "staircase":
      return FACTORS.flatMap((factor) => staircases(factor, sizes));
  }
}

/** The bounded part is full between the second size and the third from the end, so that both parts are seen. */
function warmUps(sizes: readonly number[]): readonly WeightedForm[] {
  const [from, to] = [sizes[1], sizes.at(-3)];
  if (from === undefined || to === undefined || to <= from) return [];
  const untilOf = (index: number): number => from * (to / from) ** (index / (WARM_UPS - 1));
  return Array.from({ length: WARM_UPS }, (_, index) => ({ form: { kind: "warm-up", until: untilOf(index) }, prior: 1 / WARM_UPS }));
}

/**
 * Between two neighbours among the phases at which a size lies on a step, all staircases take the same steps at the same sizes: one form tells
 * of all of them, but where the next step is.
 */
function staircases(factor: number, sizes: readonly number[]): readonly WeightedForm[] {
  const edges = [...new Set(sizes.map((size) => fraction(Math.log(size) / Math.log(factor))))].sort((a, b) => a - b);
  return edges.flatMap((from, index) => {
    const width = (edges[index + 1] ?? edges[0]! + 1) - from;
    const parts = Math.ceil(width / PHASE_STEP);
    const step = width / parts;
    const formOf = (part: number): Form => ({ kind: "staircase", factor, phase: fraction(from + step * (part + 0.5)), step });
    return Array.from({ length: parts }, (_, part) => ({ form: formOf(part), prior: step / FACTORS.length }));
  });
}

function fraction(value: number): number {
  return value - Math.floor(value);
}
