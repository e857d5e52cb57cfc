import type { AllocationSites, SiteRow } from "../../src/model/allocation-sites";
import type { LiveState } from "../../src/model/live";
import { completed, type Outcome } from "../../src/model/outcome";
import type {
  Assertion,
  Comparison,
  Curve,
  HeapResult,
  Instrument,
  MemitResult,
  PartitionRow,
  Run,
  TimeitResult,
  TimeResult,
} from "../../src/model/result";
import type { StateSummary } from "../../src/model/state-summary";
import { spreadOf } from "../../src/stats/spread";

const MIB = 2 ** 20;

/** What a hostile program may use as a name, a message or code; each must stay text everywhere. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "'onmouseover='alert(1)",
  "</svg><iframe src=javascript:alert(1)>",
  "</details></div><style>*{display:none}</style>",
  "<!-- ]]> -->",
  "&lt;script&gt;&#60;",
  "\u001b[31mred\u001b[0m\u0007",
  "two\nlines\r\n\tand a tab\u2028and more",
  "\u202egnp.exe\u2066\u200f",
  "null \0 byte, half \ud83d of a pair, \ufeff mark",
  `long ${"x".repeat(100_000)} end`,
] as const;

/** All of it in one string. */
export const HOSTILE_TEXT = HOSTILE.slice(0, -1).join(" ");

export const instrument: Instrument = {
  probe: "vmhwm",
  exact: true,
  intervalNs: 5e6,
  clock: "process.hrtime",
  node: "v20.20.2",
  v8: "11.3.244.8-node.38",
  os: "linux 6.1 x64",
  flags: ["--expose-gc"],
};

/** A rise, a plateau with a spike, and a fall. */
export const curve: Curve = {
  tNs: Array.from({ length: 63 }, (_, index) => index * 5e6),
  rssBytes: Array.from({ length: 63 }, (_, index) => (71.39 + riseAt(index)) * MIB),
  cpuPercent: Array.from({ length: 63 }, () => 100),
};

export const run: Run = {
  baselineBytes: 74_858_496,
  peakBytes: 274_853_888,
  incrementBytes: 199_995_392,
  retainedBytes: 52_428_800,
  wallNs: 312_400_000,
  cpuUserNs: 280_000_000,
  cpuSystemNs: 30_500_000,
  atPeak: {
    tNs: 225e6,
    shareOfPeak: 0.987,
    rssAnonBytes: 230 * MIB,
    rssFileBytes: 28 * MIB,
    rssShmemBytes: 0,
    v8: { distanceNs: 3.2e6, heapUsedBytes: 12 * MIB, externalBytes: 190 * MIB, arrayBuffersBytes: 189 * MIB },
  },
  gc: { count: 3, pauseNs: 12_300_000 },
  curve,
};

const measured = {
  version: 1,
  engine: "fork",
  outcome: completed,
  peakBytes: 274_853_888,
  incrementBytes: 199_995_392,
  baselineBytes: 74_858_496,
  wallNs: 312_400_000,
  runs: [run],
  instrument,
  notes: [],
} as const;

export const memit: MemitResult = { ...measured, kind: "memit", code: "Buffer.alloc(200e6).fill(1)" };

/** Of V8's heap; RSS stands beside it. */
export const memitOfHeap: MemitResult = {
  ...memit,
  metric: "heap",
  peakBytes: 12 * MIB,
  incrementBytes: 3 * MIB,
  baselineBytes: 9 * MIB,
  runs: [
    {
      ...run,
      peakBytes: 12 * MIB,
      incrementBytes: 3 * MIB,
      baselineBytes: 9 * MIB,
      retainedBytes: 0,
      rss: { exact: true, baselineBytes: 74_858_496, peakBytes: 274_853_888, incrementBytes: 199_995_392 },
    },
  ],
  instrument: { ...instrument, probe: "v8-gc" },
};

const threeRuns: readonly Run[] = [
  { ...run, peakBytes: 274_739_200, incrementBytes: 199_880_704, wallNs: 305_000_000 },
  run,
  { ...run, peakBytes: 273_580_032, incrementBytes: 198_721_536, wallNs: 331_000_000 },
];

