// npm start: installs what is missing, builds, and runs the quickstart notebook with our kernel. Needs no Python.
import path from "node:path";
import { main, run, section } from "./lib/process.mjs";
import { cli, root, setUp } from "./lib/project.mjs";

main(async () => {
  await setUp();
  section("notebooks/quickstart.ipynb");
  return run(process.execPath, [cli, "run", path.join(root, "notebooks", "quickstart.ipynb")]);
});
