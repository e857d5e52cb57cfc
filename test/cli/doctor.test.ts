import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, tslabMagics } from "./command";

test("doctor finds what is installed, and that what it points to is gone", (context) => {
  const folder = temporaryFolder(context);
  const env = { ...process.env, JUPYTER_DATA_DIR: folder };
  assert.ok(!tslabMagics(["doctor"], env).stdout.includes(folder));

  tslabMagics(["install"], env);
  const installed = tslabMagics(["doctor"], env).stdout;
  assert.ok(installed.includes(`✔ kernels: tslab-magics in ${folder}\n`));
  assert.ok(installed.includes(`✔ kernels: jslab-magics in ${folder}\n`));

  const file = join(folder, "kernels", "tslab-magics", "kernel.json");
  const gone = join(folder, "gone", "node");
  writeFileSync(file, readFileSync(file, "utf8").replace(JSON.stringify(process.execPath), JSON.stringify(gone)));
  const { status, stdout } = tslabMagics(["doctor"], env);
  assert.equal(status, 1);
  assert.ok(
    stdout.includes(`✖ kernels: tslab-magics in ${folder} points to what is gone: ${gone}\n    Run \`tslab-magics install\` again.\n`),
  );
  assert.ok(stdout.includes(`✔ kernels: jslab-magics in ${folder}\n`));
});

test("doctor finds kernels of tslab itself, and says how to measure in them", (context) => {
  const folder = temporaryFolder(context);
  const env = { ...process.env, JUPYTER_DATA_DIR: folder };
  const says = `✔ stock tslab: jslab in ${folder}: there a cell \`import "tslab-magics"\` brings the magics`;
  assert.ok(!tslabMagics(["doctor"], env).stdout.includes(says));
  const spec = {
    argv: ["tslab", "kernel", "--config-path", "{connection_file}", "--js"],
    display_name: "JavaScript",
    language: "javascript",
  };
  mkdirSync(join(folder, "kernels", "jslab"), { recursive: true });
  writeFileSync(join(folder, "kernels", "jslab", "kernel.json"), JSON.stringify(spec));
  assert.ok(tslabMagics(["doctor"], env).stdout.includes(says));
});

test("doctor names this Node", () => {
  assert.ok(tslabMagics(["doctor"]).stdout.includes(`✔ Node.js: ${process.version} at ${process.execPath}\n`));
});
