// npm run fuzz: 2,000 notebooks made by chance, each measured with both engines and run as an ordinary cell. Takes about an hour.
// npm run fuzz -- --seed 7 --count 1 --verbose: the notebook of one seed. A wrong notebook is shrunk and printed with its seed.
import path from "node:path";
import { main, run } from "./lib/process.mjs";
import { root, setUp } from "./lib/project.mjs";

main(async () => {
  await setUp();
  return run(process.execPath, [path.join(root, "dist", "test", "fuzz", "main.js"), ...process.argv.slice(2)], { cwd: root });
});
