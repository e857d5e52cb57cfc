import type { MarkName, SamplerName } from "../measure/probes";
import type { Measurement } from "../model/measurement";
import type { AtPeak, Instrument, Note, Run, V8Counters, V8Reading } from "../model/result";
import type { RunRecord } from "../model/run-record";
import type { StateSummary } from "../model/state-summary";
import type { RunRequest } from "../model/task";
import { makeCurve } from "./curve";
import type { Ended } from "./descendants";
import type { ChildExit } from "./engine";
import { makeInstrument } from "./instrument";
import { decideOutcome, isGuess, type Cause, type Ending } from "./outcome";
import { metricFigures } from "./metric-figures";
import type { RunStory } from "./run-story";
import type { Sample } from "./sampler";

/** Everything that was seen of one run. */
export interface RunFacts {
  readonly request: RunRequest;
  readonly flags: readonly string[];
  /** How far an exact peak that is measured with this instrument may be off, as far as that is known. */
  readonly toleranceOf?: (instrument: Instrument) => number | undefined;
  readonly story: RunStory;
  readonly cause: Cause;
  readonly exit: ChildExit;
  /** When the run was seen to end, or was ended. */
  readonly endedAtNs: number;
  readonly samples: readonly Sample[];
  readonly sampleIntervalNs: number | undefined;
  /** Why there are fewer samples than there should be. */
  readonly sampleFailures: readonly string[];
  /** The system's high-water mark that is in use; without it the peak is sampled. */
  readonly mark: MarkName | undefined;
  /** The end of the child's raw error output. */
  readonly lastWords: string;
  readonly oomKillsRose: boolean;
  readonly leftovers: Ended;
  readonly state?: StateSummary;
}

/** A curve of a result has at most so many points. */
const CURVE_POINTS = 200;

/** Lays what the child said beside what was seen from outside. What neither knows is absent, with a note that says why. */
export function assembleRecord(facts: RunFacts): RunRecord {
  const { request, story } = facts;
  const ending = makeEnding(facts);
  const samples = samplesOfCell(facts);
  const peak = findPeak(facts, samples);
  const { timings } = story;
  const { partition, graph, sites }: Partial<Measurement> = story.measurement ?? {};
  const run = makeRun(facts, samples, peak.bytes);
  const metric = request.task.kind === "memit" ? request.task.metric : undefined;
  const replaced = metric && metricFigures(metric, run, peak.exact, story.measurement?.metric, samples);
  return {
    outcome: decideOutcome(ending),
    run: replaced?.run ?? run,
    instrument: withTolerance(facts, {
      probe: replaced?.instrument.probe ?? peak.probe,
      exact: replaced?.instrument.exact ?? peak.exact,
      flags: facts.flags,
      ...(isCurve(samples) && facts.sampleIntervalNs !== undefined && { intervalNs: facts.sampleIntervalNs }),
    }),
    ...(timings !== undefined && { timings }),
    ...(partition !== undefined && { partition }),
    ...(graph !== undefined && { graph }),
    ...(sites !== undefined && { sites }),
    ...(facts.state !== undefined && { state: facts.state }),
    notes: [
      ...(story.measurement?.notes ?? []),
      // How sure RSS is would be taken for how sure the figures are.
      ...makeNotes(facts, ending, samples, replaced === undefined ? peak : { ...peak, exact: true }),
      ...(startOf(story) === undefined ? [] : (replaced?.notes ?? [])),
    ],
  };
}

/** What was calibrated is the high-water mark, nothing else. */
function withTolerance({ toleranceOf }: RunFacts, own: Parameters<typeof makeInstrument>[0]): Instrument {
  const instrument = makeInstrument(own);
  const toleranceBytes = own.probe === "vmhwm" && own.exact ? toleranceOf?.(instrument) : undefined;
  return toleranceBytes === undefined ? instrument : { ...instrument, toleranceBytes };
}

function makeEnding({ cause, request, story, samples, lastWords, oomKillsRose }: RunFacts): Ending {
  const { limits } = request;
  const heapLimitBytes = story.started?.heapLimitBytes;
  return {
    cause,
    limits,
    lastWords,
    oomKillsRose,
    ...(heapLimitBytes !== undefined && { heapLimitBytes }),
    ...(limits.maxDataBytes !== undefined && { dataShare: grownDataBytes(samples) / limits.maxDataBytes }),
  };
}

