import type { LawKind, MemoryLaw, MemorySlope, TimeLaw, TimeSlope } from "../model/sweep";
import { formatBytes, formatShortDuration, formatSize } from "./units";

export type AnyLaw = MemoryLaw | MemorySlope | TimeLaw | TimeSlope;

/** What a law costs, in words of its unit. */
type Format = (amount: number) => string;

const NAMES: Readonly<Record<LawKind, string>> = {
  constant: "constant",
  linear: "linear",
  "warm-up": "linear after warm-up",
  "n-log-n": "n log n",
  quadratic: "n²",
  power: "a power",
  staircase: "a staircase",
};

/** A law in one sentence: `linear, 2.10 MiB + 8.01 B × chunk (7.99 B to 8.02 B)`. */
export function lawSentence(law: AnyLaw, variable: string): string {
  const format: Format = isMemory(law) ? formatAmountOfBytes : formatAmountOfTime;
  if (law.kind === "slope") return slopeSentence(law, variable, format);
  if (law.plausible.length > MOST_NAMES) return law.plausible.includes("constant") ? PERHAPS_NOT : UNKNOWN;
  return `${lawName(law)}, ${formula(law, variable, format)}${outlierClause(law, variable)}`;
}

/** A longer list of laws says no more than that nobody knows. */
const MOST_NAMES = 3;
const UNKNOWN = "it grows, and too few or too noisy sizes tell by which law";
const PERHAPS_NOT = "too few or too noisy sizes tell whether it grows, and by which law";

/** What can be said of the kind: `linear or n log n`. */
export function lawName({ kind, plausible }: MemoryLaw | TimeLaw): string {
  const others = plausible.filter((other) => other !== kind && !(kind === "warm-up" && other === "linear"));
  return [kind, ...others].map((each) => NAMES[each]).join(" or ");
}

/** `8.01 B`, with more digits than an amount that stands for itself. */
export function formatAmountOfBytes(bytes: number): string {
  return Math.abs(bytes) < 1024 ? `${threeDigits(bytes)} B` : formatBytes(bytes);
}

function formatAmountOfTime(ns: number): string {
  return Math.abs(ns) < 1 ? `${threeDigits(ns)} ns` : formatShortDuration(ns);
}

/** Zeros behind a point say how exact a figure is, but 0 is 0. */
function threeDigits(value: number): string {
  if (value === 0) return "0";
  return Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toPrecision(3);
}

function isMemory(law: AnyLaw): law is MemoryLaw | MemorySlope {
  return "bytesPerUnit" in law;
}

function perUnitOf(law: AnyLaw): number {
  return isMemory(law) ? law.bytesPerUnit : law.nsPerUnit;
}

function slopeSentence(law: MemorySlope | TimeSlope, variable: string, format: Format): string {
  const perUnit = perUnitOf(law);
  const change = `${format(Math.abs(perUnit))} ${perUnit < 0 ? "less" : "more"}`;
  return `${change} for each ${variable} from ${formatSize(law.from)} to ${formatSize(law.to)} (too few sizes to name a law)`;
}

function formula(law: MemoryLaw | TimeLaw, variable: string, format: Format): string {
  const floor = "floorBytes" in law ? law.floorBytes : law.floorNs;
  const main = `${format(perUnitOf(law))} × ${termOf(law, variable)} (${format(law.low)} to ${format(law.high)})`;
  const range = `${format(law.low)} to ${format(law.high)}`;
  switch (law.kind) {
    case "constant":
      return `${format(perUnitOf(law))} (${range})`;
    case "power":
      return `${withFloor(floor, format)}${format(perUnitOf(law))} × ${termOf(law, variable)}${exponentClause(law)}`;
    case "warm-up":
      return `${main} beyond ${variable} = ${formatSize(Math.round(law.until ?? 0))}`;
    case "staircase":
      return `${withFloor(floor, format)}${main}, ${law.factor === undefined ? "" : `each step ${law.factor} times as high as the one before`}`;
    case "linear":
    case "n-log-n":
    case "quadratic":
      return withFloor(floor, format) + main;
  }
}

function withFloor(floor: number, format: Format): string {
  return floor > 0 ? `${format(floor)} + ` : "";
}

function termOf({ kind, exponent }: MemoryLaw | TimeLaw, variable: string): string {
  switch (kind) {
    case "n-log-n":
      return `${variable}·log2(${variable})`;
    case "quadratic":
      return `${variable}²`;
    case "power":
      return `${variable}^${(exponent?.value ?? 1).toFixed(2)}`;
    case "staircase":
      return `room for ${variable}`;
    default:
      return variable;
  }
}

function exponentClause({ exponent }: MemoryLaw | TimeLaw): string {
  return exponent ? ` (exponent ${exponent.low.toFixed(2)} to ${exponent.high.toFixed(2)})` : "";
}

function outlierClause({ outlier }: MemoryLaw | TimeLaw, variable: string): string {
  return outlier === undefined ? "" : `; ${variable} = ${formatSize(outlier)} does not fit and was left out`;
}
