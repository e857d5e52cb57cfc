import type { Metric } from "../model/metric";

/** What the peak of a metric is called beside its figure. */
export function peakName(metric: Metric = "rss"): string {
  return PEAKS[metric];
}

const PEAKS: Readonly<Record<Metric, string>> = {
  rss: "peak memory",
  anon: "peak anonymous memory",
  heap: "peak V8 heap",
  external: "peak external memory",
};
