import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ESLint } from "eslint";
import { packageRoot } from "../../src/cli/package-root";

const rule = "rooms/arrows";
const eslint = new ESLint({
  cwd: packageRoot,
  ruleFilter: ({ ruleId }) => ruleId === rule,
  overrideConfig: { languageOptions: { parserOptions: { project: null } } },
});

/** The messages of the rule that holds the arrows, for `code` as if it stood in `file`. */
async function complaints(file: string, code: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(packageRoot, file) });
  return result!.messages.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
}

const forbidden: readonly (readonly [file: string, code: string])[] = [
  ["src/model/task.ts", 'export type { Engine } from "../engine/engine";'],
  ["src/engine/engine.ts", 'import type { Magic } from "../magics/magic"; export type M = Magic<unknown, never>;'],
  ["src/magics/magic.ts", 'import type { Cell } from "../kernel/cell-runner"; export type C = Cell;'],
  ["src/kernel/cell-runner.ts", 'import { install } from "../cli/install"; install({});'],
  ["src/kernel/cell-runner.ts", 'export const { install } = require("../cli/install");'],
  ["src/kernel/cell-runner.ts", 'export const module = import("../cli/install");'],
  ["src/kernel/cell-runner.ts", 'export type Cli = typeof import("../cli/install");'],
  ["src/engine/fork/reap.ts", 'export * from "../../magics/magic";'],
  ["src/engine/fork/reap.ts", 'export * from "../../index";'],
];

for (const [file, code] of forbidden) {
  test(`${file} may not contain: ${code}`, async () => {
    const found = await complaints(file, code);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /may not import src\/\w+, only: /);
  });
}

const allowed: readonly (readonly [file: string, code: string])[] = [
  ["src/engine/engine.ts", 'import type { RunRequest } from "../model/task"; export type R = RunRequest;'],
  ["src/magics/magic.ts", 'import type { Engine } from "../engine/engine"; export type E = Engine;'],
  [
    "src/engine/fork/reap.ts",
    'export * from "../engine"; export * from "../../model/task"; export * from "node:fs"; export * from "koffi";',
  ],
  ["src/model/task.ts", 'import type { Program } from "./program"; export type P = Program;'],
];

for (const [file, code] of allowed) {
  test(`${file} may contain: ${code}`, async () => {
    assert.deepEqual(await complaints(file, code), []);
  });
}
