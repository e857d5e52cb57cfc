import { fileURLToPath } from "node:url";
import { median } from "./statistics.mjs";

const PROBE = JSON.stringify(fileURLToPath(new URL("stage-probe.cjs", import.meta.url)));

/** The way of a measured cell, in order: the stage of stage-probe.cjs at which each part ends, and what it is. */
const PARTS = [
  ["received", "request on its way"],
  ["converted", "parse, type-check, convert"],
  ["supervised", "prepare the run"],
  ["closed", "close the heap's holes"],
  ["forking", "survey descriptors, trim malloc"],
  ["forked", "fork(2)"],
  ["ready", "the copy becomes a child"],
  ["started", "setup, warm-up, baseline"],
  ["ended", "the cell"],
  ["measured", "readings, garbage collection"],
  ["reaped", "the child's end"],
  ["recorded", "drain pipes, assemble"],
  ["replied", "render, publish"],
  ["answered", "reply on its way"],
];

/** Runs a measured cell `times` times with the probe in the kernel; what each part of its way takes: `[{ part, ns }]`, medians. */
export async function stagesOf(kernel, code, times) {
  await kernel.run(`require(${PROBE}).install()`);
  const ways = [];
  for (let time = 0; time < times; time++) ways.push(await wayOf(kernel, code));
  return PARTS.map(([stage, part]) => ({ part, ns: median(ways.map((way) => way.get(stage))) }));
}

/** What each part took, by the stage at its end. */
async function wayOf(kernel, code) {
  await kernel.run(`require(${PROBE}).take().length`);
  // The cell above was an ordinary one: a measurement right behind it pays for tidying up after it.
  await kernel.run(code);
  const { sentNs, repliedNs } = await kernel.run(code);
  const taken = await kernel.run(`JSON.stringify(require(${PROBE}).take())`);
  // The measurement before was noted too.
  const own = JSON.parse(valueOf(taken)).filter(([, atNs]) => atNs > sentNs);
  const moments = new Map([...own.reverse(), ["answered", repliedNs]]);
  const way = new Map();
  let before = sentNs;
  for (const [stage] of PARTS) {
    if (!moments.has(stage)) throw new Error(`A measured cell did not come by the stage "${stage}".`);
    way.set(stage, moments.get(stage) - before);
    before = moments.get(stage);
  }
  return way;
}

function valueOf({ messages }) {
  return messages.find(({ type }) => type === "execute_result").content.data["text/plain"];
}