/** From the last sample before the baseline, which is the first that is kept. */
function grownDataBytes(samples: readonly Sample[]): number {
  const [first] = samples;
  return samples.reduce((most, { dataBytes = 0 }) => Math.max(most, dataBytes), 0) - (first?.dataBytes ?? 0);
}

/** Those from the baseline to the end of the cell: not of its setup, nor of the garbage collection after it. */
function samplesOfCell({ story, samples, endedAtNs }: RunFacts): readonly Sample[] {
  const startedNs = startOf(story);
  if (startedNs === undefined) return [];
  const wallNs = story.measurement?.wallNs;
  const endNs = wallNs === undefined ? endedAtNs : startedNs + wallNs;
  // A reading that took long may be of any moment in between.
  return samples.filter(({ atNs, begunNs = atNs }) => begunNs >= startedNs && atNs <= endNs);
}

interface Peak {
  readonly bytes: number | undefined;
  readonly probe: Instrument["probe"];
  readonly exact: boolean;
}

/** The child's own reading; else the system's, of a child that died; else the highest sample, which may miss a short peak. */
function findPeak(facts: RunFacts, samples: readonly Sample[]): Peak {
  const { request, story, exit, mark } = facts;
  if (request.sampling?.withChildren) return findPeakOfAll(facts, samples);
  const ownBytes = story.measurement?.peakBytes;
  if (ownBytes !== undefined) return { bytes: ownBytes, probe: story.measurement?.peakProbe ?? "vmhwm", exact: true };
  const atDeathBytes = story.measurement === undefined ? peakAtDeath(story, exit, mark) : undefined;
  const seen = highestSeen(story, samples);
  const seenBytes = Math.max(baselineOf(story) ?? 0, seen?.rssBytes ?? 0);
  // On many cores the system's mark at death lags behind its own counters by some pages, so that it may be below what was seen.
  if (atDeathBytes !== undefined) return { bytes: Math.max(atDeathBytes, seenBytes), probe: "ru_maxrss", exact: true };
  return { bytes: seen?.rssBytes, probe: PROBE_NAMES[seen?.source ?? "self"], exact: false };
}

/** Of the child and its descendants together. No mark tells when each was at its highest, but their sum was never below the child's own. */
function findPeakOfAll({ story, exit, mark }: RunFacts, samples: readonly Sample[]): Peak {
  // The mark at its death is of the collection after the cell as well, unless the cell did not come to its end.
  const ownBytes = story.measurement === undefined ? peakAtDeath(story, exit, mark) : story.measurement.peakBytes;
  const seen = [highestSeen(story, samples)?.rssBytes, ownBytes];
  const known = seen.filter((bytes) => bytes !== undefined);
  return { bytes: known.length === 0 ? undefined : Math.max(...known), probe: "statm", exact: false };
}

/** The mark with which the system buries a child, if it is one of the cell: reset at the baseline, or higher than it was there. */
function peakAtDeath({ started }: RunStory, { peakBytes }: ChildExit, mark: MarkName | undefined): number | undefined {
  if (started === undefined || mark === undefined || peakBytes === undefined) return undefined;
  return mark === "vmhwm" || peakBytes > (started.markBytes ?? Infinity) ? peakBytes : undefined;
}

const PROBE_NAMES: Readonly<Record<SamplerName, Instrument["probe"]>> = { proc: "statm", pidusage: "pidusage", self: "self" };

type Seen = Pick<Sample, "source" | "rssBytes">;

/**
 * Among the samples, the baseline, and what the child read just before and just after the cell: a peak is not below any of them. Nothing where
 * all of it is of before the cell.
 */
function highestSeen(story: RunStory, samples: readonly Sample[]): Seen | undefined {
  const readings = (story.measurement?.v8Readings ?? []).map(({ rssBytes }): Seen => ({ source: "self", rssBytes }));
  const startedNs = startOf(story) ?? 0;
  if (readings.length === 0 && !samples.some(({ atNs }) => atNs > startedNs)) return undefined;
  const baselineBytes = baselineOf(story);
  const baseline: Seen[] = baselineBytes === undefined ? [] : [{ source: "self", rssBytes: baselineBytes }];
  return highestOf<Seen>([...samples, ...baseline, ...readings]);
}

