import assert from "node:assert/strict";
import { test } from "node:test";
import type { AllocationSites } from "../../src/model/allocation-sites";
import type { MimeBundle } from "../../src/model/mime";
import type { AnyResult, Contender, MemitResult, Run } from "../../src/model/result";
import { renderHeap } from "../../src/render/heap";
import { renderLive } from "../../src/render/live";
import { renderMemit } from "../../src/render/memit";
import { renderResult } from "../../src/render/render";
import { renderTimeit } from "../../src/render/timeit";
import { checkGolden } from "./golden";
import { graph } from "./graph-sample";
import {
  assertions,
  comparison,
  failures,
  heap,
  instrument,
  live,
  liveAtStart,
  memit,
  memitFresh,
  memitOfHeap,
  memitOfThree,
  memitUnmeasured,
  muchState,
  run,
  sites,
  state,
  time,
  timeit,
  without,
} from "./samples";

/** The figures alone; the curve and the background are in the goldens of the complete results. */
const plainRun: Run = {
  baselineBytes: run.baselineBytes!,
  peakBytes: run.peakBytes!,
  incrementBytes: run.incrementBytes!,
  wallNs: run.wallNs!,
};
const plain = { runs: [plainRun] };

const timeitWithoutLoops = without(timeit, ["perLoop", "loops", "overheadNs"]);

/** Enough that a histogram says more than the figures. */
const manyRepeats = {
  repeat: 40,
  allRunsNs: Array.from({ length: 40 }, (_, index) => (510 + 65 * Math.abs(Math.sin(index * 1.7))) * 1e6),
};

const contenders: readonly Contender[] = [
  { code: "rows.map(f)", loops: 1_000_000, allRunsNs: timeit.allRunsNs, perLoop: timeit.perLoop!, overheadNs: 0.3 },
  {
    code: "for (const row of rows) {\n  f(row);\n}",
    loops: 1000,
    allRunsNs: [1.13e6, 1.14e6],
    perLoop: perLoopOf(1.13e3),
    overheadNs: 0.3,
    ratio: { value: 2.13, low: 2.1, high: 2.16 },
  },
  { code: "1", loops: 1000, allRunsNs: [0, 0], atMostNs: 0.5, overheadNs: 0.3 },
  { code: "never()", allRunsNs: [] },
];

const diff: NonNullable<typeof heap.diff> = {
  since: "before",
  countChange: 20_039,
  bytesChange: 395_141,
  rows: [
    { kind: "Row", count: 10_000, bytes: 400_000, countChange: 10_000, bytesChange: 400_000 },
    { kind: "string", count: 0, bytes: 0, countChange: -3, bytesChange: -4859 },
  ],
};

const emptyPartition: NonNullable<typeof heap.partition> = {
  by: "class",
  objectCount: 0,
  totalBytes: 0,
  rows: [],
  moreRows: 0,
  proof: { heapBytes: 0, usedHeapBytes: 0, outsideBytes: 0 },
};

const noSites: AllocationSites = {
  ...sites,
  samples: 0,
  totalBytes: 0,
  errorBytes: 0,
  usedHeapBytes: -2048,
  arrayBuffersBytes: 0,
  rows: [],
};

const manySites: AllocationSites = {
  ...sites,
  rows: Array.from({ length: 12 }, (_, index) => ({ ...sites.rows[0]!, index })),
  moreRows: 2,
};

