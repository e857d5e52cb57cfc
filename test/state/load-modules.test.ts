import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { GraphMeta } from "../../src/state/graph/form";
import { loadModules } from "../../src/state/load-modules";
import { StateError } from "../../src/state/state-error";

const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

const load = (...urls: readonly string[]): ReturnType<typeof loadModules> =>
  loadModules({ modules: urls.map((url, node) => ({ url, node })) } as unknown as GraphMeta);

test("a CommonJS file gives its exports, an ES module its namespace", async () => {
  const commonJs = write("a.cjs", "module.exports = { a: 1 };");
  const esModule = pathToFileURL(write("b.mjs", "export const b = 2; export default 3;")).href;
  const loaded = await load(commonJs, esModule);
  assert.deepEqual(loaded.get(commonJs), { a: 1 });
  assert.deepEqual({ ...(loaded.get(esModule) as object) }, { b: 2, default: 3 });
});

test("modules are loaded in the order of the list", async () => {
  const [first, second] = ["first", "second"].map((name) => write(`${name}.cjs`, `(globalThis.loadedHere ??= []).push("${name}");`));
  await load(second!, first!);
  assert.deepEqual((globalThis as { readonly loadedHere?: unknown }).loadedHere, ["second", "first"]);
  Reflect.deleteProperty(globalThis, "loadedHere");
});

test("a package that throws or is not there is a StateError with its name and the reason", async () => {
  const broken = write("broken.cjs", "throw new Error('no backend');");
  await assert.rejects(
    load(broken),
    (error) => error instanceof StateError && error.message.includes(broken) && error.message.includes("no backend"),
  );
  await assert.rejects(load(join(folder, "absent.cjs")), StateError);
});
