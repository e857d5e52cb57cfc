// What measuring in a new process costs, and how repeatable it is: latency beside memory_profiler's, carrying data beside node:v8's
// serialize and deserialize, the baseline of the child, the same cell again and again.
import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { kernelFlags } from "../dist/src/kernel/flags.js";
import { pythonIsMissing, withKernels } from "./lib/kernels.mjs";
import { printedNumber, resultOf } from "./lib/measured.mjs";
import { intervalOf, mib, ms, printTable, writeResult } from "./lib/report.mjs";
import { repeats } from "./lib/rounds.mjs";
import { estimate, median } from "./lib/statistics.mjs";

const LATENCY_PAIRS = repeats(40);
const CARRIED = repeats(15);
const SAME_CELL = 10;
const MIB = 2 ** 20;

const OURS = "%memit --fresh 0";
const PEER = "%memit 0";
/** Enough for the next child to start up in the background, as it does while a user reads a result. */
const PAUSE_MS = 1000;
/** Cells that follow each other without a pause; the first of them finds a child that waits, and is left out. */
const BURST = 4;
const TARGETS = {
  latencyRatio: 0.5,
  arrayNs: 150e6,
  objectsRatio: 1.2,
  baselineBytes: 2 * MIB,
  arrayBytes: 0.1 * MIB,
  objectsShare: 0.01,
  nothingBytes: 0.05 * MIB,
};

const ARRAY = { name: "Float64Array of 100 MB", variable: "array", code: "new Float64Array(12_500_000).fill(1)" };
const OBJECTS = {
  name: "1,000,000 objects { id, value }",
  variable: "objects",
  code: "Array.from({ length: 1_000_000 }, (_, i) => ({ id: i, value: i / 7 }))",
};
const DATA = [ARRAY, OBJECTS];

const figures = { latency: await latency(), ...(await withKernels(["tslab-magics"], stateAndRepeats)) };
report(figures);

async function latency() {
  if (pythonIsMissing) return void console.log(`Latency is left out: ${pythonIsMissing}.`);
  return withKernels(["tslab-magics", "ipykernel"], async (ours, peer) => {
    await peer.run("%load_ext memory_profiler");
    const both = [() => latencyOf(ours, OURS), () => latencyOf(peer, PEER)];
    for (let i = 0; i < 3; i++) for (const run of both) await run();
    return [await latencyIn("a second before each", both, 1), await latencyIn("right behind each other", both, BURST)];
  });
}

/** Kernels take turns, a burst each, and each turn begins after a pause, so that what one does in the background does not disturb the other. */
async function latencyIn(pattern, [ours, peer], burst) {
  const pairs = [];
  while (pairs.length < LATENCY_PAIRS) {
    const isOursFirst = pairs.length % 2 === 0;
    const first = await burstOf(isOursFirst ? ours : peer, burst);
    const second = await burstOf(isOursFirst ? peer : ours, burst);
    pairs.push(...first.map((ns, i) => (isOursFirst ? { ours: ns, peer: second[i] } : { ours: second[i], peer: ns })));
  }
  const ratio = estimate(pairs, (some) => medianOf(some, "ours") / medianOf(some, "peer"));
  return { pattern, oursNs: medianOf(pairs, "ours"), peerNs: medianOf(pairs, "peer"), ratio, pairs };
}

async function burstOf(run, burst) {
  await pause(PAUSE_MS);
  const all = [];
  for (let i = 0; i < burst; i++) all.push(await run());
  return burst === 1 ? all : all.slice(1);
}

async function latencyOf(kernel, code) {
  const { sentNs, repliedNs, messages } = await kernel.run(code);
  if (!messages.some(({ content }) => JSON.stringify(content).includes("peak memory: ")))
    throw new Error("A measurement showed no result.");
  return repliedNs - sentNs;
}

async function stateAndRepeats(kernel) {
  await kernel.run('import { readFileSync, writeFileSync } from "node:fs";\nimport { deserialize, serialize } from "node:v8";');
  for (const { variable, code } of DATA) await kernel.run(`const ${variable} = ${code};`);
  const carried = await carrying(kernel);
  return { carried, baselines: baselinesOf(carried), repeated: await repeated(kernel) };
}

/** An empty job, one job for each data, and the peer on the same data, in turns. */
async function carrying(kernel) {
  const rounds = [];
  for (let i = 0; i < CARRIED + 1; i++) {
    const round = { empty: await job(kernel, "0") };
    for (const { variable } of DATA)
      round[variable] = { ...(await job(kernel, `${variable}.length`)), peerNs: await peerOf(kernel, variable) };
    rounds.push(round);
  }
  return rounds.slice(1);
}

async function job(kernel, code) {
  await pause(PAUSE_MS);
  const { state, baselineBytes } = resultOf(await kernel.run(`%memit --fresh ${code}`));
  return { carryNs: state.carryNs, baselineBytes };
}

/** Each half of it where ours is at home: serialize in the kernel, deserialize in a new process. The way between is not counted. */
async function peerOf(kernel, variable) {
  const file = `"/dev/shm/tslab-magics-bench-${process.pid}"`;
  const writing = await kernel.run(
    `{ const begin = process.hrtime.bigint(); const bytes = serialize(${variable}); console.log(Number(process.hrtime.bigint() - begin)); writeFileSync(${file}, bytes) }`,
  );
  await pause(PAUSE_MS);
  const reading = await kernel.run(
    `%%memit --fresh const bytes = readFileSync(${file})\nconst begin = process.hrtime.bigint(); const copy = deserialize(bytes); console.log(Number(process.hrtime.bigint() - begin))`,
  );
  await kernel.run(`process.getBuiltinModule("fs").rmSync(${file})`);
  return printedNumber(writing) + printedNumber(reading);
}

