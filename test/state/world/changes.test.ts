import assert from "node:assert/strict";
import { test } from "node:test";
import { surveyBuiltIns } from "../../../src/state/world/built-ins";
import type { Digest } from "../../../src/state/world/digest";
import { inProcess } from "./in-process";

interface Found {
  readonly changes: readonly (readonly [kind: string, path: string, step?: string])[];
  readonly differences: readonly string[];
}

/** This process, in which nothing was changed. */
const another = surveyBuiltIns();

/** What a cell does to the built-ins of a kernel: as its changes, and as the difference that another process sees. */
function effectOf(cell: string, { wake = false } = {}): Found {
  const { changes, digest } = inProcess(`
    const builtIns = world.surveyBuiltIns();
    ${wake ? "builtIns.addLazyGlobals();" : ""}
    builtIns.addModule("fs");
    const start = builtIns.signature();
    ${cell}
    const changes = builtIns.changesSince(start).map(({ kind, path, step }) => [kind, path, ...(step === undefined ? [] : [step])]);
    return { changes, digest: builtIns.digest(["globals", "node:fs"]) };`) as { changes: Found["changes"]; digest: Digest };
  const differences = another.differences(digest).map(({ path }) => path);
  return { changes, differences };
}

const cases: readonly (readonly [cell: string, change: Found["changes"][number], differs: string | undefined])[] = [
  ["Array.prototype.last1 = function () { return this[this.length - 1]; };", ["added", "Array.prototype", ".last1"], "Array.prototype"],
  ["Math.round = function round(x) { return 1; };", ["changed", "Math", ".round"], "Math"],
  ["globalThis.G = { deep: 1 };", ["added", "globalThis", ".G"], "globalThis"],
  ["delete String.prototype.trim;", ["removed", "String.prototype", ".trim"], "String.prototype"],
  ["Object.freeze(JSON);", ["extensibility", "JSON"], "JSON"],
  ["Object.setPrototypeOf(Math, null);", ["prototype", "Math"], "Math"],
  ["Error.stackTraceLimit = 50;", ["changed", "Error", ".stackTraceLimit"], "Error"],
  ["Buffer.poolSize = 1;", ["changed", "Buffer", ".poolSize"], "Buffer"],
  ["console.log = () => 0;", ["changed", "console", ".log"], "console"],
  ["require('fs').readFileSync = () => 0;", ["changed", "node:fs", ".readFileSync"], "node:fs"],
  ["require('fs').readFileSync.cache = 1;", ["added", "node:fs.readFileSync", ".cache"], "node:fs.readFileSync"],
  ["Object.defineProperty(Array, 'isArray', { enumerable: true });", ["changed", "Array", ".isArray"], "Array"],
  ["Object.defineProperty(Math, 'PI2', { get() { throw new Error('run'); } });", ["added", "Math", ".PI2"], "Math"],
  ["Object.defineProperty(globalThis, 'Math', { get() { throw new Error('run'); } });", ["changed", "globalThis", ".Math"], "globalThis"],
  ["globalThis.Math = new Proxy(Math, {});", ["changed", "globalThis", ".Math"], "globalThis"],
  ["process.on = function () {};", ["added", "process", ".on"], "process"],
  ["globalThis.process = { fake: 1 };", ["changed", "globalThis", ".process"], "globalThis.process"],
  ["Math[Symbol('mine')] = 1;", ["added", "Math", "[Symbol(mine)]"], "Math"],
  ["Math[Symbol.for('all')] = 1;", ["added", "Math", '[Symbol.for("all")]'], "Math"],
  ["delete Array.prototype[Symbol.unscopables];", ["removed", "Array.prototype", "[Symbol.unscopables]"], "Array.prototype"],
  [
    "const each = Object.getPrototypeOf([][Symbol.iterator]()); const next = each.next; each.next = function () { return next.call(this); };",
    ["changed", "%ArrayIteratorPrototype%", ".next"],
    "%ArrayIteratorPrototype%",
  ],
  // What the kernel sets for itself is compared with its own start only.
  ["Error.prepareStackTrace = () => 'mine';", ["changed", "Error", ".prepareStackTrace"], undefined],
];

for (const [cell, change, differs] of cases) {
  test(`found and named: ${cell}`, () => {
    const { changes, differences } = effectOf(cell);
    // To freeze an object changes its properties as well.
    assert.deepEqual(changes[0], change);
    assert.ok(changes.every(([, path]) => path === change[1]));
    if (differs === undefined) assert.deepEqual(differences, []);
    else assert.ok(differences.includes(differs), differences.join());
  });
}

