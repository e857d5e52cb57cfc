// What the memory benchmarks measure with.
import { pythonIsMissing, withKernels } from "./kernels.mjs";
import { printedNumber, resultOf } from "./measured.mjs";

/**
 * Starts the kernels that measure memory, and gives `use` a meter each: `fork` and `fresh` of ours, and `memoryProfiler` where there is Python. A meter
 * takes code in its kernel's language, and resolves to the increment in bytes. `prepare` is run in each kernel before: `{ ours, peer }`.
 */
export async function withMeters(prepare, use) {
  if (pythonIsMissing) console.log(`memory_profiler is left out: ${pythonIsMissing}.`);
  await withKernels(["tslab-magics", ...(pythonIsMissing ? [] : ["ipykernel"])], async (ours, peer) => {
    if (prepare.ours !== undefined) await ours.run(prepare.ours);
    await peer?.run(["%load_ext memory_profiler", "import numpy", prepare.peer ?? ""].join("\n"));
    await use({
      fork: (code) => ourIncrementOf(ours, "fork", code),
      fresh: (code) => ourIncrementOf(ours, "fresh", code),
      ...(peer && { memoryProfiler: (code) => peerIncrementOf(peer, code) }),
    });
  });
}

async function ourIncrementOf(kernel, engine, code) {
  const result = resultOf(await kernel.run(`%memit ${engine === "fresh" ? "--fresh " : ""}${code}`));
  if (result.engine !== engine) throw new Error(`This machine measures with the engine ${result.engine} instead of ${engine}.`);
  return result.incrementBytes;
}

async function peerIncrementOf(kernel, statement) {
  return printedNumber(await kernel.run(`result = %memit -q -o ${statement}\nprint((max(result.mem_usage) - result.baseline) * 2**20)`));
}
