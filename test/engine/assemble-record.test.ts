import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assembleRecord, type RunFacts } from "../../src/engine/assemble-record";
import { RunStory } from "../../src/engine/run-story";
import type { Sample } from "../../src/engine/sampler";
import type { Measurement } from "../../src/model/measurement";
import type { RunRecord } from "../../src/model/run-record";

const START = 1_000_000;
const MB = 1_000_000;

const started = { type: "started", atNs: START, baselineBytes: 50 * MB } as const;

const measurement: Measurement = {
  outcome: { kind: "completed" },
  startedAtNs: START,
  baselineBytes: 50 * MB,
  peakBytes: 100 * MB,
  retainedBytes: 1 * MB,
  wallNs: 10_000,
  cpuUserNs: 8_000,
  cpuSystemNs: 1_000,
  gc: { count: 2, pauseNs: 300 },
  notes: [{ reason: "of-the-child", text: "Kept." }],
};

const { peakBytes: ownPeakBytes, ...withoutPeak } = measurement;

function sample(atNs: number, megabytes: number): Sample {
  const rssBytes = megabytes * MB;
  return { source: "proc", atNs, cpuNs: 0, rssBytes, rssAnonBytes: rssBytes - 3, rssFileBytes: 2, rssShmemBytes: 1, dataBytes: rssBytes };
}

/** Of the setup, the cell, and the garbage collection after it. */
const samples = [
  sample(START - 5000, 200),
  sample(START - 1, 49),
  sample(START, 50),
  sample(START + 4000, 90),
  sample(START + 10_000, 80),
  sample(START + 10_001, 300),
];

type Told = Parameters<RunStory["add"]>[0];

function assemble(events: readonly Told[], more: Partial<RunFacts> = {}): RunRecord {
  const story = new RunStory();
  for (const event of events) story.add(event);
  return assembleRecord({
    request: { task: { kind: "memit" }, limits: {} },
    flags: ["--flag"],
    story,
    cause: { kind: "measured", reported: { kind: "completed" } },
    exit: { code: 0 },
    endedAtNs: START + 20_000,
    samples,
    sampleIntervalNs: 2000,
    sampleFailures: [],
    mark: "vmhwm",
    lastWords: "",
    oomKillsRose: false,
    leftovers: { ended: [], left: [] },
    ...more,
  });
}

const measured = (own: Measurement): Told[] => [started, { type: "measured", measurement: own }];
const died = { kind: "died", exit: { signal: "SIGSEGV" } } as const;
const reasons = (record: RunRecord): readonly string[] => record.notes.map((note) => note.reason);

