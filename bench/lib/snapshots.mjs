import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kernelFlags } from "../../dist/src/kernel/flags.js";
import { root, scratch } from "../../scripts/lib/project.mjs";

const run = promisify(execFile);
const fixture = path.join(root, "dist", "test", "heap", "fixtures", "snapshot-heaps.js");

/** The heaps of which the tests take snapshots. */
export const HEAPS = ["classes", "collections", "closures", "strings", "realms"];

/** This Node, and those that `npm run test:nodes` has fetched. */
export function nodesAtHand() {
  const folder = path.join(scratch, "nodes");
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  const fetched = versions.map((version) =>
    path.join(folder, version, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node"),
  );
  return [process.execPath, ...fetched.filter((node) => existsSync(node))];
}

/** Has a Node write a snapshot of one of {@link HEAPS}. */
export async function writeSnapshot(node, heap, file) {
  await run(node, [fixture, heap, file]);
}

/** Has this Node write a snapshot of so many objects with two boxed doubles each. Takes up to 4 GB. */
export async function writeLargeSnapshot(count, file) {
  await writeSnapshotOf(rowsOf(count), file);
}

/** Has this Node write a snapshot of 2,000,000 such objects and of 700,000 long strings, in a Map by these. Takes up to 6 GB. */
export async function writeSnapshotOverOneGigabyte(file) {
  const texts = 'globalThis.texts = new Map(Array.from({ length: 700_000 }, (_, i) => [("text " + i + " ").padEnd(1000, "x"), rows[i]]));';
  await writeSnapshotOf(rowsOf(2_000_000) + texts, file);
}

function rowsOf(count) {
  return `
    class Row { constructor(i) { this.a = i + 0.5; this.b = i * 1.5 + 0.25; } }
    globalThis.rows = Array.from({ length: ${count} }, (_, i) => new Row(i));`;
}

async function writeSnapshotOf(code, file) {
  const script = `${code}\nrequire("node:v8").writeHeapSnapshot(${JSON.stringify(file)});`;
  await run(process.execPath, ["--max-old-space-size=8000", "--eval", script]);
}

/** What bench/peers/NAME.mjs says of a snapshot, in a process of its own: the last line that it prints, as JSON. */
export async function readBy(name, ...args) {
  const script = fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url));
  const { stdout } = await run(process.execPath, ["--max-old-space-size=8000", script, ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}

/** What bench/peers/snapshot-live.mjs says of a snapshot of itself, in a process with the flags of our kernel. */
export async function takeLive(count, what) {
  const script = fileURLToPath(new URL("../peers/snapshot-live.mjs", import.meta.url));
  const flags = [...kernelFlags(process.platform), "--expose-gc", "--max-old-space-size=8000"];
  const { stdout } = await run(process.execPath, [...flags, script, String(count), what]);
  return JSON.parse(stdout);
}

/** Calls `use` with a folder that is removed afterwards. */
export async function withFolder(use) {
  const folder = mkdtempSync(path.join(tmpdir(), "tslab-magics-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
