// The kernels that are compared.
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { cli, scratch } from "../../scripts/lib/project.mjs";
import { kernelFlags } from "../../dist/src/kernel/flags.js";
import { Kernel } from "./kernel.mjs";

const flags = kernelFlags(process.platform);
const tslab = path.join(path.dirname(createRequire(import.meta.url).resolve("tslab/package.json")), "bin", "tslab");

const COMMANDS = {
  "tslab-magics": [process.execPath, ...flags, cli, "kernel", "--connection-file", "{connection_file}"],
  /** As it is published, with the flags of our kernel. */
  tslab: [process.execPath, ...flags, tslab, "kernel", "--config-path", "{connection_file}"],
  /** Of the Python environment that `npm run bench` has made; there is none without Python. */
  ipykernel: [process.env.BENCH_PYTHON, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
};

/** Why the peers in Python cannot be measured; undefined where they can. */
export const pythonIsMissing = process.env.BENCH_PYTHON
  ? undefined
  : "there is no Python environment: npm run bench makes one where Python 3 is";

/**
 * Starts the named kernels, gives them to `use` in that order, and ends them. They share one empty folder of this repository, so that all see
 * the same packages and types above it.
 */
export async function withKernels(names, use) {
  mkdirSync(scratch, { recursive: true });
  const cwd = mkdtempSync(path.join(scratch, "bench-"));
  const kernels = [];
  try {
    for (const name of names) kernels.push(await Kernel.start({ argv: COMMANDS[name], cwd }));
    return await use(...kernels);
  } finally {
    await Promise.all(kernels.map((kernel) => kernel.end()));
    rmSync(cwd, { recursive: true, force: true });
  }
}
