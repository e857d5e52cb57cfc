import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";

const built = resolve(__dirname, "..", "..", "src", "cli", "main.js");

/** Runs the command line as a user does. */
export function tslabMagics(args: readonly string[], env: NodeJS.ProcessEnv = process.env, main: string = built) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", timeout: 60_000, env });
  return { status, stdout, stderr };
}

/** A new empty folder that goes with the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  context.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
