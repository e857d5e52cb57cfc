// Real work whose memory grows with a size `n`, and the law that somebody who knows V8 would name. Written down before anything was measured, but for the two staircases.

const LINEAR = ["linear", "warm-up"];
const LINEAR_IN_STEPS = [...LINEAR, "staircase"];

/** What the workloads need: packages, and a real CSV file, flights in the United States. */
export const PREPARATION = `
import * as fs from "fs";
import * as path from "path";
import { parse } from "csv-parse/sync";
import * as Papa from "papaparse";

async function makeFlights(file: string, rows: number): Promise<void> {
  const { parquetRead } = require("hyparquet");
  const { compressors } = require("hyparquet-compressors");
  const parquet = fs.readFileSync(path.join(require.resolve("vega-datasets"), "../../data/flights-3m.parquet"));
  const buffer = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.length);
  const onComplete = (flights: [Date, ...unknown[]][]): void => {
    const lines = flights.map(([date, ...rest]) => [date.toISOString(), ...rest].join(","));
    fs.writeFileSync(file, ["date,delay,distance,origin,destination", ...lines, ""].join("\\n"));
  };
  await parquetRead({ file: buffer, compressors, rowEnd: rows, onComplete });
}

const flights = path.join(process.cwd(), "flights.csv");
await makeFlights(flights, 400_000);

/** About the first n bytes of the file, to the end of a line. */
function beginning(n: number): string {
  const bytes = Buffer.alloc(n);
  const descriptor = fs.openSync(flights, "r");
  const length = fs.readSync(descriptor, bytes);
  fs.closeSync(descriptor);
  return bytes.subarray(0, bytes.lastIndexOf(10, length - 1) + 1).toString("latin1");
}
`;

/**
 * Each: `define`, a declaration; `call`, an expression with `n`; `sizes` of the sweep; `laws` that are right; `bytesPerUnit` where it is known, with the share that
 * an answer may be off; `budgetMib` where a budget is asked for, and `range`, in which it is.
 */
