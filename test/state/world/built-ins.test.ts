import assert from "node:assert/strict";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { surveyBuiltIns } from "../../../src/state/world/built-ins";
import { lazyGlobals } from "../../../src/state/world/lazy-globals";
import { flagsOf, inProcess } from "./in-process";

const fs = require("node:fs") as typeof import("node:fs");
const util = require("node:util") as typeof import("node:util");
const AsyncFunction: unknown = runInThisContext("(async () => 0).constructor");
const GeneratorFunction = runInThisContext("(function* () {}).constructor") as (body: string) => object;

const survey = "const builtIns = world.surveyBuiltIns();";

test("paths say where a thing stands, and lead back to it", () => {
  const builtIns = surveyBuiltIns();
  builtIns.addModule("fs");
  builtIns.addModule("node:util");
  const getSize = Reflect.getOwnPropertyDescriptor(Map.prototype, "size")?.get;
  const things: readonly (readonly [string, unknown])[] = [
    ["Array.prototype.map", Array.prototype.map],
    ["Math", Math],
    ["Math.round", Math.round],
    ["globalThis", globalThis],
    ["get Map.prototype.size", getSize],
    ["Symbol.iterator", Symbol.iterator],
    ["%TypedArray%", Object.getPrototypeOf(Uint8Array)],
    ["%ArrayIteratorPrototype%.next", [][Symbol.iterator]().next],
    ["%AsyncFunction.prototype%.constructor", AsyncFunction],
    ["%GeneratorFunction.prototype%", Object.getPrototypeOf(GeneratorFunction("yield 1"))],
    ["process", process],
    ["process.env", process.env],
    ["process.stdout", process.stdout],
    ["Buffer", Buffer],
    ["console.log", console.log],
    ["node:fs", fs],
    ["node:fs.readFileSync", fs.readFileSync],
    ["node:util.promisify", util.promisify],
    ["Object.prototype", Object.prototype],
    ["Function.prototype", Function.prototype],
  ];
  for (const [path, value] of things) {
    assert.equal(builtIns.pathOf(value as object), path);
    assert.equal(builtIns.at(path), value, path);
  }
});

test("what is nobody's has no path", () => {
  const builtIns = surveyBuiltIns();
  for (const value of [{}, () => 1, Symbol("mine"), class {}, new Map(), new Proxy({}, {})])
    assert.equal(builtIns.pathOf(value), undefined);
  for (const path of ["Math.none", "node:none", "node:fs.none", "Symbol.none", "nothing", ""])
    assert.equal(builtIns.at(path), undefined, path);
});

test("every path leads to one thing, and every thing that has a path is found under it", () => {
  const builtIns = surveyBuiltIns();
  for (const name of ["fs", "http", "util", "stream", "module"]) builtIns.addModule(name);
  const paths = [...builtIns.signature(["globals"]).keys()].filter((path) => !path.startsWith("globalThis."));
  assert.ok(paths.length > 1000);
  for (const path of paths) assert.equal(builtIns.pathOf(builtIns.at(path)!), path);
});

test("the order in which modules are surveyed changes no path that leads somewhere, and no signature", () => {
  const [some, others] = [surveyBuiltIns(), surveyBuiltIns()];
  for (const name of ["fs", "stream", "http"]) some.addModule(name);
  for (const name of ["http", "fs", "stream"]) others.addModule(name);
  assert.deepEqual(others.differences(some.digest()), []);
  const { Readable } = require("node:stream") as typeof import("node:stream");
  for (const each of [some, others]) assert.equal(each.at(some.pathOf(Readable)!), Readable);
});

test("a fresh process, a kernel and a stock kernel have the same paths and the same signature", () => {
  const script = `${survey}
    for (const name of ["fs", "util", "events", "stream", "http", "crypto", "os"]) builtIns.addModule(name);
    const digest = builtIns.digest();
    return { digest, paths: [...builtIns.signature().keys()] };`;
  const kernel = inProcess(script, { flags: flagsOf.kernel });
  assert.deepEqual(inProcess(script, { flags: flagsOf.child }), kernel);
  assert.deepEqual(inProcess(script, { flags: flagsOf.stock }), kernel);
});

test("surveying and signing the globals loads nothing and prints nothing", () => {
  const loaded = inProcess(`
    process.once("warning", (warning) => { throw warning; });
    const before = process.moduleLoadList.length;
    ${survey} builtIns.signature(); builtIns.digest();
    await new Promise(setImmediate);
    return process.moduleLoadList.slice(before);`);
  assert.deepEqual(loaded, []);
});

test("a lazy global is loaded when its path is asked for", () => {
  const builtIns = surveyBuiltIns();
  assert.equal(builtIns.at("AbortController"), AbortController);
  assert.equal(builtIns.at("AbortController.prototype.abort"), AbortController.prototype.abort);
  assert.equal(builtIns.pathOf(AbortController.prototype), "AbortController.prototype");
});

test("all lazy globals can be surveyed without a warning; those of other Node versions are left out", () => {
  const found = inProcess(`
    process.once("warning", (warning) => { throw warning; });
    ${survey} builtIns.addLazyGlobals();
    await new Promise(setImmediate);
    const start = builtIns.signature();
    return [builtIns.pathOf(Headers.prototype.append), builtIns.pathOf(performance), builtIns.changesSince(start).length];`);
  assert.deepEqual(found, ["Headers.prototype.append", "performance", 0]);
  assert.ok(lazyGlobals.has("Headers"));
});

test("what a program does without changing anything is no change", () => {
  const changes = inProcess(`${survey}
    builtIns.addLazyGlobals(); builtIns.addLoadedModules();
    const start = builtIns.signature();
    new Intl.DateTimeFormat("de"); [1].map(String); "x".replace(/x/, "y"); new URL("http://x/?a=b").searchParams.get("a");
    structuredClone({}); new Blob(["x"]); crypto.randomUUID(); performance.now(); console.log("x"); console.error("y"); void process.stdin;
    await fetch("http://localhost:1").catch(() => 0); new TextDecoder(); process.report; process.allowedNodeEnvironmentFlags.size;
    await require("fs").promises.stat("."); setTimeout(() => 0, 0); process.memoryUsage(); process.hrtime.bigint(); require("util").inspect({}); 
    process.on("exit", () => 0); await new Promise((done) => setTimeout(done, 5)); require("util").parseArgs({ args: [] }); new WebAssembly.Memory({ initial: 1 });
    return builtIns.changesSince(start).map(({ path, kind, step }) => [path, kind, step]);`);
  assert.deepEqual(changes, []);
});
