import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.mjs";
import { mustRun, section } from "./process.mjs";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");

/** Where scripts and tests keep what they make; git ignores it. */
export const scratch = path.join(root, ".tmp");

/** The command line, as built. */
export const cli = path.join(root, "bin", "tslab-magics.js");

const dist = path.join(root, "dist");
const stamp = path.join(dist, ".built");

/** Installs and builds what is missing or out of date. */
export async function setUp() {
  await install();
  if (isBuildStale()) await build();
}

/** Brings node_modules to what package-lock.json says, at the root or in another folder of ours; without effect when it is so already. */
export async function install(folder = ".") {
  const read = (file) => readJson(path.join(folder, file));
  if (isInstalled(read("package-lock.json"), read("node_modules/.package-lock.json"))) return;
  section(folder === "." ? "install" : `install (${folder})`);
  await npm(["ci"], { cwd: path.join(root, folder) });
}

/** Whether every package of the lock, apart from those for other platforms, lies in node_modules in the locked version. */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages).every(([place, wanted]) => {
    const found = installed?.packages[place];
    return place === "" || (found ? found.version === wanted.version : Boolean(installed && wanted.optional));
  });
}

/** Compiles src and test into dist, and removes from it what no longer has a source. */
export async function build() {
  section("build");
  // Not node_modules/.bin/tsc: that one is the compiler that tslab brings along.
  const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const incremental = ["--incremental", "--tsBuildInfoFile", path.join(dist, ".tsbuildinfo")];
  await mustRun("The build", process.execPath, [tsc, "-p", root, ...incremental], { cwd: root });
  for (const file of filesBelow("dist")) if (isOrphan(file)) rmSync(path.join(root, file));
  writeFileSync(stamp, "");
  console.log("dist/ is up to date");
}

function isOrphan(file) {
  const source = file.replace(/^dist[\\/]/, "").replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
  return source.endsWith(".ts") && !existsSync(path.join(root, source));
}

function isBuildStale() {
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  const inputs = ["tsconfig.json", "node_modules/.package-lock.json", ...pathsBelow("src"), ...pathsBelow("test")];
  return inputs.some((input) => statSync(path.join(root, input)).mtimeMs > built);
}

/** All files below a folder of the repository, sorted, as paths from its root. A folder that is not there has none. */
export function filesBelow(folder) {
  return pathsBelow(folder).filter((entry) => statSync(path.join(root, entry)).isFile());
}

/** Folders count as well: a removed file shows only in the time stamp of its folder. */
function pathsBelow(folder) {
  const top = path.join(root, folder);
  if (!existsSync(top)) return [];
  const below = readdirSync(top, { recursive: true }).map((entry) => path.join(folder, entry));
  return [folder, ...below].sort();
}

function readJson(file) {
  const full = path.join(root, file);
  return existsSync(full) ? JSON.parse(readFileSync(full, "utf8")) : undefined;
}
