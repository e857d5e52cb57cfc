import { availableParallelism } from "node:os";
import path from "node:path";
import { filesBelow } from "./project.mjs";

/** Rooms whose tests start processes and watch memory: one file at a time, so that they do not disturb each other. */
const alone = ["engine", "faults", "fuzz", "heap", "index", "kernel", "measure", "states", "stock"];

/**
 * Everything that `npm test` runs, in this order. A suite takes the files of its rooms (folders of test/); the first one takes all rooms that
 * no other names.
 */
const suites = [
  { name: "unit tests", concurrency: availableParallelism() },
  { name: "engine, measuring and kernel", rooms: alone, concurrency: 1 },
  { name: "Jupyter's own kernel tests", rooms: ["python"], needs: ["python"] },
  { name: "notebooks", rooms: ["notebooks"], concurrency: 1, needs: ["python"] },
  { name: "JupyterLab in Chromium", rooms: ["browser"], concurrency: 1, needs: ["python", "chromium"] },
];

const named = new Set(suites.flatMap(({ rooms }) => rooms ?? []));
const isTest = (file) => /\.test\.ts$|[\\/]test_\w+\.py$/.test(file);

/** The suites with their files, as paths from the repository's root. Filters keep the files whose path contains one of them. */
export function collect(filters) {
  const wanted = filesBelow("test").filter(
    (file) => isTest(file) && (filters.length === 0 || filters.some((filter) => file.includes(filter))),
  );
  return suites
    .map((suite) => ({ ...suite, files: wanted.filter((file) => belongsTo(suite, roomOf(file))) }))
    .filter(({ files }) => files.length > 0);
}

function belongsTo({ rooms }, room) {
  return rooms ? rooms.includes(room) : !named.has(room);
}

function roomOf(file) {
  return file.split(path.sep)[1].replace(/\.test\.ts$/, "");
}

/** Where the build puts a test file. */
export function compiled(file) {
  return path.join("dist", file.replace(/\.ts$/, ".js"));
}
