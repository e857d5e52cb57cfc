import { setTimeout } from "node:timers/promises";
import { completed } from "../model/outcome";
import type { ChildPort } from "../model/child";
import type { Measurement, MetricReadings } from "../model/measurement";
import type { Metric } from "../model/metric";
import type { GcActivity, Note, V8Counters, V8Reading } from "../model/result";
import { nowNs } from "./clock";
import { PAGE_NOISE_BYTES, type Retained, canCollect, collectAll, collectYoung, retainedRss } from "./garbage";
import { GcWatch, type TimeSpan } from "./gc-watch";
import type { EndedCell, RunHooks } from "./hooks";
import { type MemoryReading, type PeakBetween, peakBetween, readMemory, resetPeak } from "./memory";
import type { Cell } from "./program";
import { V8Watch } from "./v8-watch";
import { descendantsRssBytes } from "./process-tree";
import { activeResources, pendingNote, pendingWork, withoutAnswered } from "./pending-work";
import { SelfReports } from "./self-reports";
import { isThenable, settle } from "./settle";
import { describeThrown } from "./thrown";

// Taken now: a measured cell may replace the functions of a module, and must not be measured by its own.
const delay = setTimeout;
const memoryUsage = process.memoryUsage.bind(process);
const cpuUsage = process.cpuUsage.bind(process);

/** What is measured of a cell's memory, besides its RSS. */
export interface How {
  /** The memory of the processes that this one has started is added to its own, but for the peak, which nobody can read from here. */
  readonly withChildren?: boolean;
  readonly metric?: Exclude<Metric, "rss">;
}

/** What surrounds a measured cell. */
export interface CellContext extends How {
  readonly port: Pick<ChildPort, "send">;
  readonly hooks: RunHooks;
  /** Reads RSS once garbage is collected, given the baseline. Default: {@link retainedRss}. */
  readonly readRetained?: (baselineBytes: number | undefined) => Retained | undefined;
  /** Receives the cell's last value as soon as there is one; without it, the value is garbage before `retainedBytes` is read. */
  readonly keepValue?: (value: unknown) => void;
  /** The cell is a loop that is timed: no timer of ours may run in it. For each body of it, the stretches in which the clock ran. */
  readonly timedSpans?: readonly (readonly TimeSpan[])[];
}

/** With what was collected while the clock of each timed body ran. */
export type CellMeasurement = Measurement & { readonly timedGc?: readonly GcActivity[] };

/**
 * Runs a cell and measures it. Never rejects for what the cell does. In this order:
 *
 * 1. The young generation is emptied, so that the cell starts from the same heap every time.
 * 2. The engine sets limits; V8's counters and the event loop's work are read.
 * 3. Baseline: the system's high-water mark is set to the RSS of now, and `started` is sent.
 * 4. The cell runs, and is awaited if it returns a promise. Nothing else happens between the two readings of the clock.
 * 5. Clock, CPU time, peak and V8's counters are read in the turn in which the cell ended: work that it left pending has not run.
 * 6. What the cell still holds is read after a garbage collection.
 * 7. The event loop turns, for Node to let go of the request whose answer ended the cell, and to hand over what it knows of collections; not
 *    if that would run the cell's pending work.
 */
