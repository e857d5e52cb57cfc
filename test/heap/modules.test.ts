import assert from "node:assert/strict";
import { test } from "node:test";
import { moduleOf } from "../../src/heap/modules";

test("a script's name says the module", () => {
  const expected: readonly [script: string | undefined, module: string][] = [
    [undefined, "built into JavaScript"],
    ["cell[12].3", "cell [12]"],
    ["node:internal/url", "node core"],
    ["/home/me/node_modules/arquero/dist/index.js", "package arquero"],
    ["file:///home/me/node_modules/@scope/name/index.mjs", "package @scope/name"],
    ["/a/node_modules/.pnpm/x@1/node_modules/x/i.js", "package x"],
    ["C:\\work\\node_modules\\@scope\\name\\i.js", "package @scope/name"],
    ["file:///home/me/lib.mjs", "file /home/me/lib.mjs"],
    ["evalmachine.<anonymous>", "file evalmachine.<anonymous>"],
    ["string", "file string"],
    ["", "code without a name"],
  ];
  for (const [script, module] of expected) assert.equal(moduleOf(script), module, script);
});