/** Three runs; the second has the highest peak. */
export const memitOfThree: MemitResult = {
  ...memit,
  runs: threeRuns,
  spread: {
    count: 3,
    peakBytes: spreadOf(threeRuns.map(({ peakBytes }) => peakBytes!))!,
    incrementBytes: spreadOf(threeRuns.map(({ incrementBytes }) => incrementBytes!))!,
    wallNs: spreadOf(threeRuns.map(({ wallNs }) => wallNs!))!,
  },
  notes: [{ reason: "below-page-noise", text: "The increment is small beside what the system's pages add by chance." }],
};

/** One that holds; one that does not, by a hair; one of an unknown figure; one of a run that was ended. */
export const assertions: readonly Assertion[] = [
  { what: "peak", limitBytes: 300 * MIB, actualBytes: 274_853_888, holds: true },
  { what: "increment", limitBytes: 199_995_391, actualBytes: 199_995_392, holds: false },
  { what: "increment", limitBytes: 512, holds: false },
  { what: "peak", limitBytes: 300 * MIB, actualBytes: 274_853_888, holds: false },
];

/** Beside a result without a baseline. */
export const comparison: Comparison = {
  variable: "before",
  runs: 5,
  referenceRuns: 1,
  peakBytes: { actual: 262.12 * MIB, reference: 280 * MIB, ratio: 262.12 / 280, tolerance: 2.8 * MIB, verdict: "better" },
  incrementBytes: { actual: 190.73 * MIB, reference: 0, tolerance: 2 ** 18, verdict: "worse" },
  wallNs: { actual: 312e6, reference: 300e6, ratio: 1.04, tolerance: 15e6, verdict: "invariant" },
  differences: ["engine: fork, there fresh", "peak: exact, there sampled"],
};

/** Nothing but the outcome is known. */
export const memitUnmeasured: MemitResult = {
  version: 1,
  kind: "memit",
  engine: "fresh",
  code: "x",
  outcome: completed,
  runs: [{}],
  instrument: { ...instrument, probe: "statm", exact: false },
  notes: [{ reason: "no-proc", text: "The peak is absent: /proc cannot be read here." }],
};

export const state: StateSummary = {
  copied: [
    { name: "seed", bytes: 8 },
    { name: "rows", bytes: 38.1 * MIB },
  ],
  replayed: [
    { name: "parse", how: "rebuilt from its source, with the variables that it captured" },
    { name: "lodash", how: "loaded" },
    { name: "Row", how: "rebuilt from its source" },
  ],
  carryNs: 12_400_000,
};

/** More of everything than is listed, and names that need care. */
export const muchState: StateSummary = {
  copied: Array.from({ length: 120 }, (_, index) => ({ name: `v${index}`, bytes: index * 10_000 })),
  replayed: [
    { name: "<b>&\"'", how: "rebuilt from <source> & \u202e more" },
    { name: "x".repeat(200), how: "rebuilt" },
    ...Array.from({ length: 10 }, (_, index) => ({ name: `f${index}`, how: "rebuilt from its source" })),
    { name: "process.env.MODE", how: "applied" },
    { name: "nameless", how: "" },
  ],
};

export const memitFresh: MemitResult = { ...memit, engine: "fresh", state };

export const timeit: TimeitResult = {
  ...measured,
  kind: "timeit",
  code: "f()",
  loops: 1_000_000,
  repeat: 7,
  allRunsNs: [5.2e8, 5.1e8, 5.3e8, 5.25e8, 5.75e8, 5.2e8, 5.3e8],
  perLoop: {
    meanNs: 530,
    stdevNs: 20.9,
    bestNs: 510,
    worstNs: 575,
    medianNs: 525,
    p75Ns: 530,
    p99Ns: 572.3,
    ciLowNs: 511,
    ciHighNs: 549,
  },
  overheadNs: 0.31,
  wallNs: 3.82e9,
};

export const partitionRows: readonly PartitionRow[] = rowsOf([
  ["Float64Array", 12, 64_000_096],
  ["Point", 2_000_003, 17_495_680],
  ["string", 27_588, 4_021_242],
  ["Array", 25_226, 1_920_104],
  ["(array storage)", 12_595, 962_362],
  ["(compiled code)", 6_336, 912_831],
  ["Map", 5_855, 796_280],
  ["Object", 922, 789_656],
  ["(closure scopes)", 255, 499_248],
  ["Function", 922, 496_880],
  ["Set", 14, 2_048],
  ["Date", 3, 96],
  ["Promise", 1, 56],
]);

