import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import type { Digest } from "../../../src/state/world/digest";
import { NotebookSession } from "../../support/notebook-session";
import { flagsOf, inProcess } from "./in-process";

const modules = [
  "buffer",
  "child_process",
  "crypto",
  "events",
  "fs",
  "http",
  "module",
  "os",
  "stream",
  "timers",
  "url",
  "util",
  "vm",
  "zlib",
];

const world = resolve(__dirname, "../../../src/state/world/built-ins.js");

const survey = `
  const { surveyBuiltIns } = require(${JSON.stringify(world)});
  const builtIns = surveyBuiltIns();
  for (const name of ${JSON.stringify(modules)}) builtIns.addModule(name);`;

for (const kind of ["our kernel", "a stock kernel"] as const) {
  test(`${kind}, with all the libraries that it has loaded, has the built-ins of a fresh process`, async () => {
    const session = kind === "our kernel" ? await NotebookSession.start({ isJs: true }) : await NotebookSession.startStock();
    try {
      const { stdout } = await session.must(`${survey}\nconsole.log(JSON.stringify(builtIns.digest()));`);
      // tslab shows the last value of a cell on the same stream.
      const json = stdout.split("\n")[0] ?? "";
      const digest = JSON.parse(json) as Digest;
      assert.deepEqual(Object.keys(digest), ["globals", ...modules.map((name) => `node:${name}`)]);
      const differences = inProcess(`return world.surveyBuiltIns().differences(${json});`, { flags: flagsOf.child });
      assert.deepEqual(differences, []);
    } finally {
      await session.end();
    }
  });
}
