import { fixed, general } from "./printf";

const KIB = 1024;
const MIB = KIB ** 2;
const NS_PER_S = 1e9;

/** A unit that an axis or a figure is printed in. */
export interface Unit {
  readonly symbol: string;
  /** How many bytes, or nanoseconds, one of it is. */
  readonly size: number;
}

const BYTE_UNITS: readonly Unit[] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"].map((symbol, power) => ({ symbol, size: KIB ** power }));

const NANOSECONDS = ["ns", 1e9] as const;

/** IPython's symbols, and how many of each make a second. The micro sign is the Greek letter, U+03BC. */
const IPYTHON_UNITS = [["s", 1], ["ms", 1e3], ["μs", 1e6], NANOSECONDS] as const;

const TIME_UNITS: readonly Unit[] = [
  { symbol: "ns", size: 1 },
  { symbol: "μs", size: 1e3 },
  { symbol: "ms", size: 1e6 },
  { symbol: "s", size: NS_PER_S },
  { symbol: "min", size: 60 * NS_PER_S },
  { symbol: "h", size: 3600 * NS_PER_S },
];

/** Bytes as memory_profiler's `%memit` prints them: `262.12 MiB`, always MiB (2^20), two decimals, ties to even. */
export function formatMiB(bytes: number): string {
  return `${fixed(bytes / MIB, 2)} MiB`;
}

/** Bytes in the unit that reads best: `512 B`, `1.50 KiB`, `262.12 MiB`, `3.00 GiB`. */
export function formatBytes(bytes: number): string {
  const unit = BYTE_UNITS.reduce((best, next) => (Number(fixed(Math.abs(bytes) / best.size, 2)) < KIB ? best : next));
  return unit.size === 1 ? `${fixed(bytes, 0)} B` : `${fixed(bytes / unit.size, 2)} ${unit.symbol}`;
}

/**
 * A duration byte for byte as IPython's `_format_time` prints it (IPython/core/magics/execution.py, 9.18): `530 ns`, `20.9 μs`, `312 ms`,
 * `1.37 s`, and from a minute on `1min 5s`. It goes through seconds, as IPython does, so that both round the same double.
 */
export function formatDuration(ns: number, precision = 3): string {
  const seconds = ns / NS_PER_S;
  if (seconds >= 60) return formatLongDuration(seconds);
  const order = seconds > 0 ? Math.min(-Math.floor(Math.floor(Math.log10(seconds)) / 3), 3) : 3;
  const [symbol, perSecond] = IPYTHON_UNITS[order] ?? NANOSECONDS;
  return `${general(seconds * perSecond, precision)} ${symbol}`;
}

/** The same where figures of different sizes stand beside each other: 999.6 μs is `1 ms`, and not IPython's `1e+03 μs`. */
export function formatShortDuration(ns: number): string {
  return formatDuration(Number(ns.toPrecision(3)));
}

/** Time since a start, with a steady number of digits for a display that is redrawn: `3.2 s`, from a minute on `1min 5s`. */
export function formatElapsed(ns: number): string {
  const seconds = ns / NS_PER_S;
  return Number(fixed(seconds, 1)) < 60 ? `${fixed(seconds, 1)} s` : formatLongDuration(Math.max(seconds, 60));
}

/** `1,000,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A size that a sweep tries: `27,000`, `0.25`, from 1e15 on `1e+15`. */
export function formatSize(size: number): string {
  if (Math.abs(size) >= 1e15) return String(size);
  return size.toLocaleString("en-US", { maximumSignificantDigits: Number.isInteger(size) ? 15 : 6 });
}

/** A number of things: `1 loop`, `1,000,000 loops`. */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${number === 1 ? noun : `${noun}s`}`;
}

/** A share of 0 to 1 as whole percent, `98 %`. */
export function formatPercent(share: number): string {
  return `${percent(share)} %`;
}

/** A share of 0 to 1 as whole percent without the sign; ties to even, as heapy's tables. */
export function percent(share: number): string {
  return fixed(share * 100, 0);
}

/** The unit in which an axis of bytes up to `maxBytes` has short labels. */
export function byteAxisUnit(maxBytes: number): Unit {
  return largestUpTo(BYTE_UNITS, maxBytes);
}

/** The unit in which an axis of nanoseconds up to `maxNs` has short labels. */
export function timeAxisUnit(maxNs: number): Unit {
  return largestUpTo(TIME_UNITS, maxNs);
}

/** The label of an axis at `value`: `150 MiB`. */
export function formatTick(value: number, unit: Unit): string {
  return `${general(value / unit.size, 6)} ${unit.symbol}`;
}

function formatLongDuration(seconds: number): string {
  const parts: string[] = [];
  let leftover = seconds;
  for (const [suffix, length] of [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(leftover / length);
    if (count > 0) {
      leftover %= length;
      parts.push(`${count}${suffix}`);
    }
    if (leftover < 1) break;
  }
  return parts.join(" ");
}

function largestUpTo(units: readonly Unit[], max: number): Unit {
  return units.reduce((best, next) => (next.size <= max ? next : best));
}
