import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byteAxisUnit,
  count,
  formatBytes,
  formatDuration,
  formatElapsed,
  formatMiB,
  formatPercent,
  formatTick,
  timeAxisUnit,
} from "../../src/render/units";
import { pythonCases } from "./golden";

const SIZES: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, PiB: 2 ** 50 };
const DURATIONS: Readonly<Record<string, number>> = { ns: 1, μs: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9, d: 86_400e9 };

const anyBytes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyDuration = fc.double({ min: 0, max: 1e16, noNaN: true });

test("durations are printed as IPython's _format_time prints them", () => {
  for (const [ns, precision, text] of pythonCases("format-time.json")) {
    assert.equal(formatDuration(ns, precision), text, `${ns} ns with ${precision} digits`);
  }
});

test("the micro sign is IPython's, the Greek letter", () => {
  assert.equal(formatDuration(1500), "1.5 \u03bcs");
});

test("MiB are printed as memory_profiler prints them", () => {
  for (const [bytes, , text] of pythonCases("memit-mib.json")) assert.equal(formatMiB(bytes), text, `${bytes} bytes`);
});

test("bytes take the unit in which they read best, and never 1024 of one", () => {
  assert.deepEqual([0, 512, 1023, 1024, 1536, 2 ** 20 - 1, 2 ** 20, 3 * 2 ** 30, -2048].map(formatBytes), [
    "0 B",
    "512 B",
    "1023 B",
    "1.00 KiB",
    "1.50 KiB",
    "1.00 MiB",
    "1.00 MiB",
    "3.00 GiB",
    "-2.00 KiB",
  ]);
});

test("a larger number of bytes is never printed as a smaller one", () => {
  fc.assert(fc.property(anyBytes, anyBytes, (a, b) => parseBytes(formatBytes(Math.min(a, b))) <= parseBytes(formatBytes(Math.max(a, b)))));
});

test("bytes read back are the bytes printed, but for the last digit shown", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const unit = formatBytes(bytes).split(" ")[1]!;
      return Math.abs(parseBytes(formatBytes(bytes)) - bytes) <= (unit === "B" ? 0 : 0.005001 * SIZES[unit]!);
    }),
  );
});

test("a longer duration is never printed as a shorter one", () => {
  fc.assert(
    fc.property(anyDuration, anyDuration, (a, b) => {
      const [shorter, longer] = [Math.min(a, b), Math.max(a, b)].map((ns) => parseDuration(formatDuration(ns)));
      // A sum of units read back as doubles may be off by their last bit.
      return shorter! <= longer! * (1 + 1e-12);
    }),
  );
});

test("a duration read back is right to its three digits, and above a minute to the second", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 1e16, noNaN: true }), (ns) => {
      const difference = Math.abs(parseDuration(formatDuration(ns)) - ns);
      return ns < 60e9 ? difference <= ns * 0.00501 : difference <= 1e9;
    }),
  );
});

test("elapsed time keeps one decimal until it is a minute", () => {
  assert.deepEqual([0, 1e9, 3.21e9, 59.94e9, 59.96e9, 60e9, 65.7e9].map(formatElapsed), [
    "0.0 s",
    "1.0 s",
    "3.2 s",
    "59.9 s",
    "1min",
    "1min",
    "1min 5s",
  ]);
});

test("counts and shares", () => {
  assert.equal(count(1, "loop"), "1 loop");
  assert.equal(count(0, "loop"), "0 loops");
  assert.equal(count(1_000_000, "loop"), "1,000,000 loops");
  assert.equal(formatPercent(0.987), "99 %");
});

test("an axis is labelled in one unit with no needless digits", () => {
  assert.equal(formatTick(150 * 2 ** 20, byteAxisUnit(300 * 2 ** 20)), "150 MiB");
  assert.equal(formatTick(1.5 * 2 ** 30, byteAxisUnit(3 * 2 ** 30)), "1.5 GiB");
  assert.equal(formatTick(0, timeAxisUnit(312e6)), "0 ms");
  assert.equal(formatTick(90e9, timeAxisUnit(300e9)), "1.5 min");
});

function parseBytes(text: string): number {
  const [value, unit] = text.split(" ");
  return Number(value) * SIZES[unit!]!;
}

/** Reads `312 ms`, and `1min 5s`. */
function parseDuration(text: string): number {
  const parts = [...text.matchAll(/([\d.]+(?:e[+-]\d+)?) ?(ns|μs|ms|s|min|h|d)(?= |$)/g)];
  assert.notEqual(parts.length, 0, `no duration: ${text}`);
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * DURATIONS[unit!]!, 0);
}