const goldens: Readonly<Record<string, MimeBundle>> = {
  memit: renderMemit(memit),
  "memit-three-runs": renderMemit(memitOfThree),
  "memit-twelve-runs": renderMemit({ ...memit, runs: Array.from({ length: 12 }, () => plainRun) }),
  "memit-unmeasured": renderMemit(memitUnmeasured),
  "memit-fresh": renderMemit(memitFresh),
  "memit-fresh-much-state": renderMemit({ ...memitFresh, ...plain, state: muchState }),
  "memit-fresh-no-state": renderMemit({ ...memitFresh, ...plain, state: { copied: [], replayed: [], carryNs: 2_100_000 } }),
  "memit-sampled-by-itself": renderMemit({
    ...memit,
    runs: [{ ...plainRun, atPeak: { tNs: 312_400_000, shareOfPeak: 1 } }],
    instrument: { ...without(instrument, ["intervalNs"]), probe: "self", exact: false },
  }),
  "memit-asserted": renderMemit({ ...memit, ...plain, assertions }),
  "memit-asserted-and-timed-out": renderMemit({ ...memit, ...plain, outcome: failures["timed-out"]!, assertions: [assertions[3]!] }),
  "memit-of-heap": renderMemit({
    ...memitOfHeap,
    assertions: [{ what: "peak", limitBytes: 1024, actualBytes: 12 * 2 ** 20, holds: false }],
  }),
  "memit-compared": renderMemit({ ...memit, ...plain, comparison }),
  "memit-compared-once": renderMemit({ ...memit, ...plain, comparison: { runs: 1, referenceRuns: 1, wallNs: comparison.wallNs! } }),
  "timeit-fresh": renderTimeit({ ...timeit, ...plain, engine: "fresh", state }),
  "heap-fresh": renderHeap({ ...heap, ...plain, engine: "fresh", state }),
  "memit-sampled": renderMemit({
    ...memit,
    ...plain,
    instrument: { ...instrument, probe: "statm", exact: false, toleranceBytes: 131_072 },
  }),
  ...Object.fromEntries(Object.entries(failures).map(([name, outcome]) => [`memit-${name}`, renderMemit({ ...memit, ...plain, outcome })])),
  "memit-threw-in-setup": renderMemit({ ...memitUnmeasured, outcome: failures["threw"]!, notes: [] }),
  timeit: renderTimeit(timeit),
  "timeit-precise": renderTimeit({ ...timeit, ...plain, compileNs: 123e6 }, { precision: 6 }),
  "timeit-one-run-one-loop": renderTimeit({ ...timeit, ...plain, loops: 1, repeat: 1, allRunsNs: [1.37e9], perLoop: perLoopOf(1.37e9) }),
  "timeit-slowest": renderTimeit({ ...timeit, ...plain, perLoop: { ...timeit.perLoop!, bestNs: 2000, worstNs: 10_420 } }),
  "timeit-interrupted": renderTimeit({ ...timeit, ...plain, outcome: failures["interrupted"]!, allRunsNs: timeit.allRunsNs.slice(0, 3) }),
  "timeit-adaptive": renderTimeit({ ...timeit, ...plain, ...manyRepeats, stop: "budget", gcInside: { count: 12, pauseNs: 8.1e6 } }),
  "timeit-median": renderTimeit({ ...timeit, ...plain, stop: "precision" }, { stat: "median" }),
  "timeit-best": renderTimeit({ ...timeit, ...plain }, { stat: "best" }),
  "timeit-below-resolution": renderTimeit({ ...without(timeit, ["perLoop"]), ...plain, atMostNs: 0.5, stop: "budget" }),
  "timeit-compare": renderTimeit({ ...timeit, ...plain, contenders }),
  "timeit-timed-out-at-once": renderTimeit({ ...timeitWithoutLoops, ...plain, outcome: failures["timed-out"]!, allRunsNs: [] }),
  heap: renderHeap(heap),
  "heap-notebook": renderHeap({ ...heap, ...plain, scope: "notebook" }),
  "heap-difference": renderHeap({ ...heap, ...plain, partition: differencePartition() }),
  "heap-empty": renderHeap({ ...heap, ...plain, partition: emptyPartition }),
  "heap-module": renderHeap({ ...heap, ...plain, partition: { ...heap.partition!, by: "module" } }),
  "heap-graph": renderHeap({ ...without(heap, ["partition"]), ...plain, scope: "notebook", graph }),
  "heap-sites": renderHeap({ ...without(heap, ["partition"]), ...plain, sites }),
  "heap-sites-many": renderHeap({ ...without(heap, ["partition"]), ...plain, sites: manySites }),
  "heap-sites-none": renderHeap({ ...without(heap, ["partition"]), ...plain, sites: noSites }),
  "heap-marked": renderHeap({ ...heap, ...plain, scope: "notebook", mark: "before" }),
  "heap-diff": renderHeap({ ...heap, ...plain, scope: "notebook", diff }),
  "heap-threw": renderHeap({ ...without(heap, ["partition"]), ...plain, outcome: failures["threw"]! }),
  time: renderResult(time),
  "time-threw": renderResult({ ...time, outcome: failures["threw"]! }),
  live: renderLive(live),
  "live-at-start": renderLive(liveAtStart),
};

