import type { WeightedForm } from "./forms";

const LEAST = 0.15;
const MOST = 2.9;
const FIRST_LOOK = 23;
const CLOSER_LOOK = 13;
const MOST_LOOKS = 5;
/** Exponents less probable than this, by the difference of logarithms, are outside of the next look. */
const WORTH = 8;
/** So many exponents worth a look show the shape of the peak. */
const ENOUGH = 6;

/** Exponents of a power law around the probable ones, closer and closer, each standing for the part of the range around it. */
export function exponentsFor(evidence: (form: WeightedForm) => number): readonly WeightedForm[] {
  let forms = evenly(LEAST, MOST, FIRST_LOOK);
  for (let look = 1; look < MOST_LOOKS; look++) {
    const logs = forms.map(evidence);
    const worth = forms.filter((_, index) => logs[index]! > Math.max(...logs) - WORTH).map(exponentOf);
    if (worth.length >= ENOUGH) break;
    const step = exponentOf(forms[1]!) - exponentOf(forms[0]!);
    forms = evenly(Math.max(LEAST, worth[0]! - step), Math.min(MOST, worth.at(-1)! + step), CLOSER_LOOK);
  }
  return forms;
}

function evenly(from: number, to: number, count: number): readonly WeightedForm[] {
  const step = (to - from) / (count - 1);
  return Array.from({ length: count }, (_, index) => ({
    form: { kind: "power", exponent: from + index * step, step },
    prior: step / (MOST - LEAST),
  }));
}

function exponentOf({ form }: WeightedForm): number {
  return form.kind === "power" ? form.exponent : 1;
}
