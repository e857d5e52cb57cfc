import type { Options, OptionTable } from "../options";
import { UsageError } from "../usage-error";

/** The options of a magic that can measure at several sizes. */
export const sweepOptions = {
  sweep: {
    kind: "axis",
    metavar: "NAME=SIZES",
    isList: true,
    help:
      "Measure at several values of the variable NAME: a list (1e4,1e5,1e6), a range whose sizes are chosen as it goes (1e3..1e6), or so many sizes of " +
      "a range (1e3..1e6:9). Each run is in a child of its own. Two variables make a grid.",
  },
  budget: {
    kind: "limit",
    metavar: "SIZE|TIME",
    help: "With --sweep: find the largest value whose increment (512MiB) or time (2s) stays within it, and confirm it by runs.",
  },
  budgetPeak: {
    kind: "bytes",
    metavar: "SIZE",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    help: "With --sweep: the same for the peak itself, all of the process.",
  },
  expect: {
    kind: "text",
    metavar: "EXPRESSION",
    help: 'With --sweep: what you expect, in bytes (%timeit: ns), such as "8*n"; the result says from where on reality departs.',
  },
  force: { kind: "flag", help: "With --sweep: run sizes also that may exceed the budget or the machine." },
} as const satisfies OptionTable;

export type SweepOptions = Options<typeof sweepOptions>;

/** Whether a sweep is asked for. Throws {@link UsageError} for options that say nothing without one. */
export function isSweep({ sweep, budget, budgetPeak, expect, force }: SweepOptions): boolean {
  if (sweep.length > 0) return true;
  const stray = budget ? "--budget" : budgetPeak !== undefined ? "--budget-peak" : expect !== undefined ? "--expect" : force && "--force";
  if (stray) throw new UsageError(`${stray} is of a sweep: it goes with --sweep NAME=SIZES.`);
  return false;
}