describe("assembleRecord", () => {
  it("takes what the child measured, and lays the samples of the cell alone beside it", () => {
    const { run, instrument, notes, outcome } = assemble(measured(measurement));
    assert.deepEqual(outcome, { kind: "completed" });
    assert.deepEqual(run, {
      baselineBytes: 50 * MB,
      peakBytes: ownPeakBytes,
      incrementBytes: 50 * MB,
      retainedBytes: 1 * MB,
      wallNs: 10_000,
      cpuUserNs: 8_000,
      cpuSystemNs: 1_000,
      gc: { count: 2, pauseNs: 300 },
      atPeak: { tNs: 4000, shareOfPeak: 0.9, rssAnonBytes: 90 * MB - 3, rssFileBytes: 2, rssShmemBytes: 1 },
      curve: { tNs: [0, 4000, 10_000], rssBytes: [50 * MB, 90 * MB, 80 * MB], cpuPercent: [0, 0, 0] },
    });
    assert.deepEqual([instrument.probe, instrument.exact, instrument.intervalNs], ["vmhwm", true, 2000]);
    assert.deepEqual(notes, measurement.notes);
  });

  it("names the instrument", () => {
    const { instrument } = assemble(measured(measurement));
    assert.deepEqual([instrument.node, instrument.v8], [process.versions.node, process.versions.v8]);
    assert.deepEqual([instrument.clock, instrument.flags], ["process.hrtime", ["--flag"]]);
    assert.ok(instrument.os.startsWith(`${process.platform} `));
  });

  it("takes the system's high-water mark of a child that died in its cell, and says what is not known", () => {
    const record = assemble([started], { cause: died, exit: { signal: "SIGSEGV", peakBytes: 400 * MB } });
    assert.deepEqual(record.outcome, { kind: "killed", signal: "SIGSEGV" });
    assert.deepEqual([record.instrument.probe, record.instrument.exact], ["ru_maxrss", true]);
    const { atPeak, curve, ...run } = record.run;
    assert.deepEqual(run, { baselineBytes: 50 * MB, peakBytes: 400 * MB, incrementBytes: 350 * MB, wallNs: 20_000 });
    assert.deepEqual([atPeak?.tNs, atPeak?.shareOfPeak, curve?.tNs.length], [10_001, 0.75, 4]);
    assert.deepEqual(reasons(record), ["ended-early"]);
  });

  it("never takes a mark at death that is below what was seen", () => {
    const record = assemble([started], { cause: died, exit: { signal: "SIGSEGV", peakBytes: 49 * MB }, samples: samples.slice(0, 3) });
    assert.deepEqual([record.run.peakBytes, record.run.incrementBytes, record.instrument.exact], [50 * MB, 0, true]);
    const higher = assemble([started], { cause: died, exit: { signal: "SIGSEGV", peakBytes: 49 * MB } });
    assert.equal(higher.run.peakBytes, 300 * MB);
  });

  it("takes the highest sample where neither knows, and says so", () => {
    const record = assemble(measured(withoutPeak));
    assert.deepEqual([record.run.peakBytes, record.run.incrementBytes], [90 * MB, 40 * MB]);
    assert.deepEqual([record.instrument.probe, record.instrument.exact], ["statm", false]);
    assert.deepEqual(reasons(record), ["of-the-child", "sampled-peak"]);
  });

  it("names the source of the highest sample, and counts what the child read just before and just after the cell", () => {
    const reading = { atNs: 10_000, rssBytes: 95 * MB, heapUsedBytes: 1, externalBytes: 1, arrayBuffersBytes: 1 };
    const asked = samples.map((each) => ({ ...each, source: "pidusage" as const }));
    const probe = (own: Measurement, more: Partial<RunFacts>): unknown => {
      const { run, instrument } = assemble(measured(own), more);
      return [run.peakBytes, instrument.probe, instrument.exact];
    };
    assert.deepEqual(probe(withoutPeak, { samples: asked }), [90 * MB, "pidusage", false]);
    assert.deepEqual(probe({ ...withoutPeak, v8Readings: [reading] }, { samples: asked }), [95 * MB, "self", false]);
    assert.deepEqual(probe({ ...withoutPeak, v8Readings: [reading] }, { samples: [] }), [95 * MB, "self", false]);
    assert.deepEqual(probe(withoutPeak, { samples: [] }), [undefined, "self", false]);
    assert.deepEqual(probe({ ...measurement, peakProbe: "ru_maxrss" }, { samples: asked }), [ownPeakBytes, "ru_maxrss", true]);
  });

  it("passes V8's counters on, without what they have to do with the curve", () => {
    const counters = { heapUsedBytes: 1, externalBytes: 2, arrayBuffersBytes: 3 };
    const [before, after] = [
      { ...counters, atNs: 0, rssBytes: 7 },
      { ...counters, heapUsedBytes: 4, atNs: 9, rssBytes: 8 },
    ];
    const own = { ...measurement, v8Readings: [before, after], dataGrowthBytes: 5 };
    const { run } = assemble(measured({ ...own, v8Retained: counters }));
    assert.deepEqual(
      [run.v8, run.dataGrowthBytes],
      [{ baseline: counters, end: { ...counters, heapUsedBytes: 4 }, retained: counters }, 5],
    );
    assert.equal("retained" in assemble(measured(own)).run.v8!, false);
    assert.equal(assemble(measured({ ...measurement, v8Readings: [] })).run.v8, undefined);
  });

  it("puts the figures of another memory in the place of those of RSS, which stay beside them", () => {
    const of = (metric: "anon" | "heap" | "external", own: Measurement, more: Partial<RunFacts> = {}): RunRecord =>
      assemble(measured(own), { request: { task: { kind: "memit", metric }, limits: {} }, ...more });
    const readings = { baselineBytes: 10, endBytes: 12, peakBytes: 30, retainedBytes: -2 };
    const { run, instrument, notes } = of("heap", { ...measurement, metric: readings });
    assert.deepEqual([run.baselineBytes, run.peakBytes, run.incrementBytes, run.retainedBytes], [10, 30, 20, -2]);
    const rss = { exact: true, baselineBytes: 50 * MB, peakBytes: ownPeakBytes, incrementBytes: 50 * MB, retainedBytes: 1 * MB };
    assert.deepEqual(run.rss, rss);
    assert.deepEqual([run.curve?.rssBytes.length, run.atPeak?.shareOfPeak], [3, 0.9]);
    assert.deepEqual([instrument.probe, instrument.exact, notes], ["v8-gc", true, measurement.notes]);

    const external = of("external", { ...withoutPeak, metric: readings });
    assert.deepEqual([external.instrument.probe, external.instrument.exact, external.run.rss?.exact], ["v8-gc", false, false]);
    assert.deepEqual(reasons(external), ["of-the-child", "sampled-peak"]);

    const anon = of("anon", { ...measurement, metric: { baselineBytes: 40 * MB, endBytes: 45 * MB } });
    assert.deepEqual([anon.run.peakBytes, anon.run.incrementBytes, anon.run.retainedBytes], [90 * MB - 3, 50 * MB - 3, undefined]);
    assert.deepEqual([anon.instrument.probe, anon.instrument.exact], ["statm", false]);
    const unseen = of("anon", { ...measurement, metric: { baselineBytes: 40 * MB, endBytes: 45 * MB } }, { samples: [] });
    assert.equal(unseen.run.peakBytes, 45 * MB);
  });

  it("says what of another memory is not known", () => {
    const request = { task: { kind: "memit", metric: "heap" }, limits: {} } as const;
    const record = assemble([started], { request, cause: died, exit: { signal: "SIGSEGV", peakBytes: 400 * MB } });
    assert.deepEqual(reasons(record), ["ended-early", "no-metric"]);
    assert.deepEqual([record.run.peakBytes, record.run.baselineBytes, record.run.rss?.peakBytes], [undefined, undefined, 400 * MB]);
  });

  it("never calls the sum of several processes exact, and takes it for no less than the child's own mark", () => {
    const request = { task: { kind: "memit" }, limits: {}, sampling: { withChildren: true } } as const;
    const figures = (own: Measurement, more: Partial<RunFacts> = {}): unknown => {
      const { run, instrument } = assemble(measured(own), { request, ...more });
      return [run.peakBytes, run.incrementBytes, instrument.probe, instrument.exact];
    };
    assert.deepEqual(figures({ ...measurement, peakBytes: 70 * MB }), [90 * MB, 40 * MB, "statm", false]);
    assert.deepEqual(figures(measurement), [100 * MB, 50 * MB, "statm", false]);
    assert.deepEqual(figures(withoutPeak, { samples: [] }), [undefined, undefined, "statm", false]);
    // What the collection after the cell needed is not the cell's.
    assert.deepEqual(figures(measurement, { exit: { code: 0, peakBytes: 300 * MB } }), [100 * MB, 50 * MB, "statm", false]);
    const record = assemble(measured(measurement), { request });
    assert.deepEqual(reasons(record), ["of-the-child", "summed-processes"]);
    assert.deepEqual(record.run.atPeak, { tNs: 4000, shareOfPeak: 0.9 });
    const dead = assemble([started], { request, cause: died, exit: { signal: "SIGSEGV", peakBytes: 400 * MB } });
    assert.deepEqual([dead.run.peakBytes, dead.instrument.exact], [400 * MB, false]);
  });

  it("says what a process that only sees itself has missed, and draws no curve out of two moments", () => {
    const own = [sample(START, 50), sample(START + 10_000, 60)].map((each) => ({ ...each, source: "self" as const }));
    const record = assemble(measured({ ...withoutPeak, peakAtMostBytes: 70 * MB }), { samples: own });
    assert.equal(record.run.curve, undefined);
    assert.equal(record.instrument.intervalNs, undefined);
    assert.deepEqual(reasons(record), ["of-the-child", "sampled-peak", "peak-bound", "no-curve"]);
    assert.match(record.notes[1]?.text ?? "", /a synchronous stretch/);
    assert.match(record.notes[2]?.text ?? "", /at most 70,000,000 bytes/);
  });

  it("counts a slow reading only if it began in the cell", () => {
    const [, , first, high] = samples;
    const slow = { ...high!, begunNs: START - 1 };
    assert.equal(assemble(measured(withoutPeak), { samples: [first!, slow, sample(START + 9000, 70)] }).run.peakBytes, 70 * MB);
  });

  it("takes a mark at death that could not be reset only if it is the cell's", () => {
    const peak = (atBaseline: number | undefined, mark: RunFacts["mark"]): unknown => {
      const began = { ...started, ...(atBaseline !== undefined && { markBytes: atBaseline }) };
      const { run, instrument } = assemble([began], { mark, cause: died, exit: { signal: "SIGSEGV", peakBytes: 400 * MB } });
      return [run.peakBytes, instrument.probe, instrument.exact];
    };
    assert.deepEqual(peak(399 * MB, "ru_maxrss"), [400 * MB, "ru_maxrss", true]);
    assert.deepEqual(peak(400 * MB, "ru_maxrss"), [300 * MB, "statm", false], "it was as high before the cell");
    assert.deepEqual(peak(undefined, "ru_maxrss"), [300 * MB, "statm", false], "nobody knows what it was before the cell");
    assert.deepEqual(peak(undefined, undefined), [300 * MB, "statm", false], "no mark is in use");
  });

  it("does not call the baseline a peak where nothing was seen after it", () => {
    const only = [{ ...sample(START, 50), source: "self" as const }];
    const record = assemble([started], { mark: undefined, cause: died, exit: died.exit, samples: only });
    assert.equal(record.run.peakBytes, undefined);
    assert.ok(reasons(record).includes("no-peak"));
  });

  it("tells why a probe took no samples", () => {
    const record = assemble(measured(measurement), { sampleFailures: ["pidusage needs the program getconf, which is not here."] });
    assert.match(record.notes.find(({ reason }) => reason === "no-samples")?.text ?? "", /getconf/);
  });

  it("does not take the mark of a whole process for that of a cell that never began", () => {
    const record = assemble([], { cause: died, exit: { signal: "SIGSEGV", peakBytes: 400 * MB } });
    assert.deepEqual(record.run, {});
    assert.deepEqual(reasons(record), ["not-started"]);
    assert.equal(record.instrument.intervalNs, undefined);
  });

  it("has no figures of counting where there is no cell, nor a note on a cell where that did not end", () => {
    const counting: Told = { type: "stage", stage: "count" };
    const counted = assemble([counting, { type: "measured", measurement: { outcome: { kind: "completed" }, notes: [] } }]);
    assert.deepEqual([counted.run, reasons(counted)], [{}, []]);
    const ended = assemble([counting], { cause: { kind: "interrupted" } });
    assert.deepEqual([ended.outcome.kind, ended.run, reasons(ended)], ["interrupted", {}, []]);
  });

  it("does not take the mark at death for a cell that ended before it, where the child could not read its own", () => {
    assert.equal(assemble(measured(withoutPeak), { exit: { code: 0, peakBytes: 400 * MB } }).run.peakBytes, 90 * MB);
  });

  it("has no curve, nor a state at the peak, without samples, and says so", () => {
    const record = assemble(measured(measurement), { samples: samples.slice(0, 2) });
    assert.deepEqual([record.run.curve, record.run.atPeak, record.instrument.intervalNs], [undefined, undefined, undefined]);
    assert.equal(record.run.peakBytes, 100 * MB);
    assert.deepEqual(reasons(record), ["of-the-child", "no-curve"]);
  });

  it("shows V8's counters at the peak only if the nearest reading was near it in memory too", () => {
    const reading = (atNs: number, megabytes: number): NonNullable<Measurement["v8Readings"]>[number] => ({
      atNs,
      rssBytes: megabytes * MB,
      heapUsedBytes: atNs,
      externalBytes: 2,
      arrayBuffersBytes: 1,
    });
    const v8 = (...v8Readings: ReturnType<typeof reading>[]): unknown => assemble(measured({ ...measurement, v8Readings })).run.atPeak?.v8;
    assert.deepEqual(v8(reading(0, 99), reading(3000, 90)), {
      distanceNs: 1000,
      heapUsedBytes: 3000,
      externalBytes: 2,
      arrayBuffersBytes: 1,
    });
    assert.equal(v8(reading(0, 99), reading(3000, 89.9)), undefined, "an earlier reading is of another moment");
    assert.equal(v8(), undefined);
  });

  it("never shows a sample as more than the peak", () => {
    const own = { ...measurement, peakBytes: 89 * MB };
    assert.equal(assemble(measured(own)).run.atPeak?.shareOfPeak, 1);
  });

  it("names the processes that a cell left, unless the run was cut off", () => {
    const leftovers = { ended: ["sleep", "python3"], left: ["stuck"] };
    const record = assemble(measured(measurement), { leftovers });
    assert.deepEqual(
      record.notes.slice(1).map((note) => note.text),
      [
        "The cell left processes running, which were ended: sleep, python3.",
        "Processes of the cell could not be ended and still run: stuck.",
      ],
    );
    const cut = assemble([started], { leftovers, cause: { kind: "interrupted" }, exit: { signal: "SIGKILL" } });
    assert.deepEqual(reasons(cut), ["ended-early", "sampled-peak", "still-running"]);
  });

  it("counts the use of --max-data from the baseline", () => {
    const request = { task: { kind: "memit" }, limits: { maxDataBytes: 300 * MB } } as const;
    const ofCell = samples.slice(1);
    const record = assemble([started], { request, cause: died, exit: died.exit, samples: ofCell });
    assert.deepEqual(record.outcome, { kind: "out-of-memory", what: "data", limitBytes: 300 * MB });
    assert.ok(reasons(record).includes("likely-data-limit"));
    const wider = { ...request, limits: { maxDataBytes: 400 * MB } };
    assert.equal(assemble([started], { request: wider, cause: died, exit: died.exit, samples: ofCell }).outcome.kind, "killed");
  });

  it("shows the heap limit that the child had", () => {
    const request = { task: { kind: "memit" }, limits: { maxHeapBytes: 10 } } as const;
    const exit = { signal: "SIGABRT" };
    const facts = { request, exit, cause: { kind: "died", exit } as const, lastWords: "FATAL ERROR: Reached heap limit" };
    assert.deepEqual(assemble([{ ...started, heapLimitBytes: 12 }], facts).outcome, {
      kind: "out-of-memory",
      what: "heap",
      limitBytes: 12,
    });
  });
});
