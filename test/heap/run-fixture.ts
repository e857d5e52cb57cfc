import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The flags of the kernel. */
export const KERNEL_FLAGS: readonly string[] = ["--single-threaded", "--v8-pool-size=1", "--expose-gc"];

/** Runs a script of `fixtures/` in a process of its own and gives what it wrote as JSON to stdout, and its stderr. */
export async function runFixture<Report>(
  name: string,
  parameters: readonly string[] = [],
  flags: readonly string[] = KERNEL_FLAGS,
): Promise<{ readonly report: Report; readonly stderr: string }> {
  const script = join(__dirname, "fixtures", `${name}.js`);
  const { stdout, stderr } = await run(process.execPath, [...flags, script, ...parameters], { timeout: 120_000, maxBuffer: 1 << 26 });
  return { report: JSON.parse(stdout) as Report, stderr };
}
