// npm run bench: runs every bench/*.bench.mjs, or those whose name contains one of the words given.
import path from "node:path";
import { main, mustRun, section } from "./lib/process.mjs";
import { filesBelow, root, setUp } from "./lib/project.mjs";
import { environment, setUpPython } from "./lib/python.mjs";

main(async () => {
  await setUp();
  const missing = await setUpPython();
  if (missing) console.log(`The Python peers are left out: ${missing}.`);
  const env = { ...process.env, TEST_PYTHON: missing ? undefined : environment.python };
  for (const file of chosen(process.argv.slice(2))) {
    section(file);
    await mustRun(file, process.execPath, [path.join(root, file)], { cwd: root, env });
  }
});

function chosen(words) {
  const all = filesBelow("bench").filter((file) => file.endsWith(".bench.mjs") && !file.includes("node_modules"));
  return all.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
}
