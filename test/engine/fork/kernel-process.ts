import { execFile } from "node:child_process";
import path from "node:path";

export const forkFlags = ["--single-threaded", "--v8-pool-size=1", "--expose-gc"];

/** Runs the function `name` that scenarios/`file` exports in a process with the kernel's flags, and returns what it returned, through JSON. */
export function inKernel(file: string, name: string, flags: readonly string[] = forkFlags): Promise<unknown> {
  const main = path.join(__dirname, "scenario-main.js");
  const scenarios = path.join(__dirname, "scenarios", `${file}.js`);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...flags, main, scenarios, name], { timeout: 60_000, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      const result = /^RESULT (.*)$/m.exec(stdout)?.[1];
      if (result !== undefined && error === null) resolve(JSON.parse(result));
      else reject(new Error(`scenario ${file}/${name} failed: ${error?.message ?? "no result"}\n${stdout}\n${stderr}`));
    });
  });
}
