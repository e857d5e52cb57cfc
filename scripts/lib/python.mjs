import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { mustRun, run, section } from "./process.mjs";
import { cli, root } from "./project.mjs";

/** The set-up's own environment, with Jupyter in it. */
export const environment = environmentOf(".venv", path.join("test", "python", "requirements.txt"));

/** The environment of the benchmarks' peers. */
const benchEnvironment = environmentOf(path.join("bench", ".venv"), path.join("bench", "requirements.txt"));

/**
 * Makes `.venv` from test/python/requirements.txt, unless it is so already, and puts our kernels into it.
 * Resolves to undefined, or to the reason why there can be none here. Needs the build.
 */
export async function setUpPython() {
  const missing = await setUpEnvironment(environment);
  if (!missing)
    await mustRun("tslab-magics install", process.execPath, [cli, "install", "--prefix", environment.folder], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  return missing;
}

/** Makes `bench/.venv` from bench/requirements.txt likewise. Resolves to `{ python }`, or to `{ missing }`: the reason. */
export async function setUpBenchPython() {
  const missing = await setUpEnvironment(benchEnvironment);
  return missing ? { missing } : { python: benchEnvironment.python };
}

function environmentOf(place, requirements) {
  const folder = path.join(root, place);
  const bin = path.join(folder, process.platform === "win32" ? "Scripts" : "bin");
  return {
    folder,
    python: path.join(bin, "python"),
    jupyter: path.join(bin, "jupyter"),
    requirements: path.join(root, requirements),
    installed: path.join(folder, "requirements.txt"),
  };
}

async function setUpEnvironment(wanted) {
  return isCurrent(wanted) ? undefined : makeEnvironment(wanted);
}

async function makeEnvironment({ folder, python, requirements, installed }) {
  const system = ["python3", "python"].find((name) => spawnSync(name, ["-c", "import venv, ensurepip"]).status === 0);
  if (!system) return "no Python 3 with its venv module was found on PATH";
  section(`Python packages (${path.relative(root, folder)})`);
  if ((await run(system, ["-m", "venv", "--clear", folder])) !== 0) return "python -m venv failed, see above";
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", requirements];
  if ((await run(python, pip)) !== 0) return "pip install failed, see above";
  copyFileSync(requirements, installed);
  return undefined;
}

function isCurrent({ installed, requirements }) {
  return existsSync(installed) && readFileSync(installed, "utf8") === readFileSync(requirements, "utf8");
}