for (const [name, bundle] of Object.entries(goldens)) {
  test(`text of ${name}`, () => checkGolden(`${name}.txt`, bundle["text/plain"]));
  test(`HTML of ${name}`, () => checkGolden(`${name}.html`, String(bundle["text/html"])));
}

test("the first lines are the peers'", () => {
  assert.equal(firstLine(renderMemit(memit)), "peak memory: 262.12 MiB, increment: 190.73 MiB, time: 312 ms");
  assert.equal(firstLine(renderTimeit(timeit)), "530 ns ± 20.9 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)");
  const once = renderTimeit({ ...timeit, loops: 1, repeat: 1, allRunsNs: [1.37e9], perLoop: perLoopOf(1.37e9) });
  assert.equal(firstLine(once), "1.37 s ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)");
});

test("memit, timeit and heap all print peak, increment and time", () => {
  const figures = /^peak memory: \d+\.\d\d MiB, increment: \d+\.\d\d MiB, time: [\d.]+ m?s$/m;
  for (const result of [memit, timeit, heap]) assert.match(renderResult(result)["text/plain"], figures);
});

test("a bundle is text first, then HTML, then the result itself", () => {
  for (const result of [memit, timeit, heap, time]) {
    const bundle = renderResult(result);
    assert.deepEqual(Object.keys(bundle), ["text/plain", "text/html", `application/vnd.tslab-magics.${result.kind}+json`]);
    assert.deepEqual(JSON.parse(JSON.stringify(bundle[`application/vnd.tslab-magics.${result.kind}+json`])), result);
  }
});

test("IPython's warning comes on IPython's conditions", () => {
  const warns = (bestNs: number, worstNs: number): boolean =>
    renderTimeit({ ...timeit, perLoop: { ...timeit.perLoop!, bestNs, worstNs } })["text/plain"].includes("The slowest run took");
  assert.deepEqual(
    [warns(1000, 4000), warns(1000, 4001), warns(200, 1000), warns(200, 1001), warns(0, 5000)],
    [false, true, false, true, false],
  );
});

