import type { Assertion, Run } from "../model/result";
import type { Outcome } from "../model/outcome";
import type { OptionTable } from "./options";

const limit = { kind: "bytes", metavar: "SIZE", min: 0, max: Number.MAX_SAFE_INTEGER } as const;

/** What a user can demand of a measurement of memory. */
export const assertionOptions = {
  assertPeak: { ...limit, help: "Show the result, then fail with AssertionFailed if the peak is above this in any run, or not known." },
  assertIncrement: { ...limit, help: "The same for the increment." },
} as const satisfies OptionTable;

/** The limits, as far as they are given. */
export interface Limits {
  readonly assertPeak?: number;
  readonly assertIncrement?: number;
}

/** Whether what was demanded holds: in every run, and only if all of them completed. */
export function checkAssertions({ assertPeak, assertIncrement }: Limits, outcome: Outcome, runs: readonly Run[]): readonly Assertion[] {
  const check = (what: Assertion["what"], limitBytes: number | undefined, values: readonly (number | undefined)[]): Assertion[] => {
    if (limitBytes === undefined) return [];
    const known = values.filter((bytes) => bytes !== undefined);
    if (known.length < values.length) return [{ what, limitBytes, holds: false }];
    const actualBytes = Math.max(...known);
    return [{ what, limitBytes, actualBytes, holds: outcome.kind === "completed" && actualBytes <= limitBytes }];
  };
  return [
    ...check(
      "peak",
      assertPeak,
      runs.map(({ peakBytes }) => peakBytes),
    ),
    ...check(
      "increment",
      assertIncrement,
      runs.map(({ incrementBytes }) => incrementBytes),
    ),
  ];
}
