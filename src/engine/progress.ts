import type { LiveState } from "../model/live";
import { makeCurve } from "./curve";
import type { RunStory } from "./run-story";
import type { Sample } from "./sampler";
import { nowNs } from "./sampler";

/** How far a run is: a {@link LiveState} but for what only its caller knows. Times of the curve count from its first point. */
export type Progress = Omit<LiveState, "kind" | "run" | "runs">;

const LIVE_CURVE_POINTS = 60;

export interface ProgressFacts {
  readonly phase: Progress["phase"];
  readonly startNs: number;
  readonly story: RunStory;
  readonly samples: readonly Sample[];
}

/** The peak is that of the cell, so it is absent before the baseline. */
export function makeProgress({ phase, startNs, story: { started }, samples }: ProgressFacts): Progress {
  const last = samples.at(-1);
  const originNs = samples[0]?.atNs ?? startNs;
  const { tNs, rssBytes } = makeCurve(samples, originNs, LIVE_CURVE_POINTS);
  return {
    phase,
    elapsedNs: nowNs() - startNs,
    ...(last !== undefined && { rssBytes: last.rssBytes }),
    ...(started !== undefined && {
      ...(started.baselineBytes !== undefined && { baselineBytes: started.baselineBytes }),
      ...peakSince(started.atNs, samples, started.baselineBytes),
    }),
    curve: { tNs, rssBytes },
  };
}

/** Nothing where neither the child nor the kernel knows any memory of it. */
function peakSince(startedNs: number, samples: readonly Sample[], baselineBytes = 0): Pick<Progress, "peakBytes"> {
  const peakBytes = samples.reduce((peak, { atNs, rssBytes }) => (atNs < startedNs ? peak : Math.max(peak, rssBytes)), baselineBytes);
  return peakBytes > 0 ? { peakBytes } : {};
}
