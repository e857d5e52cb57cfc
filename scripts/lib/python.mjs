import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { mustRun, run, section } from "./process.mjs";
import { cli, root } from "./project.mjs";

const requirements = path.join(root, "test", "python", "requirements.txt");
const venv = path.join(root, ".venv");
const installed = path.join(venv, "requirements.txt");
const bin = path.join(venv, process.platform === "win32" ? "Scripts" : "bin");

/** The set-up's own environment, with Jupyter in it. */
export const environment = { folder: venv, python: path.join(bin, "python"), jupyter: path.join(bin, "jupyter") };

/**
 * Makes `.venv` from test/python/requirements.txt, unless it is so already, and puts our kernels into it.
 * Resolves to undefined, or to the reason why there can be none here. Needs the build.
 */
export async function setUpPython() {
  const missing = isCurrent() ? undefined : await makeEnvironment();
  if (!missing)
    await mustRun("tslab-magics install", process.execPath, [cli, "install", "--prefix", venv], { stdio: ["ignore", "ignore", "inherit"] });
  return missing;
}

async function makeEnvironment() {
  const python = ["python3", "python"].find((name) => spawnSync(name, ["-c", "import venv, ensurepip"]).status === 0);
  if (!python) return "no Python 3 with its venv module was found on PATH";
  section("Python packages for the tests (.venv)");
  if ((await run(python, ["-m", "venv", "--clear", venv])) !== 0) return "python -m venv failed, see above";
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", requirements];
  if ((await run(environment.python, pip)) !== 0) return "pip install failed, see above";
  copyFileSync(requirements, installed);
  return undefined;
}

function isCurrent() {
  return existsSync(installed) && readFileSync(installed, "utf8") === readFileSync(requirements, "utf8");
}
