import type { LawKind } from "../model/sweep";

/** A law with all that is not a coefficient: the value at `n` is the sum of its terms there, each times a coefficient of 0 or more. */
export type Form =
  | { readonly kind: "constant" | "linear" | "n-log-n" | "quadratic" }
  /** `until`: the size at which the bounded part is full. */
  | { readonly kind: "warm-up"; readonly until: number }
  /** Stands for all exponents within half of `step`. */
  | { readonly kind: "power"; readonly exponent: number; readonly step: number }
  /** There is room for `factor ** (k + phase)`, with the smallest whole `k` that suffices. Stands for all phases within half of `step`. */
  | { readonly kind: "staircase"; readonly factor: number; readonly phase: number; readonly step: number };

export type Staircase = Extract<Form, { kind: "staircase" }>;

/** From the simplest to the one that bends most easily. */
export const LAW_KINDS: readonly LawKind[] = ["constant", "linear", "n-log-n", "quadratic", "warm-up", "staircase", "power"];

/** The terms at a size: first that of the floor, which is 1, last the one that the law is named after. */
export function termsAt(form: Form, size: number): readonly number[] {
  switch (form.kind) {
    case "constant":
      return [1];
    case "linear":
      return [1, size];
    case "n-log-n":
      return [1, size * Math.log2(Math.max(2, size))];
    case "quadratic":
      return [1, size ** 2];
    case "warm-up":
      return [1, Math.min(1, size / form.until), size];
    case "power":
      return [1, size ** form.exponent];
    case "staircase":
      return [1, roomFor(size, form)];
  }
}

/** What laws have in common that only differ in how they begin: past its warm-up, a law is linear. */
export function familyOf(kind: LawKind): LawKind {
  return kind === "warm-up" ? "linear" : kind;
}

/** How much room a container has that grows by a factor, when it holds `size` things. */
export function roomFor(size: number, { factor, phase }: Staircase): number {
  const steps = Math.ceil(Math.log(size) / Math.log(factor) - phase - ROUNDING);
  return factor ** (steps + phase);
}

/** A size that is a step exactly still fits. */
const ROUNDING = 1e-9;
