import type { MetricReadings } from "../model/measurement";
import type { Metric } from "../model/metric";
import type { Instrument, Note, RssFigures, Run } from "../model/result";
import type { Sample } from "./sampler";

/** The figures of a run, its instrument, and what is to be said of them, where they are not of RSS. */
export interface MetricFigures {
  readonly run: Run;
  readonly instrument: Pick<Instrument, "probe" | "exact">;
  readonly notes: readonly Note[];
}

/**
 * Puts the figures of another memory in the place of those of RSS, which stay beside them. `readings` are the child's, `samples` those of the
 * cell.
 */
export function metricFigures(
  metric: Exclude<Metric, "rss">,
  run: Run,
  rssIsExact: boolean,
  readings: MetricReadings | undefined,
  samples: readonly Sample[],
): MetricFigures {
  const { baselineBytes, peakBytes, incrementBytes, retainedBytes, ...rest } = run;
  const rss: RssFigures = {
    exact: rssIsExact,
    ...(baselineBytes !== undefined && { baselineBytes }),
    ...(peakBytes !== undefined && { peakBytes }),
    ...(incrementBytes !== undefined && { incrementBytes }),
    ...(retainedBytes !== undefined && { retainedBytes }),
  };
  const peak = metric === "anon" ? highestAnon(readings, samples) : readings?.peakBytes;
  const baseline = readings?.baselineBytes;
  return {
    run: {
      ...(baseline !== undefined && { baselineBytes: baseline }),
      ...(peak !== undefined && { peakBytes: peak }),
      ...(peak !== undefined && baseline !== undefined && { incrementBytes: peak - baseline }),
      ...(readings?.retainedBytes !== undefined && { retainedBytes: readings.retainedBytes }),
      ...rest,
      rss,
    },
    instrument: INSTRUMENTS[metric],
    notes: peak === undefined || baseline === undefined ? [UNKNOWN] : NOTES[metric],
  };
}

function highestAnon(readings: MetricReadings | undefined, samples: readonly Sample[]): number | undefined {
  const seen = [readings?.baselineBytes, readings?.endBytes, ...samples.map(({ rssAnonBytes }) => rssAnonBytes)];
  return seen.reduce((most, bytes) => (bytes === undefined || (most !== undefined && most >= bytes) ? most : bytes), undefined);
}

const INSTRUMENTS: Readonly<Record<Exclude<Metric, "rss">, Pick<Instrument, "probe" | "exact">>> = {
  anon: { probe: "statm", exact: false },
  heap: { probe: "v8-gc", exact: true },
  external: { probe: "v8-gc", exact: false },
};

const NOTES: Readonly<Record<Exclude<Metric, "rss">, readonly Note[]>> = {
  anon: [
    {
      reason: "sampled-peak",
      text: "The system keeps no high-water mark of anonymous memory: the peak is the highest sample, and a shorter, higher one may lie between two.",
    },
  ],
  heap: [],
  external: [
    {
      reason: "sampled-peak",
      text: "V8 tells its external memory at each collection and at the end: what is taken and given back between two of these is not seen.",
    },
  ],
};

const UNKNOWN: Note = {
  reason: "no-metric",
  text: "The peak or the baseline of the memory that was asked for is not known: the system does not tell it, or the process ended before it could.",
};
