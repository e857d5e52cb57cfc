import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { By, PartitionRow } from "../../src/model/result";
import type { DifferenceReport } from "./fixtures/differences";
import type { ExactnessReport } from "./fixtures/exactness";
import { HEAPS } from "./fixtures/heaps";
import type { ForkReport } from "./fixtures/in-fork";
import type { HostileReport } from "./fixtures/hostile";
import type { WithoutReport } from "./fixtures/without";
import { KERNEL_FLAGS, runFixture } from "./run-fixture";

const KIB = 1024;

describe("a census beside V8's own answers", () => {
  for (const name of Object.keys(HEAPS)) {
    test(`heap of ${name}`, async () => {
      const { report } = await runFixture<ExactnessReport>("exactness", [name]);
      assert.deepEqual(report.notes, []);
      for (const { name, census, queried, snapshot } of report.classes) {
        assert.ok(census && snapshot, `${name} is missing`);
        assertNear(census.count, queried, BUILTINS.has(name) ? 8 : 0, `count of ${name}`);
        assertNear(
          census.bytes / census.count,
          snapshot.bytes / snapshot.count,
          0.005 * (snapshot.bytes / snapshot.count),
          `size of ${name}`,
        );
      }
      for (const { kind, counted, made } of report.kinds) assertNear(counted, made, 8, `count of ${kind}`);
      const { heapBytes, usedHeapBytes } = report.proof;
      assertNear(heapBytes, usedHeapBytes, Math.max(0.005 * usedHeapBytes, WAVER), "sum of the rows");
      assert.ok(report.rows.every((row) => row.bytes > 0 || row.count <= 0));
    });
  }

  test("what has no class has an honest row", async () => {
    const { report } = await runFixture<ExactnessReport>("exactness", ["oddities"]);
    const count = (kind: string): number => report.rows.find((row) => row.kind === kind)?.count ?? 0;
    assertNear(count("Generator"), 1000, 3, "generators");
    assertNear(count("Proxy"), 1000, 10, "proxies");
    assert.ok(count("object (null prototype, other realm or internal)") >= 1000);
    assert.ok(count("closure") >= 600);
    assert.ok(count("string") >= 400);
    assertNear(count("bigint"), 300, 120, "bigints");
  });
});

/** V8's own total counts the unused end of a page of its young generation, or not. */
const WAVER = 256 * KIB;

/** Node itself makes and drops a few of these at any time. */
const BUILTINS: ReadonlySet<string> = new Set(["Set", "WeakMap", "Float64Array", "DataView", "Date", "Promise"]);

describe("the difference of two censuses", () => {
  const change = async (work: string, by: By = "class"): Promise<DifferenceReport> =>
    (await runFixture<DifferenceReport>("differences", [work, by])).report;
  const row = ({ change }: DifferenceReport, kind: string): PartitionRow | undefined => change.rows.find((row) => row.kind === kind);

  test("nothing leaves next to nothing", async () => {
    const { change: rows } = await change("nothing");
    assertNear(rows.totalBytes, 0, 64 * KIB, "total");
    for (const { kind, bytes } of rows.rows) assertNear(bytes, 0, 48 * KIB, kind);
  });

  test("kept instances are counted to the last one and the last byte", async () => {
    const report = await change("instances");
    const instances = row(report, "Couple");
    assert.equal(instances?.count, 100_000);
    // The snapshot sees the older 50,000 as well.
    assert.equal(report.snapshot?.count, 150_000);
    assert.equal(instances.bytes, (report.snapshot.bytes / report.snapshot.count) * 100_000);
    assertNear(row(report, "array storage")?.bytes ?? 0, 800_000, 250_000, "array storage");
    const others = report.change.rows.filter(({ kind }) => kind !== "Couple" && kind !== "array storage");
    assertNear(
      others.reduce((sum, { bytes }) => sum + bytes, 0),
      0,
      64 * KIB,
      "everything else",
    );
  });

  test("what the work let go is negative", async () => {
    const report = await change("drop");
    assert.equal(row(report, "Couple")?.count, -50_000);
    assertNear(row(report, "ArrayBuffer (outside the heap)")?.bytes ?? 0, -3_000_000, 8 * KIB, "outside the heap");
    assert.ok(report.change.totalBytes < -4_000_000);
  });

  test("buffers count outside the heap", async () => {
    const report = await change("buffers");
    assert.equal(row(report, "Buffer")?.count, 10);
    assertNear(row(report, "ArrayBuffer (outside the heap)")?.bytes ?? 0, 10_000_000, 8 * KIB, "outside the heap");
  });

  test("what storage has in advance has rows of its own", async () => {
    const report = await change("capacity");
    // V8 makes room for 17 elements at the first push, and for 16 entries beyond the eighth.
    assertNear(row(report, "array storage: unused capacity")?.bytes ?? 0, 1000 * (17 - 9) * 8, 2 * KIB, "arrays");
    const tables = row(report, "Map/Set tables: unused capacity");
    assertNear(tables?.bytes ?? 0, 1000 * (16 - 9) * 28, 2 * KIB, "Maps");
    assert.ok((tables?.errorBytes ?? 0) <= 2 * KIB);
  });

  test("by module, the file of a class is told", async () => {
    const { change: table } = await change("instances", "module");
    assert.equal(table.by, "module");
    const [first] = table.rows;
    assert.match(first?.kind ?? "", /^file .*fixtures[\\/]differences\.js$/);
    assert.equal(first?.count, 100_000);
  });

  for (const by of ["type", "size"] as const) {
    test(`by ${by}, without a look at classes`, async () => {
      const { change: table } = await change("instances", by);
      assert.equal(table.by, by);
      const [first] = table.rows;
      assert.equal(first?.kind, by === "size" ? "32 bytes to under 64 bytes" : "object");
      assertNear(first.count, 100_000, 500, "count");
      assertNear(first.bytes, 4_000_000, 40_000, "bytes");
      assertNear(table.proof?.heapBytes ?? NaN, table.proof?.usedHeapBytes ?? NaN, WAVER, "sum of the rows");
      assertNear(table.totalBytes, 4_800_000, 300_000, "total");
    });
  }

  test("garbage is not counted", async () => {
    const report = await change("garbage");
    assert.equal(row(report, "Couple"), undefined);
    // The collections that the garbage causes make V8 throw away code that was not used for long.
    const others = report.change.rows.filter(({ kind }) => kind !== "code");
    for (const { kind, bytes } of others) assertNear(bytes, 0, 64 * KIB, kind);
  });

  test("objects without a prototype and boxed numbers are counted", async () => {
    assertNear(row(await change("null prototypes"), "object (null prototype, other realm or internal)")?.count ?? 0, 10_000, 20, "objects");
    assertNear(row(await change("numbers"), "number (boxed)")?.count ?? 0, 10_000, 20, "numbers");
  });
});

