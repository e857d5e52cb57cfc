import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, type } from "node:os";
import path from "node:path";
import { root } from "../../scripts/lib/project.mjs";
import { share } from "./rounds.mjs";

const loadAtStart = loadavg()[0];

/** Prints rows of text in columns: the first column to the left, the others to the right. */
export function printTable(header, rows) {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  const line = (row) => row.map((text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]))).join("  ");
  console.log([line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n"));
}

/** Writes bench/results/NAME.json: the figures, and where and when they were taken. Says so on the terminal. */
export function writeResult(name, figures) {
  const folder = path.join(root, "bench", "results");
  const file = path.join(folder, `${name}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine: machine(), share, ...figures }, undefined, 2)}\n`);
  const { date, node, processors, system, loadAtStart, loadAtEnd } = machine();
  console.log(`\n${date}, ${processors}, ${system}, Node ${node}, load ${loadAtStart} to ${loadAtEnd}`);
  console.log(`written to ${path.relative(root, file)}`);
}

/** Milliseconds, from nanoseconds. */
export function ms(ns) {
  return `${(ns / 1e6).toFixed(2)} ms`;
}

/** Three digits in the unit that fits, from nanoseconds. */
export function duration(ns) {
  const [unit, unitNs] = [
    ["s", 1e9],
    ["ms", 1e6],
    ["µs", 1e3],
  ].find(([, size]) => ns >= size) ?? ["ns", 1];
  return `${(ns / unitNs).toPrecision(3)} ${unit}`;
}

/** Mebibytes, from bytes. */
export function mib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}

/** Percent, from a share. */
export function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}

/** The ends of an estimated ratio's interval. */
export function intervalOf({ low, high }) {
  return `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

/** For a column that says whether a target is reached. */
export function yesOrNo(isReached) {
  return isReached ? "yes" : "no";
}

function machine() {
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    processors: `${cpus().length} × ${modelOfProcessor()}`,
    system: `${type()} ${release()}`,
    loadAtStart: Number(loadAtStart.toFixed(2)),
    loadAtEnd: Number(loadavg()[0].toFixed(2)),
  };
}

function modelOfProcessor() {
  const named = cpus()[0]?.model.trim();
  return named && named !== "unknown" ? named : process.arch;
}
