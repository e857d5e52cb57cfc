import { spawnSync } from "node:child_process";
import { join } from "node:path";

export interface ProcessOptions {
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * What JavaScript returns in a process of its own, with `world` (the exports of src/state/world) and `require`. Throws with what it
 * printed if it fails.
 */
export function inProcess(source: string, { flags = [], env = process.env }: ProcessOptions = {}): unknown {
  const clean = { ...env };
  delete clean["NODE_OPTIONS"];
  delete clean["NODE_V8_COVERAGE"];
  const { status, output } = spawnSync(process.execPath, [...flags, join(__dirname, "fixtures", "evaluate.js")], {
    input: source,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env: clean,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`The process failed:\n${output[1] ?? ""}${output[2] ?? ""}`);
  return JSON.parse(output[3] ?? "");
}

/** The flags of a kernel that forks, of a fresh child, and of a stock kernel. */
export const flagsOf = {
  kernel: ["--single-threaded", "--v8-pool-size=1", "--expose-gc"],
  child: ["--expose-gc", "--single-threaded"],
  stock: [],
};
