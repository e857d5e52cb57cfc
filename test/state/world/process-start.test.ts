import assert from "node:assert/strict";
import { test } from "node:test";
import { inProcess } from "./in-process";

test("listeners that were added since are told, with how they were added", () => {
  const found = inProcess(`
    process.on("exit", function kernels() {});
    const start = world.watchProcess();
    const mine = () => 1;
    process.on("exit", mine); process.once("SIGUSR2", mine); process.on("exit", mine);
    return world.listenersAddedSince(start).map(({ event, listener, once }) => [event, listener === mine, once]);`);
  assert.deepEqual(found, [
    ["exit", true, false],
    ["exit", true, false],
    ["SIGUSR2", true, true],
  ]);
});

test("listeners that were removed are told by their events", () => {
  const found = inProcess(`
    process.on("exit", function kernels() {});
    const start = world.watchProcess();
    const before = world.listenersRemovedSince(start);
    process.removeAllListeners("exit");
    return [before, world.listenersRemovedSince(start)];`);
  assert.deepEqual(found, [[], ["exit"]]);
});

test("a replaced write is told", () => {
  const found = inProcess(`
    process.stderr.write = () => true;
    const start = world.watchProcess();
    const before = world.streamFunctionsReplacedSince(start);
    process.stdout.write = () => true;
    process.stderr.write = () => true;
    return [before, world.streamFunctionsReplacedSince(start)];`);
  assert.deepEqual(found, [[], ["process.stdout.write", "process.stderr.write"]]);
});
