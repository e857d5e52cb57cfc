import assert from "node:assert/strict";
import Module from "node:module";
import { afterEach, test } from "node:test";
import { EngineError } from "../../src/engine/engine";
import { checkFlags, fork } from "../../src/engine/fork/fork";
import { type Native, loadNative } from "../../src/engine/native";

const koffiPath = require.resolve("koffi");
const platform = Object.getOwnPropertyDescriptor(process, "platform");
const realKoffi = require.cache[koffiPath];

afterEach(() => {
  if (platform) Object.defineProperty(process, "platform", platform);
  if (realKoffi) require.cache[koffiPath] = realKoffi;
  else Reflect.deleteProperty(require.cache, koffiPath);
});

/** From here on `require("koffi")` gives `exports`. */
function replaceKoffi(exports: object): void {
  const fake = new Module(koffiPath);
  fake.exports = exports;
  fake.loaded = true;
  require.cache[koffiPath] = fake;
}

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.match(error.message, message);
    return true;
  };
}

test("another system than Linux is refused", () => {
  Object.defineProperty(process, "platform", { ...platform, value: "darwin" });
  assert.throws(
    loadNative,
    refusal(/^Measuring in a fork needs Linux, and this is darwin: run the notebook on Linux, in a container or in WSL\.$/),
  );
});

test("a koffi that does not load is refused", () => {
  replaceKoffi({});
  Object.defineProperty(require.cache[koffiPath], "exports", {
    get: () => {
      throw new Error("Cannot find the native Koffi module; did you bundle it correctly?\nmore");
    },
  });
  assert.throws(
    loadNative,
    refusal(
      /^Measuring in a fork needs the npm package koffi, which does not load here \(Cannot find the native Koffi module; .*correctly\?\): install/,
    ),
  );
});

test("a system without glibc is refused", () => {
  replaceKoffi({
    load: () => {
      throw new Error("Failed to load shared library");
    },
  });
  assert.throws(loadNative, refusal(/^Measuring in a fork needs glibc, and this system \(Alpine\?\) has another C library: /));
});

test("a Node without the functions is refused, and the missing one named", () => {
  const func = (prototype: string): (() => number) => {
    if (prototype.includes("uv_loop_fork")) throw new Error("Cannot find function 'uv_loop_fork' in shared library");
    return () => 0;
  };
  replaceKoffi({ load: () => ({ func, symbol: () => 0n }), proto: () => ({}), address: () => 0n });
  assert.throws(
    loadNative,
    refusal(/does not have \(uv_loop_fork: Cannot find function 'uv_loop_fork' in shared library\): use the Node of nodejs\.org\.$/),
  );
});

test("the flags must be there, and pool size 0 means many", () => {
  checkFlags(["--expose-gc", "--single-threaded", "--v8-pool-size=1"]);
  assert.throws(
    () => checkFlags(["--single-threaded", "--v8-pool-size=0"]),
    refusal(/^Measuring in a fork needs a kernel that was started with --v8-pool-size=1: /),
  );
  assert.throws(() => checkFlags([]), refusal(/ --single-threaded --v8-pool-size=1: /));
});

for (const [error, remedy] of [
  ["ENOMEM", /\(fork: ENOMEM\): free memory, or set vm\.overcommit_memory to 0 or 1 if it is 2\.$/],
  ["EAGAIN", /\(fork: EAGAIN\): end other processes, or raise the limit of processes/],
  ["EINVAL", /\(fork: EINVAL\): restart the kernel\.$/],
] as const) {
  test(`a fork that fails with ${error} is refused with its remedy`, () => {
    const native = { libc: { fork: () => -1 }, errorName: () => error } as unknown as Native;
    assert.throws(() => fork(native), refusal(remedy));
  });
}
