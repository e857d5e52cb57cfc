// Grades of the fit on series whose law is known.
import { exponentOf, mainCoefficient } from "../../src/sweep/coefficient";
import { fitLaws } from "../../src/sweep/fit";
import { familyOf } from "../../src/sweep/form";
import type { Quantity } from "../../src/sweep/quantity";
import type { Condition, Generator, Synthetic } from "./synthetic";

/** How one series was judged. Coverage is asked only where the law was named right: coefficients of different laws cannot be compared. */
export interface Grade {
  readonly isRight: boolean;
  readonly isPrinted: boolean;
  readonly isCovered?: boolean;
}

/** Shares, 0 to 1. */
export interface Grades {
  readonly series: number;
  readonly right: number;
  /** The true law is among those printed. */
  readonly printed: number;
  /** The 95 % interval holds the truth. */
  readonly covered: number;
}

export function grade(synthetic: Synthetic, quantity: Quantity): Grade {
  const fit = fitLaws(synthetic.points, quantity);
  if (!fit) return { isRight: false, isPrinted: false };
  const family = familyOf(synthetic.kind);
  const isRight = familyOf(fit.best.kind) === family;
  const isPrinted = fit.plausible.some(({ kind }) => familyOf(kind) === family);
  if (!isRight) return { isRight, isPrinted };
  const { low, high } = exponentOf(fit) ?? mainCoefficient(fit);
  return { isRight, isPrinted, isCovered: low <= synthetic.truth && synthetic.truth <= high };
}

/** Grades of `count` series from `seed` on. */
export function exam(generate: Generator, condition: Condition, quantity: Quantity, seed: number, count: number): Grades {
  const grades = Array.from({ length: count }, (_, index) => grade(generate(seed + index, condition), quantity));
  return {
    series: count,
    right: shareOf(grades, ({ isRight }) => isRight),
    printed: shareOf(grades, ({ isPrinted }) => isPrinted),
    covered: shareOf(
      grades.filter(({ isCovered }) => isCovered !== undefined),
      ({ isCovered }) => isCovered === true,
    ),
  };
}

export function shareOf<T>(all: readonly T[], holds: (each: T) => boolean): number {
  return all.filter(holds).length / all.length;
}