export async function measureCell(cell: Cell, context: CellContext): Promise<CellMeasurement> {
  const { port, hooks, readRetained = retainedRss, keepValue, withChildren = false, metric, timedSpans } = context;
  const { pid } = process;
  const readOthers = (): number => (withChildren ? descendantsRssBytes(pid) : 0);
  const gcWatch = new GcWatch();
  const v8Watch = metric === "heap" || metric === "external" ? new V8Watch(metric) : undefined;
  const reports = new SelfReports(port);
  collectYoung();
  const limitNotes = hooks.beforeCell?.() ?? [];
  const resourcesBefore = activeResources();
  const usageBefore = readUsage();
  if (timedSpans === undefined) reports.start();
  const othersBytes = readOthers();
  v8Watch?.prepare();
  const wasReset = resetPeak();
  const baseline = readMemory();
  const startedAtNs = nowNs();
  port.send({ type: "started", atNs: startedAtNs, ...baselineOf(baseline, othersBytes), ...(!wasReset && markOf(baseline)) });
  reports.report(startedAtNs);
  gcWatch.begin();
  const metricBaselineBytes = v8Watch?.begin() ?? baseline.anonBytes;
  const ending = await runCell(cell, keepValue, v8Watch);
  gcWatch.end();
  const othersAtEndBytes = readOthers();
  reports.stop();
  // The cell's own clock starts a moment after the baseline.
  reports.report(startedAtNs + ending.wallNs);
  const ownPeak = peakBetween(baseline, ending.memory, wasReset);
  const peak = withChildren ? seenOfAll(ownPeak, ending.memory, othersAtEndBytes) : ownPeak;
  hooks.afterCell?.();
  const engineNotes = hooks.notesOn?.(endedCell(baseline, ending)) ?? [];
  const pendingAtEnd = pendingWork(resourcesBefore);
  const retained = readRetained(baseline.rssBytes);
  const metricReadings = metric && readMetric(metricBaselineBytes, ending, v8Watch);
  const usageRetained = retained?.isAllCollected ? readUsage() : undefined;
  const othersGrewBytes = readOthers() - othersBytes;
  const pending = pendingNote(ending.wasAwaited ? await withoutAnswered(pendingAtEnd, resourcesBefore) : pendingAtEnd);
  // Not if the turn would run the cell's pending work.
  if (pending) gcWatch.close();
  else await gcWatch.settle();
  return {
    outcome: ending.outcome,
    startedAtNs,
    ...baselineOf(baseline, othersBytes),
    ...peak,
    ...(retained !== undefined &&
      baseline.rssBytes !== undefined && { retainedBytes: retained.rssBytes - baseline.rssBytes + othersGrewBytes }),
    ...(metricReadings && { metric: metricReadings }),
    ...dataGrowth(baseline, ending.memory),
    wallNs: ending.wallNs,
    cpuUserNs: ending.cpu.user * 1000,
    cpuSystemNs: ending.cpu.system * 1000,
    ...(!pending && { gc: gcWatch.activity }),
    ...(!pending && timedSpans && { timedGc: timedSpans.map((spans) => gcWatch.within(spans)) }),
    ...(usageRetained && { v8Retained: countersOf(usageRetained) }),
    v8Readings: [...v8Reading(0, usageBefore), ...v8Reading(ending.endedAtNs - startedAtNs, ending.usage)],
    notes: [
      ...limitNotes,
      ...engineNotes,
      ...(pending ? [pending] : []),
      ...(withChildren || metric ? [] : qualityNotes(baseline, ending.memory, ownPeak)),
      ...collectionNotes(),
    ],
  };
}

function endedCell({ anonBytes: before }: MemoryReading, { wallNs, cpu, memory: { anonBytes: after } }: Ending): EndedCell {
  return {
    wallNs,
    cpuSystemNs: cpu.system * 1000,
    ...(before !== undefined && after !== undefined && { anonymousGrowthBytes: after - before }),
  };
}

/** Runs the measuring path on a cell that only waits, so that its code is compiled and its pages are resident before the baseline of the real one. */
export async function warmUp(how: How = {}): Promise<void> {
  openStandardStreams();
  const nothing: Cell = { run: () => delay(1), takeValue: () => undefined };
  // In a forked child the pages of the program itself come in now: no growth that a full collection should look into.
  const context = { port: { send: () => undefined }, hooks: {}, ...how, readRetained: () => (collectYoung(), undefined) };
  await measureCell(nothing, context);
}

/** Node makes them at first use, which would be the cell's. */
function openStandardStreams(): readonly unknown[] {
  return [process.stdout, process.stderr];
}

interface Ending {
  readonly outcome: Measurement["outcome"];
  readonly wasAwaited: boolean;
  readonly wallNs: number;
  readonly endedAtNs: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly memory: MemoryReading;
  readonly usage: NodeJS.MemoryUsage | undefined;
  /** The counter that is watched. */
  readonly v8Bytes: number | undefined;
}

async function runCell(cell: Cell, keepValue: CellContext["keepValue"], v8Watch: V8Watch | undefined): Promise<Ending> {
  let wasAwaited = false;
  const cpuBefore = cpuUsage();
  const startNs = nowNs();
  try {
    const returned = cell.run();
    // Only a promise is awaited: an await lets the microtasks run that a synchronous cell left behind.
    const isAwaited = isThenable(returned);
    wasAwaited = isAwaited;
    const result = isAwaited ? await settle(returned) : returned;
    const ending = readEnding(wasAwaited, startNs, cpuBefore, v8Watch);
    const value = cell.takeValue(result);
    keepValue?.(value);
    return ending;
  } catch (error) {
    const ending = readEnding(wasAwaited, startNs, cpuBefore, v8Watch);
    cell.takeValue(undefined);
    return { ...ending, outcome: describeThrown(error) };
  }
}

function readEnding(wasAwaited: boolean, startNs: number, cpuBefore: NodeJS.CpuUsage, v8Watch: V8Watch | undefined): Ending {
  const endedAtNs = nowNs();
  const v8Bytes = v8Watch?.read();
  return {
    outcome: completed,
    wasAwaited,
    wallNs: endedAtNs - startNs,
    endedAtNs,
    cpu: cpuUsage(cpuBefore),
    memory: readMemory(),
    usage: readUsage(),
    v8Bytes,
  };
}

