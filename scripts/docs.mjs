// node scripts/docs.mjs: writes docs/magics from the option tables. A test checks that what is committed is what this writes.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { main } from "./lib/process.mjs";
import { root, setUp } from "./lib/project.mjs";

const require = createRequire(import.meta.url);

main(async () => {
  await setUp();
  const { docsPage } = require("../dist/src/magics/help.js");
  const { registry } = require("../dist/src/magics/registry.js");
  const folder = path.join(root, "docs", "magics");
  mkdirSync(folder, { recursive: true });
  for (const magic of registry.values()) writeFileSync(path.join(folder, `${magic.name}.md`), docsPage(magic));
});
