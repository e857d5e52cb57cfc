import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeThrown } from "../../src/measure/thrown";

function hostile(): never {
  throw new Error("a trap");
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const hostileProxy = new Proxy(
  {},
  { get: hostile, has: hostile, getPrototypeOf: hostile, ownKeys: hostile, getOwnPropertyDescriptor: hostile },
);

class CustomError extends Error {
  override readonly name = "CustomError";
}

describe("describeThrown", () => {
  it("tells an error's name, message and stack", () => {
    const error = new CustomError("what happened");
    assert.deepEqual(describeThrown(error), { kind: "threw", name: "CustomError", message: "what happened", stack: error.stack });
  });

  const values: readonly (readonly [string, unknown, { readonly name: string; readonly message: string }])[] = [
    ["a string", "out of luck", { name: "Uncaught", message: "out of luck" }],
    ["undefined", undefined, { name: "Uncaught", message: "undefined" }],
    ["null", null, { name: "Uncaught", message: "null" }],
    ["a number", -0, { name: "Uncaught", message: "-0" }],
    ["a symbol", Symbol("sign"), { name: "Uncaught", message: "Symbol(sign)" }],
    ["a bigint", 3n, { name: "Uncaught", message: "3n" }],
    ["a plain object", { code: 7 }, { name: "Uncaught", message: "{ code: 7 }" }],
    ["an object without a prototype", Object.create(null), { name: "Uncaught", message: "[Object: null prototype] {}" }],
    ["a frozen error", Object.freeze(new Error("frozen")), { name: "Error", message: "frozen" }],
    ["an error of another kind of name", Object.assign(new Error("odd"), { name: 3 }), { name: "Error", message: "odd" }],
    ["an object that looks like an error", { name: "Like", message: "an error" }, { name: "Like", message: "an error" }],
    ["a revoked proxy", revoked.proxy, { name: "Uncaught", message: "<Revoked Proxy>" }],
  ];

  for (const [title, value, expected] of values) {
    it(`shows ${title}`, () => {
      const { name, message, stack } = describeThrown(value);
      assert.deepEqual({ name, message }, expected);
      assert.ok(stack.includes(message));
    });
  }

  it("survives a proxy whose every trap throws", () => {
    assert.equal(describeThrown(hostileProxy).name, "Uncaught");
  });

  it("survives getters and an inspector that throw", () => {
    const error = Object.defineProperty(new Error("hidden"), "stack", { get: hostile });
    Object.defineProperties(error, { message: { get: hostile }, name: { get: hostile } });
    const { name, message, stack } = describeThrown(error);
    assert.deepEqual([typeof name, typeof message, typeof stack], ["string", "string", "string"]);
    const shy = { [Symbol.for("nodejs.util.inspect.custom")]: hostile };
    assert.equal(describeThrown(shy).message, "a value of type object that cannot be shown");
  });

  it("bounds a text that is as long as memory", () => {
    const { message } = describeThrown("x".repeat(1_000_000));
    assert.equal(message.length, 100_000 + "… (1000000 characters)".length);
  });
});
