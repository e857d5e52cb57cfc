#!/usr/bin/env node
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

const main = join(__dirname, "..", "dist", "src", "cli", "main.js");
if (existsSync(main)) {
  require(main);
} else {
  console.error(`tslab-magics is not built: ${main} is missing. Run \`npm run build\` in its folder.`);
  process.exitCode = 3;
}
