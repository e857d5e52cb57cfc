import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { inProcess } from "./in-process";

/** Runs a cell in one process, gives its settings to another, and evaluates an expression there. */
function carried(cell: string, expression: string): unknown {
  const settings = inProcess(`const start = world.readSettings(); ${cell} return world.readSettings(start);`, { flags: ["--expose-gc"] });
  return inProcess(`world.applySettings(${JSON.stringify(settings)}); return ${expression};`);
}

const cases: readonly (readonly [cell: string, expression: string, value: unknown])[] = [
  ["process.env.MADE = 'é ='; delete process.env.HOME;", "[process.env.MADE, 'HOME' in process.env]", ["é =", false]],
  ["process.env.TZ = 'Asia/Tokyo';", "new Date(0).getHours()", 9],
  [`process.chdir(${JSON.stringify(tmpdir())});`, "process.cwd()", tmpdir()],
  ["process.umask(0o77);", "process.umask()", 0o77],
  ["process.title = 'note';", "process.title", "note"],
  ["process.argv.push('x');", "process.argv.at(-1)", "x"],
  ["process.execArgv = [];", "process.execArgv", []],
  ["process.exitCode = 3;", "process.exitCode", 3],
  ["require('events').defaultMaxListeners = 77;", "require('events').defaultMaxListeners", 77],
  ["require('events').captureRejections = true;", "require('events').captureRejections", true],
  [
    "Object.assign(require('util').inspect.defaultOptions, { depth: Infinity, breakLength: 3 });",
    "[require('util').inspect.defaultOptions.depth === Infinity, require('util').inspect.defaultOptions.breakLength]",
    [true, 3],
  ],
  ["require('dns').setServers(['127.0.0.9']);", "require('dns').getServers()", ["127.0.0.9"]],
  ["require('dns').setDefaultResultOrder('ipv4first');", "require('dns').getDefaultResultOrder()", "ipv4first"],
  ["require('net').setDefaultAutoSelectFamily(false);", "require('net').getDefaultAutoSelectFamily()", false],
  ["require('http').globalAgent.maxSockets = 2;", "require('http').globalAgent.maxSockets", 2],
];

for (const [cell, expression, value] of cases) {
  test(`a setting goes to another process: ${cell}`, () => {
    assert.deepEqual(carried(cell, expression), value);
  });
}

test("what applies is what differs, and nothing is left", () => {
  const result = inProcess(`
    const settings = { ...world.readSettings(), "process.umask()": 0o77 };
    return [world.differences(settings).length, world.applySettings(settings), world.differences(settings), world.applySettings(settings)];`);
  assert.deepEqual(result, [1, ["process.umask()"], [], []]);
});

test("a module is not loaded for a setting that nobody has touched", () => {
  const names = inProcess("const start = world.readSettings(); require('dns'); require('http'); return Object.keys(world.readSettings());");
  assert.ok((names as string[]).includes("dns.getServers()"));
  const untouched = inProcess(
    "require('dns'); require('http'); const start = world.readSettings(); return Object.keys(world.readSettings(start));",
  ) as string[];
  assert.ok(!untouched.some((name) => /^(dns|http|net)/.test(name)), untouched.join());
});

const refused: readonly (readonly [cell: string, message: RegExp])[] = [
  ["process.setUncaughtExceptionCaptureCallback(() => 0);", /hasUncaughtExceptionCaptureCallback\(\) is true.*cannot be read/],
  ["require('http').globalAgent.options.lookup = () => 0;", /http\.globalAgent.*option lookup is a function/],
];

for (const [cell, message] of refused) {
  test(`refused by its name: ${cell}`, () => {
    assert.throws(
      () => carried(cell, "1"),
      (error: Error) => message.test(error.message) && error.message.includes("StateError"),
    );
  });
}

test("a setting of another version is refused, and secrets are not printed", () => {
  const sentences = inProcess(`return world.differences({ "process.new": 1, "process.env": { SECRET: "hush" } });`) as string[];
  assert.equal(sentences.length, 2);
  assert.match(sentences.join(" "), /process\.new is a setting that this version does not know/);
  assert.doesNotMatch(sentences.join(" "), /hush/);
});
