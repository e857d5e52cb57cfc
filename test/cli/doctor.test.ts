import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { MemitResult } from "../../src/model/result";
import { NotebookSession } from "../support/notebook-session";
import { temporaryFolder, tslabMagics } from "./command";

test("doctor finds what is installed, and that what it points to is gone", (context) => {
  const folder = temporaryFolder(context);
  const env = { ...process.env, JUPYTER_DATA_DIR: folder };
  assert.ok(!tslabMagics(["doctor", "--quick"], env).stdout.includes(folder));

  tslabMagics(["install"], env);
  const installed = tslabMagics(["doctor", "--quick"], env).stdout;
  assert.ok(installed.includes(`✔ kernels: tslab-magics in ${folder}\n`));
  assert.ok(installed.includes(`✔ kernels: jslab-magics in ${folder}\n`));

  const file = join(folder, "kernels", "tslab-magics", "kernel.json");
  const gone = join(folder, "gone", "node");
  writeFileSync(file, readFileSync(file, "utf8").replace(JSON.stringify(process.execPath), JSON.stringify(gone)));
  const { status, stdout } = tslabMagics(["doctor", "--quick"], env);
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
  assert.ok(!tslabMagics(["doctor", "--quick"], env).stdout.includes(says));
  const spec = {
    argv: ["tslab", "kernel", "--config-path", "{connection_file}", "--js"],
    display_name: "JavaScript",
    language: "javascript",
  };
  mkdirSync(join(folder, "kernels", "jslab"), { recursive: true });
  writeFileSync(join(folder, "kernels", "jslab", "kernel.json"), JSON.stringify(spec));
  assert.ok(tslabMagics(["doctor", "--quick"], env).stdout.includes(says));
});

test("doctor names this Node", () => {
  assert.ok(tslabMagics(["doctor", "--quick"]).stdout.includes(`✔ Node.js: ${process.version} at ${process.execPath}\n`));
});

test("doctor calibrates, and the kernels that start then say how far their peaks may be off", async (context) => {
  const folder = temporaryFolder(context);
  const env = { ...process.env, XDG_CACHE_HOME: folder };
  const { stdout } = tslabMagics(["doctor"], env);
  assert.match(stdout, /^✔ calibration: fork: 15 runs that filled 1, 10, 100 MiB were off by \d+\.\d\d MiB at most; kept in /m);
  assert.match(stdout, /^✔ calibration: fresh: /m);
  const file = join(folder, "tslab-magics", "calibration.json");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const { toleranceBytes } = JSON.parse(readFileSync(file, "utf8")) as { readonly toleranceBytes: Readonly<Record<string, number>> };
  assert.deepEqual(
    Object.keys(toleranceBytes).map((key) => (JSON.parse(key) as string[])[0]),
    ["fork", "fresh"],
  );
  const session = await NotebookSession.start({ env });
  try {
    const { results, displays } = await session.must("%memit 1\n%memit --metric heap 1");
    const [rss, heap] = results as MemitResult[];
    assert.equal(rss?.instrument.toleranceBytes, Object.values(toleranceBytes)[0]);
    assert.match(displays[0] ?? "", /^peak exact \(vmhwm, ± /m);
    assert.equal(heap?.instrument.toleranceBytes, undefined);
  } finally {
    await session.end();
  }
});