test("what the console remembers is found", () => {
  // Node's names of these symbols change from version to version.
  assert.match(effectOf("console.group('x');").changes.join(), /^changed,console,\[Symbol\(kGroup/);
  assert.match(effectOf("console.count('x');").changes.join(), /^contents,console\[Symbol\(/);
  assert.match(effectOf("console.time('x');").changes.join(), /^contents,console\._times/);
});

test("a replacement of a replacement is a change", () => {
  const changes = inProcess(`
    Math.mine = {};
    const reference = world.surveyBuiltIns();
    globalThis.G = {};
    const start = reference.signature();
    globalThis.G = {};
    return reference.changesSince(start).map(({ path, step }) => path + step);`);
  assert.deepEqual(changes, ["globalThis.G"]);
});

test("a change gives the object and the key where the new value can be read", () => {
  const found = inProcess(`
    const builtIns = world.surveyBuiltIns();
    const start = builtIns.signature();
    const key = Symbol("k");
    Math[key] = 1; delete Math.sin;
    return builtIns.changesSince(start).map(({ holder, key: found }) => [holder === Math, found === key, String(found)]);`);
  assert.deepEqual(found, [
    [true, false, "sin"],
    [true, true, "Symbol(k)"],
  ]);
});

test("a lazy global that was surveyed before is compared as well", () => {
  assert.deepEqual(effectOf("globalThis.Blob = class Blob {};", { wake: true }).changes, [["changed", "globalThis", ".Blob"]]);
  assert.deepEqual(effectOf("Headers.prototype.extra = 1;", { wake: true }).changes, [["added", "Headers.prototype", ".extra"]]);
  assert.deepEqual(effectOf("globalThis.performance = {};", { wake: true }).changes, [["changed", "globalThis", ".performance"]]);
});

const pristine = inProcess("return world.writePristine();") as string;

/** What a notebook's cells are found to have done in a process of which nothing was known before. */
function foundAfter(cells: string, question: string): unknown {
  return inProcess(`
    ${cells}
    const { builtIns: reference } = world.readPristine(${JSON.stringify(pristine)});
    const builtIns = world.surveyBuiltIns({ reference });
    const changes = () => builtIns.changesSince(reference.signature).map(({ kind, path, step }) => kind + " " + path + (step ?? ""));
    ${question}`);
}

test("a process in which a notebook has run is measured against a pristine one", () => {
  const found = foundAfter(
    `void Headers; require("worker_threads"); require("tls");
    const round = Math.round;
    Math.round = function round(x) { return 1; };
    Array.prototype.last1 = { a: {} };
    globalThis.G = { deep: {} };`,
    `return {
      paths: [Math.round, Array.prototype.last1, G, G.deep, Math.floor, round].map((value) => builtIns.pathOf(value) ?? null),
      module: builtIns.addModule("fs") && builtIns.pathOf(require("fs").readFileSync),
      differences: builtIns.differences(world.surveyBuiltIns({ reference }).digest()),
      changes: changes(),
    };`,
  );
  assert.deepEqual(found, {
    paths: [null, null, null, null, "Math.floor", "Math.round"],
    module: "node:fs.readFileSync",
    differences: [],
    changes: ["changed Math.round", "added globalThis.G", "added Array.prototype.last1"],
  });
});

/** Functions of Node's own in the place of others, and other objects in the place of Node's. */
const replacements: readonly (readonly [cell: string, changes: readonly string[], value: string, path: string | null])[] = [
  ["", [], "console.log", "console.log"],
  ["console.log = console.error;", ["changed console.log"], "console.log", "console.error"],
  ["console.log = (() => 0).bind(null);", ["changed console.log"], "console.log", null],
  ["console.log = new console.Console(process.stderr).log;", ["changed console.log"], "console.log", null],
  [
    "const { includes } = Array.prototype; Array.prototype.includes = String.prototype.includes;",
    ["changed Array.prototype.includes"],
    "[includes, Array.prototype.includes]",
    "Array.prototype.includes,String.prototype.includes",
  ],
  [
    "const { log } = console; console.log = console.warn; console.warn = log;",
    ["changed console.log", "changed console.warn"],
    "console.warn",
    "?",
  ],
  [
    "const map = Map; globalThis.Map = class Map extends map {};",
    ["changed globalThis.Map"],
    "[Map, map, map.prototype]",
    ",Map,Map.prototype",
  ],
  ["const math = Math; globalThis.Math = { ...math, max: math.max };", ["changed globalThis.Math"], "[Math, math.max]", ",Math.max"],
  ["globalThis.console = new console.Console(process.stderr);", ["changed globalThis.console"], "console", null],
];

for (const [cell, changes, value, path] of replacements) {
  test(`seen afterwards: ${cell === "" ? "nothing" : cell}`, () => {
    const found = foundAfter(
      cell,
      `return { changes: changes(), paths: [${value}].flat().map((each) => builtIns.pathOf(each) ?? null).join() };`,
    );
    const { changes: seen, paths } = found as { readonly changes: readonly string[]; readonly paths: string };
    assert.deepEqual(seen, changes);
    if (path !== "?") assert.equal(paths, path ?? "");
  });
}