/** To be asked once garbage was collected. */
function readMetric(baselineBytes: number | undefined, { memory, v8Bytes }: Ending, v8Watch: V8Watch | undefined): MetricReadings {
  const endBytes = v8Watch ? v8Bytes : memory.anonBytes;
  const peakBytes = endBytes === undefined ? undefined : v8Watch?.peakUntil(endBytes);
  if (v8Watch) collectAll();
  const retainedBytes = !canCollect ? undefined : (v8Watch?.read() ?? readMemory().anonBytes);
  return {
    ...(baselineBytes !== undefined && { baselineBytes }),
    ...(endBytes !== undefined && { endBytes }),
    ...(peakBytes !== undefined && { peakBytes }),
    ...(retainedBytes !== undefined && baselineBytes !== undefined && { retainedBytes: retainedBytes - baselineBytes }),
  };
}

/** Absent where the system does not tell RSS, without which Node tells nothing: Linux without `/proc`. */
function readUsage(): NodeJS.MemoryUsage | undefined {
  try {
    return memoryUsage();
  } catch {
    return undefined;
  }
}

function v8Reading(atNs: number, usage: NodeJS.MemoryUsage | undefined): V8Reading[] {
  return usage === undefined ? [] : [{ atNs, rssBytes: usage.rss, ...countersOf(usage) }];
}

function countersOf({ heapUsed, external, arrayBuffers }: NodeJS.MemoryUsage): V8Counters {
  return { heapUsedBytes: heapUsed, externalBytes: external, arrayBuffersBytes: arrayBuffers };
}

function dataGrowth(before: MemoryReading, after: MemoryReading): Pick<Measurement, "dataGrowthBytes"> {
  return before.dataBytes === undefined || after.dataBytes === undefined ? {} : { dataGrowthBytes: after.dataBytes - before.dataBytes };
}

function baselineOf({ rssBytes }: MemoryReading, othersBytes: number): Pick<Measurement, "baselineBytes"> {
  return rssBytes === undefined ? {} : { baselineBytes: rssBytes + othersBytes };
}

function markOf({ markBytes }: MemoryReading): { readonly markBytes?: number } {
  return markBytes === undefined ? {} : { markBytes };
}

/** The highest sum of this process and its descendants that can be known here: it is never below this process's own mark. */
function seenOfAll({ peakBytes = 0 }: PeakBetween, { rssBytes = 0 }: MemoryReading, othersBytes: number): PeakBetween {
  return { peakBytes: Math.max(peakBytes, rssBytes + othersBytes) };
}

function qualityNotes(before: MemoryReading, after: MemoryReading, { peakBytes }: PeakBetween): Note[] {
  if (before.rssBytes === undefined) return [NO_RSS];
  if (peakBytes === undefined) return [];
  const incrementBytes = peakBytes - before.rssBytes;
  const reclaimedBytes = (before.fileBytes ?? 0) - (after.fileBytes ?? 0);
  return [
    ...(incrementBytes < PAGE_NOISE_BYTES ? [BELOW_NOISE] : []),
    ...(reclaimedBytes >= Math.max(PAGE_NOISE_BYTES, LEAST_RECLAIMED_SHARE * incrementBytes) ? [reclaimed(reclaimedBytes)] : []),
  ];
}

/** Less is not worth a word. */
const LEAST_RECLAIMED_SHARE = 0.01;

/** Of what is mapped from files the system can take back what was not used for a while, as it is in the file; on some machines it does so all the time. */
function reclaimed(bytes: number): Note {
  const mib = (bytes / 2 ** 20).toFixed(1);
  return {
    reason: "reclaimed",
    text:
      `While the code ran, ${mib} MiB that were mapped from files (Node's own code above all) went out of this process's memory, because the system ` +
      "needed room or saw them unused, or the code unmapped them: peak and increment may be too small by as much. Measure it again.",
  };
}

function collectionNotes(): Note[] {
  return canCollect ? [] : [NO_COLLECTION];
}

const NO_RSS: Note = {
  reason: "no-rss",
  text: "The system does not tell a process its memory here (on Linux that takes /proc), so the baseline and the increment are not known.",
};

const BELOW_NOISE: Note = {
  reason: "below-page-noise",
  text: "The increment is smaller than one page of V8's heap (256 KiB), so it cannot be told from nothing.",
};

const NO_COLLECTION: Note = {
  reason: "no-gc",
  text: "The process was started without --expose-gc: the baseline holds garbage, and what the cell retains is not known.",
};