export const WORKLOADS = [
  {
    name: "Float64Array, filled",
    define: "function filled(n: number) { return new Float64Array(n).fill(1.5); }",
    call: "filled(n)",
    sizes: "1e3..2e7:13",
    laws: ["linear"],
    bytesPerUnit: 8,
    within: 0.01,
    budgetMib: 80,
    range: "1e3..1e8",
  },
  {
    name: "matrix of n × n distances",
    define: "function distances(n: number) { return new Float64Array(n * n).fill(2); }",
    call: "distances(n)",
    sizes: "30..4000:13",
    laws: ["quadratic"],
    bytesPerUnit: 8,
    within: 0.01,
    budgetMib: 80,
    range: "30..20000",
  },
  {
    name: "columns in typed arrays",
    define: `function columns(n: number) {
  const made = { id: new Int32Array(n), x: new Float64Array(n), y: new Float64Array(n), flag: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    made.id[i] = i;
    made.x[i] = i * 0.5;
    made.y[i] = i;
    made.flag[i] = i & 1;
  }
  return made;
}`,
    call: "columns(n)",
    sizes: "1e3..5e6:13",
    laws: LINEAR,
    bytesPerUnit: 21,
    within: 0.02,
    budgetMib: 80,
    range: "1e3..5e7",
  },
  {
    name: "one buffer, hashed n times",
    define: `function hashed(n: number) {
  const hash = require("crypto").createHash("sha256");
  const buffer = Buffer.alloc(16 * 2 ** 20, 1);
  for (let i = 0; i < n; i++) hash.update(buffer.subarray(0, 65536));
  return hash.digest("hex");
}`,
    call: "hashed(n)",
    sizes: "10..2000:9",
    laws: ["constant"],
    bytesPerUnit: 16 * 2 ** 20,
    within: 0.02,
  },
  {
    name: "room for the next power of two",
    define: "function roomFor(n: number) { return new Float64Array(2 ** Math.ceil(Math.log2(n))).fill(1); }",
    call: "roomFor(n)",
    sizes: "1e5..8e6:21",
    laws: ["staircase"],
    bytesPerUnit: 8,
    within: 0.1,
    step: 2,
    budgetMib: 80,
    range: "1e3..5e7",
  },
  {
    name: "integers, pushed",
    define: "function pushed(n: number) { const a: number[] = []; for (let i = 0; i < n; i++) a.push(i); return a; }",
    call: "pushed(n)",
    sizes: "3e5..1e7:21",
    laws: ["staircase"],
    within: 0.1,
    step: 1.5,
    budgetMib: 80,
    range: "1e3..5e7",
  },
  {
    name: "doubles, pushed",
    define: "function halves(n: number) { const a: number[] = []; for (let i = 0; i < n; i++) a.push(i * 0.5); return a; }",
    call: "halves(n)",
    sizes: "1e3..5e6:13",
    laws: LINEAR_IN_STEPS,
  },
  {
    name: "objects",
    define: `function objects(n: number) {
  const all: object[] = [];
  for (let i = 0; i < n; i++) all.push({ id: i, x: i * 0.5, s: i & 1 ? "a" : "b" });
  return all;
}`,
    call: "objects(n)",
    sizes: "1e3..1.5e6:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "Map of numbers",
    define: "function map(n: number) { const m = new Map<number, number>(); for (let i = 0; i < n; i++) m.set(i, i); return m; }",
    call: "map(n)",
    sizes: "1e3..3e6:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "Set of strings",
    define: 'function set(n: number) { const s = new Set<string>(); for (let i = 0; i < n; i++) s.add("k" + i); return s; }',
    call: "set(n)",
    sizes: "1e3..1.5e6:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "string +=",
    define: 'function concatenated(n: number) { let s = ""; for (let i = 0; i < n; i++) s += "line " + i + "\\n"; return s; }',
    call: "concatenated(n)",
    sizes: "1e3..1.5e6:13",
    laws: LINEAR,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "string += to a Buffer",
    define: 'function bytes(n: number) { let s = ""; for (let i = 0; i < n; i++) s += "line " + i + "\\n"; return Buffer.from(s); }',
    call: "bytes(n)",
    sizes: "1e3..1.5e6:13",
    laws: LINEAR,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "lines, joined",
    define: 'function joined(n: number) { const a: string[] = []; for (let i = 0; i < n; i++) a.push("line " + i); return a.join("\\n"); }',
    call: "joined(n)",
    sizes: "1e3..1.5e6:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "JSON.parse of n records",
    define: `const record = '{"id":12345,"x":0.37,"name":"n12345"}';
function parsed(n: number) { return JSON.parse("[" + (record + ",").repeat(n - 1) + record + "]"); }`,
    call: "parsed(n)",
    sizes: "1e3..1e6:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e3..1e7",
  },
  {
    name: "a sorted copy",
    define: `function sorted(n: number) {
  let seed = 1;
  const all = Array.from({ length: n }, () => (seed = (seed * 48271) % 2147483647) / 7);
  return all.slice().sort((x, y) => x - y);
}`,
    call: "sorted(n)",
    sizes: "1e3..5e5:13",
    laws: LINEAR_IN_STEPS,
  },
  {
    name: "CSV: n bytes by papaparse",
    define: "function readWhole(n: number) { return Papa.parse(beginning(n), { header: true, skipEmptyLines: true }).data; }",
    call: "readWhole(n)",
    sizes: "1e5..1.5e7:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e4..1.9e7",
  },
  {
    name: "CSV: n bytes by csv-parse",
    define: "function readRecords(n: number) { return parse(beginning(n), { columns: true }); }",
    call: "readRecords(n)",
    sizes: "1e5..1e7:13",
    laws: LINEAR_IN_STEPS,
    budgetMib: 80,
    range: "1e4..1.9e7",
  },
  {
    name: "CSV: 10 MB in chunks of n bytes",
    define: `function readInChunks(n: number): Promise<number> {
  const stream = fs.createReadStream(flights, { highWaterMark: n, end: 1e7 });
  return new Promise((resolve, reject) => {
    let rows = 0;
    Papa.parse(stream, {
      header: true,
      chunk: ({ data }) => void (rows += data.length),
      complete: () => stream.once("close", () => resolve(rows)),
      error: reject,
    });
  });
}`,
    call: "await readInChunks(n)",
    sizes: "1e4..3e6:11",
    laws: LINEAR_IN_STEPS,
    budgetMib: 40,
    range: "1e4..1e7",
  },
];
