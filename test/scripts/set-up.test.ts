import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../src/cli/package-root";
import { temporaryFolder } from "../cli/command";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

function script<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(join(packageRoot, "scripts", "lib", name)).href) as Promise<Module>;
}

const lock: Lock = {
  packages: { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/mac": { version: "2.0.0", optional: true } },
};

const installations: readonly (readonly [string, Lock | undefined, boolean])[] = [
  ["nothing installed", undefined, false],
  ["all but the optional one", { packages: { "node_modules/a": { version: "1.0.0" } } }, true],
  ["more than the lock says", { packages: { "node_modules/a": { version: "1.0.0" }, "node_modules/x": { version: "9.0.0" } } }, true],
  ["a package missing", { packages: { "node_modules/mac": { version: "2.0.0" } } }, false],
  ["another version", { packages: { "node_modules/a": { version: "1.0.1" } } }, false],
  [
    "another version of the optional one",
    { packages: { "node_modules/a": { version: "1.0.0" }, "node_modules/mac": { version: "1.0.0" } } },
    false,
  ],
];

for (const [name, installed, expected] of installations) {
  test(`is node_modules what the lock says: ${name}`, async () => {
    const { isInstalled } = await script<{ isInstalled(lock: Lock, installed: Lock | undefined): boolean }>("project.mjs");
    assert.equal(isInstalled(lock, installed), expected);
  });
}

test("Chromium is CHROMIUM_PATH, else the first executable on PATH, else none", async (context) => {
  const { findChromium } = await script<{ findChromium(env: Readonly<Record<string, string>>): string | undefined }>("browser.mjs");
  const [empty, folder] = [temporaryFolder(context), temporaryFolder(context)];
  const chromium = join(folder, "chromium");
  writeFileSync(chromium, "");
  chmodSync(chromium, 0o755);
  assert.equal(findChromium({ PATH: `${empty}:${folder}` }), chromium);
  assert.equal(findChromium({ PATH: `${empty}:${folder}`, CHROMIUM_PATH: "/opt/c" }), "/opt/c");
  assert.equal(findChromium({ PATH: empty }), undefined);
  chmodSync(chromium, 0o644);
  assert.equal(findChromium({ PATH: folder }), undefined);
});
