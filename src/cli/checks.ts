import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readBudget } from "../engine/budget";
import { memoryCgroups } from "../engine/cgroups";
import { parseHugePages } from "../engine/instrument";
import { readText } from "../engine/proc";
import { kernelFlags } from "../kernel/flags";
import { surveyProbes } from "../measure/probes";
import { searchedDataDirs, pythonPrefix, thisHost } from "./jupyter-paths";
import { kernels, missingFiles, readKernel, stockKernels } from "./kernelspec";

/** What a check found. `failed`: something that the kernel or a magic needs does not work; `warning`: it works, but less well. */
export interface Finding {
  readonly verdict: "ok" | "warning" | "failed";
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

const ok = (says: string): Finding => ({ verdict: "ok", says });
const warning = (says: string, remedy: string): Finding => ({ verdict: "warning", says, remedy });
const failed = (says: string, remedy: string): Finding => ({ verdict: "failed", says, remedy });

const reinstall = "Install the package again: `npm install --global tslab-magics`.";
const isLinux = process.platform === "linux";

/** Everything that the doctor looks at, in this order. A check that does not apply to this machine finds nothing. */
export const checks: Readonly<Record<string, () => readonly Finding[]>> = {
  "Node.js": checkNode,
  platform: checkPlatform,
  zeromq: () => [checkLibrary("zeromq", "The kernel cannot speak to Jupyter without it.")],
  koffi: () => [checkLibrary("koffi", "The fork engine, and --max-data, need it.")],
  fork: checkFork,
  "exact peaks": checkPeaks,
  "memory for cells": checkMemory,
  "huge pages": checkHugePages,
  "@types/node": checkTypes,
  kernels: checkKernels,
  "stock tslab": checkStockKernels,
  Jupyter: checkJupyter,
};

function checkNode(): readonly Finding[] {
  const major = Number.parseInt(process.versions.node, 10);
  const says = `${process.version} at ${process.execPath}`;
  return [major >= 20 ? ok(says) : failed(`${says} is too old`, "Install Node.js 20 or newer, then `tslab-magics install` again.")];
}

function checkPlatform(): readonly Finding[] {
  const says = `${process.platform} ${process.arch}`;
  if (!isLinux)
    return [
      warning(
        `${says}: cells are measured in a new process (fresh engine), which has not been tried on this system`,
        "For the fork engine, which measures on top of the notebook as it is: Linux, for example in a container or WSL.",
      ),
    ];
  return [
    hasGlibc()
      ? ok(says)
      : warning(
          `${says} with musl: cells are measured in a new process (fresh engine)`,
          "For the fork engine, which measures on top of the notebook as it is: a distribution with glibc, such as Debian or Ubuntu.",
        ),
  ];
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

function checkLibrary(name: string, without: string): Finding {
  try {
    require(name);
    return ok("loads");
  } catch (error) {
    return failed(`does not load: ${firstLine(error)}. ${without}`, reinstall);
  }
}

function checkFork(): readonly Finding[] {
  if (!isLinux) return [];
  const args = [...kernelFlags(process.platform), join(__dirname, "fork-self-test.js")];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 });
  if (status === 0) return [ok("a copy of the kernel passes its self-test")];
  const says = (stdout || stderr || `the self-test ended with ${signal ?? `exit code ${status}`}`).trim();
  return [warning(says, "Cells are measured in a new process (fresh engine) instead.")];
}

function checkPeaks(): readonly Finding[] {
  const { canResetMark, hasProc } = surveyProbes();
  if (canResetMark) return [ok("the system's high-water mark can be reset")];
  const says =
    "the system's high-water mark cannot be reset: peaks are exact where the cell raises that of its process, and sampled elsewhere";
  if (!isLinux) return [ok(says)];
  const remedy = hasProc ? "Run outside of a sandbox that mounts /proc read-only." : "Mount /proc.";
  return [warning(`${says} (/proc/self/clear_refs cannot be written)`, remedy)];
}

function checkMemory(): readonly Finding[] {
  const budget = readBudget(memoryCgroups());
  const room =
    budget === undefined
      ? []
      : [ok(`a measured cell may take ${Math.floor(budget / 2 ** 20)} MiB now, by the machine's and the cgroups' limits`)];
  return readText("/proc/sys/vm/overcommit_memory")?.trim() === "2"
    ? [
        ...room,
        warning("the system does not overcommit: a fork of a large notebook may fail", "Set vm.overcommit_memory to 0 or 1 (sysctl)."),
      ]
    : room;
}

function checkHugePages(): readonly Finding[] {
  const mode = parseHugePages(readText("/sys/kernel/mm/transparent_hugepage/enabled") ?? "");
  if (mode === undefined) return [];
  return [
    mode === "always"
      ? warning(
          "always: memory grows in steps of 2 MiB, so small increments vary",
          "Set /sys/kernel/mm/transparent_hugepage/enabled to madvise.",
        )
      : ok(mode),
  ];
}

function checkTypes(): readonly Finding[] {
  try {
    return [ok(require.resolve("@types/node/package.json"))];
  } catch {
    return [failed("not found: cells would not know `console` or `fs`", reinstall)];
  }
}

function checkKernels(): readonly Finding[] {
  const found = searchedDataDirs(thisHost(), pythonPrefix()).flatMap((dataDir) =>
    kernels.flatMap((kernel) => {
      const spec = readKernel(kernel, dataDir);
      return spec === undefined ? [] : [checkKernel(`${kernel.name} in ${dataDir}`, missingFiles(spec))];
    }),
  );
  return found.length > 0 ? found : [warning("none is installed where Jupyter looks", "Run `tslab-magics install`.")];
}

/** Kernels of tslab itself. Nothing is missing where there are none, so then there is nothing to say. */
function checkStockKernels(): readonly Finding[] {
  return searchedDataDirs(thisHost(), pythonPrefix()).flatMap((dataDir) =>
    stockKernels
      .filter((kernel) => readKernel(kernel, dataDir) !== undefined)
      .map(({ name }) =>
        ok(
          `${name} in ${dataDir}: there a cell \`import "tslab-magics"\` brings the magics, measured in new processes (fresh engine). ` +
            "The notebook's folder needs the package: `npm install tslab-magics`",
        ),
      ),
  );
}

function checkKernel(says: string, missing: readonly string[]): Finding {
  return missing.length === 0
    ? ok(says)
    : failed(`${says} points to what is gone: ${missing.join(", ")}`, "Run `tslab-magics install` again.");
}

function checkJupyter(): readonly Finding[] {
  const { status, stdout } = spawnSync("jupyter", ["--version"], { encoding: "utf8", timeout: 30_000 });
  if (status !== 0)
    return [warning("not on PATH", "`tslab-magics run` needs none. For notebooks in the browser: `pip install jupyterlab`.")];
  const installed = stdout
    .split("\n")
    .filter((line) => /^(jupyterlab|notebook|jupyter_server)\s/.test(line) && !line.includes("not installed"));
  return [ok(installed.map((line) => line.replace(/\s*:\s*/, " ").trim()).join(", "))];
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
}