function makeRun(facts: RunFacts, samples: readonly Sample[], peakBytes: number | undefined): Run {
  const { story, endedAtNs } = facts;
  const { measurement } = story;
  const baselineBytes = baselineOf(story);
  const startedNs = startOf(story);
  const wallNs = measurement === undefined && startedNs !== undefined ? endedAtNs - startedNs : measurement?.wallNs;
  const run = {
    baselineBytes,
    peakBytes,
    incrementBytes: peakBytes === undefined || baselineBytes === undefined ? undefined : peakBytes - baselineBytes,
    retainedBytes: measurement?.retainedBytes,
    wallNs,
    cpuUserNs: measurement?.cpuUserNs,
    cpuSystemNs: measurement?.cpuSystemNs,
    gc: measurement?.gc,
    v8: v8Of(measurement),
    dataGrowthBytes: measurement?.dataGrowthBytes,
    atPeak: makeAtPeak(facts, samples, peakBytes),
    curve: startedNs === undefined || !isCurve(samples) ? undefined : makeCurve(samples, startedNs, CURVE_POINTS),
  };
  return withoutAbsent(run);
}

function v8Of(measurement: Measurement | undefined): Run["v8"] {
  const [baseline, end] = (measurement?.v8Readings ?? []).map(({ heapUsedBytes, externalBytes, arrayBuffersBytes }): V8Counters => ({
    heapUsedBytes,
    externalBytes,
    arrayBuffersBytes,
  }));
  if (baseline === undefined || end === undefined) return undefined;
  return { baseline, end, ...(measurement?.v8Retained && { retained: measurement.v8Retained }) };
}

/** What a process saw of itself just before and just after a cell says nothing of the time in between. */
function isCurve(samples: readonly Sample[]): boolean {
  return samples.length > 2 || (samples.length === 2 && samples.some(({ source }) => source !== "self"));
}

function makeAtPeak({ story, request }: RunFacts, samples: readonly Sample[], peakBytes: number | undefined): AtPeak | undefined {
  const highest = highestOf(samples);
  const startedNs = startOf(story);
  if (highest === undefined || startedNs === undefined || peakBytes === undefined) return undefined;
  const tNs = highest.atNs - startedNs;
  const v8 = v8AtPeak(story.measurement?.v8Readings ?? [], tNs, peakBytes);
  return {
    tNs,
    // The counters that samples read may run ahead of the high-water mark by some pages, on many cores.
    shareOfPeak: Math.min(1, highest.rssBytes / peakBytes),
    // They are of the child alone.
    ...(!request.sampling?.withChildren && partsOf(highest)),
    ...(v8 !== undefined && { v8 }),
  };
}

function partsOf({ rssAnonBytes, rssFileBytes, rssShmemBytes }: Sample): Partial<AtPeak> {
  return withoutAbsent({ rssAnonBytes, rssFileBytes, rssShmemBytes });
}

/** Below that the reading is of another moment in every sense: what filled the memory at the peak had gone, or not come yet. */
const NEAR_PEAK = 0.9;

function v8AtPeak(readings: readonly V8Reading[], tNs: number, peakBytes: number): AtPeak["v8"] {
  const distance = ({ atNs }: V8Reading): number => Math.abs(atNs - tNs);
  const [nearest] = [...readings].sort((a, b) => distance(a) - distance(b));
  if (nearest === undefined || nearest.rssBytes < NEAR_PEAK * peakBytes) return undefined;
  const { heapUsedBytes, externalBytes, arrayBuffersBytes } = nearest;
  return { distanceNs: distance(nearest), heapUsedBytes, externalBytes, arrayBuffersBytes };
}

function makeNotes(
  { request, story, cause, exit, leftovers, sampleFailures }: RunFacts,
  ending: Ending,
  samples: readonly Sample[],
  peak: Peak,
): readonly Note[] {
  const notes: Note[] = [];
  if (story.measurement === undefined) notes.push(...unfinishedNotes(story));
  if (startOf(story) !== undefined && request.sampling?.withChildren) notes.push(SUMMED);
  else if (startOf(story) !== undefined && !peak.exact) notes.push(...inexactNotes(peak, samples, story.measurement?.peakAtMostBytes));
  if (startOf(story) !== undefined) notes.push(...sampleFailures.map(noSamples));
  if (startOf(story) !== undefined && !isCurve(samples)) notes.push(NO_CURVE);
  if (isGuess(ending)) notes.push(LIKELY_DATA_LIMIT);
  if (cause.kind === "died" && exit.code === undefined && exit.signal === undefined) notes.push(UNKNOWN_EXIT);
  if (leftovers.ended.length > 0 && isOwnEnd(cause)) notes.push(leftProcesses(leftovers.ended));
  if (leftovers.left.length > 0) notes.push(stillRunning(leftovers.left));
  return notes;
}

