// npm run test:nodes: the tables of states and faults and the tests of the heap on several Node versions, which npm has as packages of one binary each.
// npm run test:nodes -- 22 26: on these only.
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { npm } from "./lib/npm.mjs";
import { main, mustRun, run, section } from "./lib/process.mjs";
import { root, scratch, setUp } from "./lib/project.mjs";
import { collect, compiled } from "./lib/suites.mjs";

const versions = ["20", "22", "24", "26"];
const words = ["states", "faults", "heap/census", "heap/v8", "heap/graph", "heap/snapshot", "measure/sites"];

main(async () => {
  await setUp();
  const files = collect(words).flatMap((suite) => suite.files.map(compiled));
  if (files.length === 0) throw new Error(`There is nothing to run: no test file has one of these words in its path: ${words.join(", ")}.`);
  const failed = [];
  for (const version of process.argv.length > 2 ? process.argv.slice(2) : versions) {
    section(`Node ${version}`);
    const node = await install(version);
    await mustRun(`Node ${version}`, node, ["--version"]);
    const code = await run(node, ["--test", "--test-concurrency=1", "--test-reporter=./scripts/lib/reporter.mjs", ...files], { cwd: root });
    if (code !== 0) failed.push(version);
  }
  console.log(failed.length === 0 ? "\nall versions passed" : `\nfailed on Node ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});

/**
 * The package `node` fetches its binary in an install script, which npm may block; the binary's own package needs none.
 * Resolves to the path of the binary.
 */
async function install(version) {
  const folder = path.join(scratch, "nodes", version);
  const name = `node-${process.platform}-${process.arch}`;
  const binary = path.join(folder, "node_modules", name, "bin", "node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  await npm(["install", "--prefix", folder, "--no-save", `${name}@${version}`], { cwd: folder });
  return binary;
}