test("heapy's table is byte for byte heapy's", () => {
  // Printed by guppy3, in the article "Profiling Python code" of High Performance Python; the kinds' header and the last line are ours.
  const rows: [number, number, number, string][] = [
    [27588, 4021242, 4021242, "str"],
    [25226, 1920104, 5941346, "tuple"],
    [12595, 962362, 6903708, "bytes"],
    [6336, 912831, 7816539, "types.CodeType"],
    [5855, 796280, 8612819, "function"],
    [922, 789656, 9402475, "type"],
    [255, 499248, 9901723, "dict of module"],
    [922, 496880, 10398603, "dict of type"],
    [514, 284608, 10683211, "set"],
    [529, 276160, 10959371, "dict (no owner)"],
  ];
  const partition = {
    by: "class",
    proof: { heapBytes: 12355685, usedHeapBytes: 12355685, outsideBytes: 0 },
    objectCount: 96564,
    totalBytes: 12355685,
    rows: rows.map(([count, bytes, cumulativeBytes, kind], index) => ({ index, count, bytes, cumulativeBytes, kind })),
    moreRows: 248,
  } as const;
  const expected = `Partition of a set of 96564 objects. Total size = 12355685 bytes.
 Index  Count   %     Size   % Cumulative  % Kind (class / type)
     0  27588  29  4021242  33   4021242  33 str
     1  25226  26  1920104  16   5941346  48 tuple
     2  12595  13   962362   8   6903708  56 bytes
     3   6336   7   912831   7   7816539  63 types.CodeType
     4   5855   6   796280   6   8612819  70 function
     5    922   1   789656   6   9402475  76 type
     6    255   0   499248   4   9901723  80 dict of module
     7    922   1   496880   4  10398603  84 dict of type
     8    514   1   284608   2  10683211  86 set
     9    529   1   276160   2  10959371  89 dict (no owner)
<248 more rows.>`;
  assert.ok(renderHeap({ ...heap, partition })["text/plain"].includes(expected));
});

test("every failure is visible as such in text and in HTML", () => {
  for (const outcome of Object.values(failures)) {
    for (const result of [memit, timeit, heap, time] as AnyResult[]) {
      const bundle = renderResult({ ...result, outcome });
      assert.match(bundle["text/plain"], /^(Error|Timed out|Out of memory|Killed|Exited|Interrupted): the /m);
      assert.match(String(bundle["text/html"]), /<strong>(Error|Timed out|Out of memory|Killed|Exited|Interrupted):<\/strong> the /);
    }
  }
});

test("the state is told where it was carried, and nowhere else", () => {
  assert.match(
    renderMemit(memitFresh)["text/plain"],
    /^state: copied rows \(38\.10 MiB\), seed; rebuilt parse, Row; loaded lodash; 12\.4 ms$/m,
  );
  for (const result of [memit, timeit, heap, time]) {
    const bundle = renderResult(result);
    for (const type of ["text/plain", "text/html"]) assert.doesNotMatch(String(bundle[type]), /state|new process/);
  }
});

test("nothing is said to have failed that completed", () => {
  for (const result of [memit, timeit, heap, time]) {
    assert.doesNotMatch(renderResult(result)["text/plain"], /Error|Timed out|Out of memory|Killed|Exited|Interrupted/);
  }
});

test("the figures' run is the one with the highest peak, whichever failed or came last", () => {
  const result: MemitResult = {
    ...memit,
    runs: [{ ...plainRun, retainedBytes: 1 * 2 ** 20 }, { wallNs: 1 }, { ...plainRun, peakBytes: 1, retainedBytes: 2 * 2 ** 20 }],
  };
  assert.match(renderMemit(result)["text/plain"], /retained: 1\.00 MiB/);
});

function firstLine(bundle: MimeBundle): string | undefined {
  return bundle["text/plain"].split("\n")[0];
}

function perLoopOf(ns: number): NonNullable<typeof timeit.perLoop> {
  return { meanNs: ns, stdevNs: 0, bestNs: ns, worstNs: ns, medianNs: ns, p75Ns: ns, p99Ns: ns };
}

/** As a difference may be: something was freed, and one size is an estimate. */
function differencePartition(): NonNullable<typeof heap.partition> {
  return {
    by: "class",
    objectCount: 1_000_998,
    totalBytes: 31_998_976,
    rows: [
      { index: 0, count: 1_000_000, bytes: 32_000_000, cumulativeBytes: 32_000_000, kind: "Point", errorBytes: 1200 },
      { index: 1, count: 1000, bytes: 24_000, cumulativeBytes: 32_024_000, kind: "string" },
      { index: 2, count: -2, bytes: -25_024, cumulativeBytes: 31_998_976, kind: "Map" },
    ],
    moreRows: 0,
    proof: { heapBytes: 31_998_976, usedHeapBytes: 32_001_024, outsideBytes: 0 },
  };
}