/** Where there is a stage and no start, the notebook itself was looked at. */
function unfinishedNotes({ started, stage }: RunStory): readonly Note[] {
  if (started !== undefined) return [ENDED_EARLY];
  return stage === undefined ? [NOT_STARTED] : [];
}

/** The cell came to an end by itself, so what it left running was not cut off by us. */
function isOwnEnd(cause: Cause): boolean {
  return cause.kind === "measured" || cause.kind === "died";
}

const NOT_STARTED: Note = {
  reason: "not-started",
  text: "The run ended before the cell began (in its setup, or while its process was being made ready), so nothing of the cell was measured.",
};

const ENDED_EARLY: Note = {
  reason: "ended-early",
  text: "The process ended before it could report: retained memory, CPU time and garbage collections are not known, and the time runs from the baseline to the end as seen from outside.",
};

const SAMPLED_PEAK: Note = {
  reason: "sampled-peak",
  text: "The peak is the highest of the samples taken from outside: a shorter, higher peak may lie between two of them.",
};

const SAMPLED_BY_ITSELF: Note = {
  reason: "sampled-peak",
  text:
    "The peak is the highest memory that the process saw of itself, just before and just after the cell and between turns of its event loop: " +
    "what a synchronous stretch took in between and gave back is not seen.",
};

const SUMMED: Note = {
  reason: "summed-processes",
  text:
    "The memory is that of the process and of those that it started, added up: memory that several of them share counts in each. Such a sum can " +
    "only be sampled, so a shorter, higher peak may lie between two samples.",
};

const NO_PEAK: Note = {
  reason: "no-peak",
  text: "The peak is not known: nothing could read the memory of the process while the cell ran.",
};

function inexactNotes(peak: Peak, samples: readonly Sample[], atMostBytes: number | undefined): readonly Note[] {
  const how = samples.some(({ source }) => source !== "self") ? SAMPLED_PEAK : SAMPLED_BY_ITSELF;
  const bound = atMostBytes === undefined ? [] : [peakBound(atMostBytes)];
  return [peak.bytes === undefined ? NO_PEAK : how, ...bound];
}

function peakBound(bytes: number): Note {
  const text = `The peak was at most ${bytes.toLocaleString("en-US")} bytes: the process was so large before the cell, and the cell did not make it larger.`;
  return { reason: "peak-bound", text };
}

function noSamples(failure: string): Note {
  return { reason: "no-samples", text: `A probe of memory does not work here. ${failure}` };
}

const NO_CURVE: Note = { reason: "no-curve", text: "The cell ended before two samples of it were taken, so there is no curve." };

const LIKELY_DATA_LIMIT: Note = {
  reason: "likely-data-limit",
  text: "The process crashed without a message while most of --max-data was in use; it is taken to have died of that limit, which is likely but not certain.",
};

const UNKNOWN_EXIT: Note = { reason: "unknown-exit", text: "The process ended, but the system did not say how." };

function leftProcesses(names: readonly string[]): Note {
  return { reason: "left-processes", text: `The cell left processes running, which were ended: ${names.join(", ")}.` };
}

function stillRunning(names: readonly string[]): Note {
  return { reason: "still-running", text: `Processes of the cell could not be ended and still run: ${names.join(", ")}.` };
}

function startOf(story: RunStory): number | undefined {
  return story.measurement?.startedAtNs ?? story.started?.atNs;
}

function baselineOf(story: RunStory): number | undefined {
  return story.measurement?.baselineBytes ?? story.started?.baselineBytes;
}

function highestOf<Kind extends Seen>(samples: readonly Kind[]): Kind | undefined {
  return samples.reduce<Kind | undefined>((highest, each) => (highest && highest.rssBytes >= each.rssBytes ? highest : each), undefined);
}

/** The same fields, but for those that are undefined. */
function withoutAbsent<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
