import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { packageRoot } from "../../src/cli/package-root";
import { temporaryFolder } from "../cli/command";

interface Tally {
  readonly passed: number;
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
}

/** Runs a test file with our reporter; returns its tally and what it printed. */
function report(context: TestContext, code: string) {
  const folder = temporaryFolder(context);
  const [file, tallyFile] = [join(folder, "some.test.js"), join(folder, "tally.jsonl")];
  writeFileSync(file, `const { test, describe, it } = require("node:test"); const assert = require("node:assert/strict");\n${code}`);
  const reporter = join(packageRoot, "scripts", "lib", "reporter.mjs");
  // A test runner that finds NODE_TEST_CONTEXT takes itself for a child of another one.
  const env = { ...process.env, TALLY_FILE: tallyFile, NODE_TEST_CONTEXT: undefined };
  const { status, stdout } = spawnSync(process.execPath, ["--test", `--test-reporter=${reporter}`, file], { encoding: "utf8", env });
  assert.ok(existsSync(tallyFile), stdout);
  return { status, stdout, tally: JSON.parse(readFileSync(tallyFile, "utf8")) as Tally };
}

test("tests are counted, suites are not", (context) => {
  const { status, stdout, tally } = report(context, 'test("a", () => {}); describe("d", () => { it("b", () => {}); it("c", () => {}); });');
  assert.equal(status, 0);
  assert.deepEqual(tally, { passed: 3, failures: [], skipped: [] });
  assert.match(stdout, /^✔ .*some\.test\.ts \(3, \d+ ms\)\n$/);
});

test("a failure is shown with its path and difference, and its parents are not counted", (context) => {
  const { status, stdout, tally } = report(context, 'describe("d", () => { it("b", () => assert.equal(1, 2)); it("c", () => {}); });');
  assert.equal(status, 1);
  assert.equal(tally.passed, 1);
  assert.match(tally.failures.join(), /^[^,]*some\.test\.ts › d › b$/);
  assert.match(stdout, /✖ .*some\.test\.ts › d › b\n/);
  assert.match(stdout, /1 !== 2/);
});

test("skipped tests and skipped suites are named with their reasons", (context) => {
  const { status, stdout, tally } = report(
    context,
    'test("a", { skip: "no Python" }, () => {}); describe("d", { skip: true }, () => { it("b", () => {}); });',
  );
  assert.equal(status, 0);
  assert.deepEqual(tally, { passed: 0, failures: [], skipped: ["a", "d"] });
  assert.match(stdout, /- skipped: .* › a \(no Python\)\n/);
});

test("a file that crashes is a failure", (context) => {
  const { status, tally } = report(context, "throw new Error('at load');");
  assert.equal(status, 1);
  assert.deepEqual([tally.passed, tally.failures.length], [0, 1]);
});