test("hostile heaps: nothing of the user's is run, names are data, and all is as before", async () => {
  const { report, stderr } = await runFixture<HostileReport>("hostile");
  assert.deepEqual(report.triggered, []);
  assert.deepEqual(report.notes, []);
  const counts = Object.fromEntries(report.rows.map(({ kind, count }) => [`kind ${kind}`, count]));
  const expected = [
    "<script>alert(1)</script>",
    "__proto__",
    "constructor",
    "class string",
    "class Map",
    "a\n - instance size: 8\n",
    "naïve 🍎",
    "toString",
  ];
  for (const [index, name] of expected.entries()) assert.equal(counts[`kind ${name}`], 11 + index, name);
  assert.equal(counts["kind object (its prototype is a proxy)"], undefined);
  assert.equal(counts["kind (class behind a proxy)"], 1);
  assert.equal(report.nativesAreOff, true);
  assert.equal(report.tracing, undefined);
  assert.deepEqual(report.newGlobals, []);
  assert.deepEqual(report.descriptorsAfter, report.descriptorsBefore);
  assert.equal(stderr, "stderr is back\n");
});

test("a fork of a process that holds TypeScript", { skip: process.platform !== "linux" && "fork needs Linux" }, async () => {
  const { report } = await runFixture<ForkReport>("in-fork");
  assert.deepEqual(report.notes, []);
  assertNear(report.nothing.totalBytes, 0, 64 * KIB, "total of nothing");
  assert.equal(report.change.rows.find(({ kind }) => kind === "Kept")?.count, 30_000);
  assertNear(report.change.totalBytes, 30_000 * (32 + 8), 128 * KIB, "total of the kept");
});

describe("where something is missing", () => {
  test("without koffi there are V8's types, and a note", async () => {
    const { report } = await runFixture<WithoutReport>("without", ["koffi"]);
    assert.ok("table" in report);
    assert.equal(report.table.classRows, undefined);
    assert.deepEqual(report.table.notes, [
      { reason: "classes-unknown", text: "Objects are shown by V8's types, not by class: Cannot find module 'koffi'" },
    ]);
    assert.ok(report.partition.rows.some((row) => row.kind === "string" && row.bytes > 100 * KIB));
    assertNear(report.change.totalBytes, 0, 64 * KIB, "total of the difference");
  });

  test("without --expose-gc the error says what to do", async () => {
    const { report } = await runFixture<WithoutReport>("without", [], []);
    assert.deepEqual(report, { failure: "A census of the heap needs Node's flag --expose-gc: start the kernel with it." });
  });

  test("a worker is told that only the main thread can be counted", async () => {
    const { report } = await runFixture<WithoutReport>("without", ["main thread"]);
    assert.ok("failure" in report);
    assert.match(report.failure, /^Trace events are unavailable$/);
  });

  test("a process that is traced already is told to stop that", async () => {
    const tracing = ["--trace-event-categories", "v8", "--trace-event-file-pattern", "/dev/null"];
    const { report } = await runFixture<WithoutReport>("without", [], [...KERNEL_FLAGS, ...tracing]);
    assert.deepEqual(report, {
      failure: "The heap cannot be counted while this process is traced (v8): switch off its trace events first.",
    });
  });
});

function assertNear(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not within ${tolerance} of ${expected}`);
}
