// What is alive in a process that holds some objects: by our census, or by a bare heap snapshot that nobody reads. The argument is JSON:
// `{ make, by }` or `{ make, snapshot: true }`. Prints what it took and, of memory, the mark before and after, in nanoseconds and bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { getHeapSnapshot, getHeapStatistics } from "node:v8";
import { takeCensus } from "../../dist/src/heap/census.js";
import { partition } from "../../dist/src/heap/partition.js";

const { make, by, snapshot } = JSON.parse(process.argv[2]);
globalThis.held = new Function(make)();
globalThis.gc();
const heapBytes = getHeapStatistics().used_heap_size;
const rssBytes = resetMark();
const startedNs = process.hrtime.bigint();
const found = snapshot ? await drained() : partition(await takeCensus(by)).objectCount;
const tableNs = Number(process.hrtime.bigint() - startedNs);
console.log(JSON.stringify({ tableNs, heapBytes, extraBytes: mark() - rssBytes, found }));

async function drained() {
  let bytes = 0;
  for await (const chunk of getHeapSnapshot()) bytes += chunk.length;
  return bytes;
}

/** The system's high-water mark becomes what is resident now. */
function resetMark() {
  writeFileSync("/proc/self/clear_refs", "5");
  return mark();
}

function mark() {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))[1]) * 1024;
}