function baselinesOf(rounds) {
  return DATA.map(({ name, variable, code }) => {
    const { dataBytes, residentBytes } = costOf(code);
    const added = rounds.map(({ empty, ...round }) => round[variable].baselineBytes - empty.baselineBytes);
    return {
      name,
      dataBytes,
      residentBytes,
      emptyBytes: median(rounds.map(({ empty }) => empty.baselineBytes)),
      excessBytes: median(added) - dataBytes,
      beyondMakingBytes: median(added) - residentBytes,
    };
  });
}

/**
 * What some data takes of V8's heap and of its array buffers, and by how much the RSS of a process grows that makes it itself: V8 also keeps native
 * memory for it, such as that of its marking.
 */
function costOf(code) {
  const script = `const read = () => { gc(); gc(); const { heapUsed, arrayBuffers, rss } = process.memoryUsage(); return [heapUsed + arrayBuffers, rss]; };
    const before = read(); globalThis.kept = (() => ${code})(); const after = read();
    console.log(JSON.stringify(after.map((bytes, i) => bytes - before[i])));`;
  const flags = [...kernelFlags(process.platform), "--expose-gc"];
  const [dataBytes, residentBytes] = JSON.parse(execFileSync(process.execPath, [...flags, "-e", script], { encoding: "utf8" }));
  return { dataBytes, residentBytes };
}

async function repeated(kernel) {
  const cells = [
    { name: "100 MiB of typed array", code: "new Float64Array(13_107_200).fill(1)" },
    { name: "1,000,000 objects", code: OBJECTS.code },
    { name: "nothing", code: "0" },
  ];
  for (const cell of cells) cell.bytes = await incrementsOf(kernel, cell.code);
  return cells;
}

async function incrementsOf(kernel, code) {
  const bytes = [];
  for (let i = 0; i < SAME_CELL; i++) {
    await pause(PAUSE_MS);
    bytes.push(resultOf(await kernel.run(`%memit --fresh ${code}`)).incrementBytes);
  }
  return bytes;
}

function report({ latency, carried, baselines, repeated }) {
  if (latency !== undefined) reportLatency(latency);
  const carries = DATA.map((data) => carryOf(data, carried));
  reportCarries(carries);
  reportBaselines(baselines);
  reportRepeated(repeated);
  writeResult("fresh", { targets: TARGETS, latency, carries, carried, baselines, repeated });
}

function reportLatency(latency) {
  printTable(
    [`latency of ${OURS}`, "ours", PEER, "ratio", "95 % interval"],
    latency.map(({ pattern, oursNs, peerNs, ratio }) => [pattern, ms(oursNs), ms(peerNs), ratio.value.toFixed(3), intervalOf(ratio)]),
  );
  console.log(`\nmedians of ${LATENCY_PAIRS} pairs; to reach, after a second: a ratio of at most ${TARGETS.latencyRatio}\n`);
}

function carryOf({ name, variable }, rounds) {
  const carry = (round) => round[variable].carryNs - round.empty.carryNs;
  const ratio = estimate(rounds, (some) => median(some.map(carry)) / median(some.map((round) => round[variable].peerNs)));
  return {
    name,
    ns: median(rounds.map(carry)),
    emptyNs: median(rounds.map(({ empty }) => empty.carryNs)),
    peerNs: median(rounds.map((round) => round[variable].peerNs)),
    ratio,
  };
}

function reportCarries(carries) {
  printTable(
    ["carrying, an empty job subtracted", "ours", "empty job", "serialize + deserialize", "ratio", "95 % interval"],
    carries.map(({ name, ns, emptyNs, peerNs, ratio }) => [
      name,
      ms(ns),
      ms(emptyNs),
      ms(peerNs),
      ratio.value.toFixed(3),
      intervalOf(ratio),
    ]),
  );
  console.log(
    `\nmedians of ${CARRIED}; to reach: the array in ${ms(TARGETS.arrayNs)}, the objects with a ratio of at most ${TARGETS.objectsRatio}\n`,
  );
}

function reportBaselines(baselines) {
  printTable(
    ["baseline of the child", "empty job", "data itself", "beyond both", "RSS to make it", "beyond that"],
    baselines.map(({ name, emptyBytes, dataBytes, excessBytes, residentBytes, beyondMakingBytes }) => [
      name,
      ...[emptyBytes, dataBytes, excessBytes, residentBytes, beyondMakingBytes].map(mib),
    ]),
  );
  console.log(`\nto reach: at most ${mib(TARGETS.baselineBytes)} beyond\n`);
}

function reportRepeated(repeated) {
  printTable(
    [`increment, ${SAME_CELL} times`, "median", "lowest", "highest", "highest - lowest"],
    repeated.map(({ name, bytes }) => [
      name,
      ...[median(bytes), Math.min(...bytes), Math.max(...bytes), Math.max(...bytes) - Math.min(...bytes)].map(mib),
    ]),
  );
  console.log("\nto reach: 100 MiB within 0.1 MiB, the objects within 1 %, nothing 0.0 MiB");
}

function medianOf(pairs, side) {
  return median(pairs.map((pair) => pair[side]));
}
