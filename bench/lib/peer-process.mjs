import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kernelFlags } from "../../dist/src/kernel/flags.js";

const run = promisify(execFile);

/**
 * Runs bench/peers/NAME.mjs on a job, in a Node process of its own with the V8 flags of our kernel, and resolves to what it says: `{ medianNs, meanNs }`.
 * Each time a new process, as our child is: in one that has timed other bodies before, mitata calls them all through one loop, which V8 then
 * does not inline any more (100 awaits: 10.8, 15.5, 18.0 µs one after the other).
 */
export async function peerTimes(name, job) {
  const file = fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url));
  const { stdout } = await run(process.execPath, [...kernelFlags(process.platform), file, JSON.stringify(job)]);
  const times = JSON.parse(stdout);
  if (!(times.medianNs >= 0)) throw new Error(`${name} should print its times, and printed: ${stdout}`);
  return times;
}
