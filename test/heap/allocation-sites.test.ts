import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ARRAY_BUFFERS_SITE,
  type Frame,
  NATIVE_SITE,
  type Profile,
  type ProfileNode,
  samplingError,
  siteTable,
  sitesIn,
} from "../../src/heap/allocation-sites";

/** A node of a drawn profile: whose function it is, what it allocated itself, in how many samples, and what it called. */
interface Drawn {
  readonly frame: Frame;
  readonly bytes: number;
  readonly samples: number;
  readonly calls: readonly Drawn[];
}

function drawn(frame: Frame, bytes: number, ...calls: readonly Drawn[]): Drawn {
  return { frame, bytes, samples: bytes > 0 ? 1 : 0, calls };
}

const user = (site: string, bytes: number, ...calls: readonly Drawn[]): Drawn => drawn({ kind: "user", site }, bytes, ...calls);
const node = (site: string, bytes: number, ...calls: readonly Drawn[]): Drawn => drawn({ kind: "node", site }, bytes, ...calls);
const native = (bytes: number, ...calls: readonly Drawn[]): Drawn => drawn({ kind: "native" }, bytes, ...calls);
const own = (bytes: number, ...calls: readonly Drawn[]): Drawn => drawn({ kind: "own" }, bytes, ...calls);

/** The rows of a drawn profile, as `[site, bytes, samples]`. */
function rowsOf(head: Drawn): unknown[] {
  const frames: Frame[] = [];
  const samples: { nodeId: number }[] = [];
  const nodeOf = ({ frame, bytes, samples: count, calls }: Drawn): ProfileNode => {
    const id = frames.push(frame) - 1;
    samples.push(...Array.from({ length: count }, () => ({ nodeId: id })));
    const callFrame = { functionName: "", scriptId: String(id), url: "", lineNumber: 0, columnNumber: 0 };
    return { id, callFrame, selfSize: bytes, children: calls.map(nodeOf) };
  };
  const profile: Profile = { head: nodeOf(head), samples };
  const sites = sitesIn(profile, ({ scriptId }) => frames[Number(scriptId)]!);
  return sites.map(({ site, bytes, samples: count }) => [site, bytes, count]);
}

describe("the functions of a profile", () => {
  test("a function has what it allocates itself, not what it calls", () => {
    assert.deepEqual(rowsOf(native(0, user("f", 10, user("g", 5)))), [
      ["f", 10, 1],
      ["g", 5, 1],
    ]);
  });

  test("a function has one row, whoever calls it", () => {
    assert.deepEqual(rowsOf(native(0, user("f", 1, user("h", 10)), user("g", 2, user("h", 20)))), [
      ["f", 1, 1],
      ["h", 30, 2],
      ["g", 2, 1],
    ]);
  });

  test("recursion adds up in one row", () => {
    assert.deepEqual(rowsOf(native(0, user("f", 1, user("f", 2, user("f", 4))))), [["f", 7, 3]]);
    assert.deepEqual(rowsOf(native(0, user("f", 1, user("g", 2, user("f", 4, user("g", 8)))))), [
      ["f", 5, 2],
      ["g", 10, 2],
    ]);
  });

  test("what builtins allocate, one within the other, is their caller's", () => {
    assert.deepEqual(rowsOf(native(0, user("f", 1, native(10, native(100))))), [["f", 111, 3]]);
  });

  test("a callback of a builtin has its own", () => {
    assert.deepEqual(rowsOf(native(0, user("f", 0, native(10, user("callback", 100, native(1000)))))), [
      ["f", 10, 1],
      ["callback", 1100, 2],
    ]);
  });

  test("Node's functions have their own, too", () => {
    assert.deepEqual(rowsOf(native(0, user("f", 1, node("readFileSync (node:fs)", 20, native(3))))), [
      ["f", 1, 1],
      ["readFileSync (node:fs)", 23, 2],
    ]);
  });

  test("what nobody's function has called is native code's", () => {
    assert.deepEqual(rowsOf(native(1, native(2))), [[NATIVE_SITE, 3, 2]]);
  });

  test("what measuring allocates is nobody's, nor what Node allocates for it; the cell below it has its own", () => {
    assert.deepEqual(
      rowsOf(native(0, node("processTicksAndRejections (node:internal)", 0, own(7, native(8), node("observe", 9), user("cell", 1))))),
      [["cell", 1, 1]],
    );
  });

  test("what our code allocates for a cell, such as what it prints, is the cell's", () => {
    assert.deepEqual(rowsOf(native(0, own(0, user("cell", 1, node("log (node:console)", 2, own(4, native(8))))))), [
      ["cell", 1, 1],
      ["log (node:console)", 14, 3],
    ]);
  });
});

describe("the table of sites", () => {
  const counted = { intervalBytes: 100, usedHeapBytes: 990, arrayBuffersBytes: 0 };

  test("has the largest first, accumulates, and says what each may be off by", () => {
    const sites = [
      { site: "b", bytes: 200, samples: 4 },
      { site: "a", bytes: 800, samples: 9 },
    ];
    assert.deepEqual(siteTable(sites, counted), {
      ...counted,
      samples: 13,
      totalBytes: 1000,
      errorBytes: samplingError(13, 100),
      rows: [
        { index: 0, site: "a", bytes: 800, samples: 9, errorBytes: 600, cumulativeBytes: 800 },
        { index: 1, site: "b", bytes: 200, samples: 4, errorBytes: 400, cumulativeBytes: 1000 },
      ],
      moreRows: 0,
    });
  });

  test("has a row for ArrayBuffers, which are counted: no samples and no error", () => {
    const { rows, totalBytes, errorBytes } = siteTable([{ site: "a", bytes: 800, samples: 1 }], { ...counted, arrayBuffersBytes: 5000 });
    assert.deepEqual(rows[0], { index: 0, site: ARRAY_BUFFERS_SITE, bytes: 5000, cumulativeBytes: 5000 });
    assert.deepEqual([totalBytes, errorBytes], [5800, 200]);
  });

  test("tells how many rows there are beyond ten", () => {
    const sites = Array.from({ length: 13 }, (_, index) => ({ site: `f${index}`, bytes: 100, samples: 1 }));
    assert.equal(siteTable(sites, counted).moreRows, 3);
    assert.deepEqual(siteTable([], counted).rows, []);
  });
});

/** Draws samples as V8 does (`sampling-heap-profiler.cc`), and sums the estimate up as it does. */
function drawEstimate(size: number, objects: number, interval: number, random: () => number): { bytes: number; samples: number } {
  const chance = 1 - Math.exp(-size / interval);
  const samples = Array.from({ length: objects }).filter(() => random() < chance).length;
  return { bytes: size * Math.round(samples / chance), samples };
}

test("95 % of estimates are within the error, or more", () => {
  const random = seeded(42);
  for (const [size, objects] of [
    [40, 20_000],
    [1000, 2000],
    [40_000, 50],
  ] as const) {
    const draws = Array.from({ length: 300 }, () => drawEstimate(size, objects, 32_768, random));
    const within = draws.filter(({ bytes, samples }) => Math.abs(bytes - size * objects) <= samplingError(samples, 32_768)).length;
    assert.ok(within >= 0.93 * draws.length, `${within} of ${draws.length} for objects of ${size} bytes`);
  }
});

/** Numbers from 0 to 1, the same ones each time: the generator mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