export const heap: HeapResult = {
  ...measured,
  kind: "heap",
  code: "const points = load()",
  scope: "cell",
  partition: {
    by: "class",
    objectCount: partitionRows.reduce((sum, { count }) => sum + count, 0),
    totalBytes: partitionRows.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: partitionRows,
    moreRows: 3,
    proof: { heapBytes: 27_401_486, usedHeapBytes: 27_398_544, outsideBytes: 64_000_096 },
  },
};

const siteRows: readonly Omit<SiteRow, "index" | "cumulativeBytes">[] = [
  { site: "parse (cell [4], line 3)", bytes: 17_301_504, samples: 528, errorBytes: 1_505_905 },
  { site: "ArrayBuffers, outside the heap (counted, not sampled)", bytes: 8_000_000 },
  { site: "parse (package papaparse, papaparse.js:143)", bytes: 4_194_304, samples: 128, errorBytes: 741_455 },
  { site: "cell [5]", bytes: 3_091_280, samples: 2, errorBytes: 92_682 },
  { site: '<img src=x onerror="alert(1)"> (cell [4], line 9)', bytes: 65_536, samples: 2, errorBytes: 92_682 },
  { site: "readFileSync (node:fs)", bytes: 32_800, samples: 1, errorBytes: 65_536 },
];

const siteBytes = siteRows.reduce((sum, { bytes }) => sum + bytes, 0);

/** Where a cell allocated what it left alive. */
export const sites: AllocationSites = {
  intervalBytes: 32_768,
  samples: 661,
  totalBytes: siteBytes,
  errorBytes: 1_684_942,
  usedHeapBytes: 24_212_008,
  arrayBuffersBytes: 8_000_000,
  rows: siteRows.map((row, index) => ({
    index,
    ...row,
    cumulativeBytes: siteRows.slice(0, index + 1).reduce((sum, { bytes }) => sum + bytes, 0),
  })),
  moreRows: 0,
};

export const time: TimeResult = {
  version: 1,
  kind: "time",
  code: "sum(n)",
  outcome: completed,
  wallNs: 1.37e9,
  cpuUserNs: 1.2e9,
  cpuSystemNs: 5e7,
  baselineBytes: 74_858_496,
  peakBytes: 274_853_888,
  incrementBytes: 199_995_392,
  instrument,
  notes: [],
};

export const live: LiveState = {
  kind: "memit",
  run: 2,
  runs: 5,
  phase: "cell",
  elapsedNs: 3.21e9,
  rssBytes: 200 * MIB,
  peakBytes: 262.12 * MIB,
  baselineBytes: 71.39 * MIB,
  curve: { tNs: curve.tNs.slice(0, 50), rssBytes: curve.rssBytes.slice(0, 50) },
};

export const liveAtStart: LiveState = {
  kind: "timeit",
  run: 1,
  runs: 1,
  phase: "starting",
  elapsedNs: 1e9,
  curve: { tNs: [], rssBytes: [] },
};

/** Every way in which a run can end without completing. */
export const failures: Readonly<Record<string, Outcome>> = {
  threw: {
    kind: "threw",
    name: "TypeError",
    message: "rows.map is not a function\n  in a second line",
    stack: "TypeError: …\n    at cell [3]:2:6",
  },
  "timed-out": { kind: "timed-out", limitNs: 2e9 },
  "out-of-heap": { kind: "out-of-memory", what: "heap", limitBytes: 512 * MIB },
  "out-of-data": { kind: "out-of-memory", what: "data", limitBytes: 1024 * MIB },
  "out-of-budget": { kind: "out-of-memory", what: "budget", limitBytes: 12.5 * 1024 * MIB },
  "out-of-system": { kind: "out-of-memory", what: "system" },
  killed: { kind: "killed", signal: "SIGKILL" },
  exited: { kind: "exited", code: 3 },
  interrupted: { kind: "interrupted" },
};

/** A copy that lacks some of its fields. */
export function without<T extends object>(object: T, fields: readonly (keyof T & string)[]): T {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !fields.includes(name as keyof T & string))) as T;
}

function riseAt(index: number): number {
  if (index < 8) return 0;
  if (index < 40) return ((index - 8) / 32) * 120;
  if (index < 46) return 120 + (index - 39) * 11;
  return index < 54 ? 150 : 150 - (index - 53) * 11;
}

function rowsOf(rows: readonly (readonly [kind: string, count: number, bytes: number])[]): PartitionRow[] {
  let cumulativeBytes = 0;
  return rows.map(([kind, count, bytes], index) => ({ index, count, bytes, cumulativeBytes: (cumulativeBytes += bytes), kind }));
}
