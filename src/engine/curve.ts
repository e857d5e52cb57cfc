import type { Curve } from "../model/result";
import { thin } from "../stats/thin";
import { bySampledRss, type Sample } from "./sampler";

/**
 * RSS and CPU over time for a chart, of at most `limit` points; times count from `originNs`. 100 % is one core kept busy.
 * CPU time comes in ticks of 10 ms, so each percentage is a mean over the tenth of a second before its point (at the start: after it).
 */
export function makeCurve(samples: readonly Sample[], originNs: number, limit: number): Curve {
  const percents = cpuPercents(samples);
  const indexed = samples.map((sample, index) => ({ sample, cpuPercent: percents[index] ?? 0 }));
  const points = thin(indexed, limit, {
    time: ({ sample }) => bySampledRss.time(sample),
    value: ({ sample }) => bySampledRss.value(sample),
  });
  return {
    tNs: points.map(({ sample }) => sample.atNs - originNs),
    rssBytes: points.map(({ sample }) => sample.rssBytes),
    cpuPercent: points.map(({ cpuPercent }) => cpuPercent),
  };
}

const WINDOW_NS = 100_000_000;

function cpuPercents(samples: readonly Sample[]): readonly number[] {
  const [first] = samples;
  if (first === undefined) return [];
  const firstWindowEnd = samples.find((sample) => sample.atNs - first.atNs >= WINDOW_NS) ?? samples.at(-1) ?? first;
  let start = 0;
  return samples.map((sample) => {
    while (sample.atNs - (samples[start + 1]?.atNs ?? Infinity) >= WINDOW_NS) start++;
    const isAtStart = sample.atNs < firstWindowEnd.atNs;
    return percentBetween(samples[start] ?? first, isAtStart ? firstWindowEnd : sample);
  });
}

/** Rounded to whole percents: ticks of 10 ms are no finer than that. */
function percentBetween(from: Sample, to: Sample): number {
  return to.atNs > from.atNs ? Math.round((100 * (to.cpuNs - from.cpuNs)) / (to.atNs - from.atNs)) : 0;
}
