import { PAGE_NOISE_BYTES } from "../measure/garbage";
import type { Comparison, Instrument, Judgement, MemitResult, Run } from "../model/result";
import { judge, type Tolerance } from "../stats/judge";
import { median } from "../stats/quantile";
import { isNonEmpty, sort } from "../stats/sample";

/** As in Julia's BenchmarkTools. */
const BYTES_SHARE = 0.01;
const TIME_SHARE = 0.05;

/** A result that is to be compared with an earlier one. */
export type Compared = Pick<MemitResult, "engine" | "runs" | "instrument">;

/**
 * Lays the completed runs of a result beside those of another one. A figure that one of the two does not know is not judged. A peak contains the
 * baseline: what of it has changed is not the code's, and widens the tolerance.
 */
export function compare(actual: Compared, reference: Compared, variable?: string): Comparison {
  const bytes = { share: BYTES_SHARE, noise: Math.max(noiseBytes(actual.instrument), noiseBytes(reference.instrument)) };
  const judged = (field: Figure, tolerance: Tolerance): Partial<Record<Figure, Judgement>> => {
    const [here, there] = [valuesOf(actual.runs, field), valuesOf(reference.runs, field)];
    return isNonEmpty(here) && isNonEmpty(there) ? { [field]: judge(here, there, tolerance) } : {};
  };
  const shift = baselineShift(actual.runs, reference.runs);
  const differences = differencesOf(actual, reference);
  return {
    ...(variable !== undefined && { variable }),
    runs: actual.runs.length,
    referenceRuns: reference.runs.length,
    ...judged("peakBytes", { ...bytes, shift }),
    ...judged("incrementBytes", bytes),
    ...judged("wallNs", { share: TIME_SHARE }),
    ...(differences.length > 0 && { differences }),
  };
}

type Figure = "peakBytes" | "incrementBytes" | "wallNs";

/** By how much the medians of the baselines differ; 0 where one of them is not known. */
function baselineShift(actual: readonly Run[], reference: readonly Run[]): number {
  const [here, there] = [valuesOf(actual, "baselineBytes"), valuesOf(reference, "baselineBytes")];
  return isNonEmpty(here) && isNonEmpty(there) ? Math.abs(median(sort(here)) - median(sort(there))) : 0;
}

/** Results may come from anywhere: only numbers count. */
function valuesOf(runs: readonly Run[], field: Figure | "baselineBytes"): readonly number[] {
  return runs.map((run) => run[field]).filter((value) => value !== undefined && Number.isFinite(value)) as number[];
}

function noiseBytes({ toleranceBytes = 0 }: Instrument): number {
  return Math.max(toleranceBytes, PAGE_NOISE_BYTES);
}

/** What differs between two measurements besides the code, so that the figures may differ for that. */
function differencesOf(actual: Compared, reference: Compared): readonly string[] {
  const pairs: readonly (readonly [what: string, here: string, there: string])[] = [
    ["engine", actual.engine, reference.engine],
    ["Node", actual.instrument.node, reference.instrument.node],
    ["system", actual.instrument.os, reference.instrument.os],
    ["flags", actual.instrument.flags.join(" "), reference.instrument.flags.join(" ")],
    ["peak", certaintyOf(actual.instrument), certaintyOf(reference.instrument)],
  ];
  return pairs.filter(([, here, there]) => here !== there).map(([what, here, there]) => `${what}: ${here}, there ${there}`);
}

function certaintyOf({ exact }: Instrument): string {
  return exact ? "exact" : "sampled";
}
