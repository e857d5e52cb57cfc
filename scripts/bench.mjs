// npm run bench: runs every bench/*.bench.mjs, or those whose name contains one of the words given.
import { readdirSync } from "node:fs";
import path from "node:path";
import { main, mustRun, section } from "./lib/process.mjs";
import { install, root, setUp } from "./lib/project.mjs";
import { setUpBenchPython } from "./lib/python.mjs";

main(async () => {
  await setUp();
  await install("bench");
  const { python, missing } = await setUpBenchPython();
  if (missing) console.log(`The peers in Python are left out: ${missing}.`);
  const env = { ...process.env, BENCH_PYTHON: python };
  for (const name of chosen(process.argv.slice(2))) {
    section(name);
    await mustRun(name, process.execPath, [path.join(root, "bench", name)], { cwd: root, env });
  }
});

function chosen(words) {
  const all = readdirSync(path.join(root, "bench")).filter((name) => name.endsWith(".bench.mjs"));
  return all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
}
