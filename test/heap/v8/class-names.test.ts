import assert from "node:assert/strict";
import { test } from "node:test";
import { className, isClassPrototype } from "../../../src/heap/v8/class-names";

function nameOf(value: object): string {
  return className(Object.getPrototypeOf(value) as object);
}

function* numbers(): Generator<number> {
  yield 1;
}

class Base {}
class Derived extends Base {}

test("the nearest constructor names the class", () => {
  assert.equal(nameOf(new Base()), "Base");
  assert.equal(nameOf(new Derived()), "Derived");
  assert.equal(nameOf({}), "Object");
  assert.equal(nameOf([]), "Array");
  assert.equal(nameOf(Buffer.alloc(0)), "Buffer");
  assert.equal(nameOf(Object.create(new Derived()) as object), "Derived");
  assert.equal(nameOf(Object.create({ constructor: 5 }) as object), "Object");
});

test("generators and iterators are named by their tag", () => {
  assert.equal(nameOf(numbers()), "Generator");
  assert.equal(nameOf([][Symbol.iterator]()), "Array Iterator");
});

test("classes without a usable name say so", () => {
  class Method {
    static value = 1;
  }
  Object.defineProperty(Method, "name", { get: () => assert.fail("the getter ran") });
  assert.equal(nameOf(new Method()), "(anonymous class)");
  assert.equal(nameOf(new (class {})()), "(anonymous class)");
});

test("a user's class is not taken for the builtin of the same name", () => {
  assert.equal(nameOf(new (class Map {})()), "class Map");
  assert.equal(nameOf(new Map()), "Map");
  assert.equal(nameOf(new (class Collator {})()), "Collator");
  assert.equal(nameOf(new Intl.Collator()), "Intl.Collator");
});

test("neither getters nor proxies run", () => {
  const fail = new Proxy({}, { get: () => () => assert.fail("a trap ran") });
  const behind = Object.create(new Proxy({}, fail)) as object;
  assert.equal(className(Object.setPrototypeOf({}, new Proxy({}, fail)) as object), "object (its prototype is a proxy)");
  assert.equal(className(behind), "object (its prototype is a proxy)");
  const accessor = Object.defineProperty({}, "constructor", { get: () => assert.fail("the getter ran") });
  assert.equal(className(accessor), "Object");
  assert.equal(className({ constructor: new Proxy(Base, fail) }), "(class behind a proxy)");
});

test("a prototype is told from an instance", () => {
  assert.equal(isClassPrototype(Derived.prototype), true);
  assert.equal(isClassPrototype(Object.prototype), true);
  assert.equal(isClassPrototype(new Derived()), false);
  assert.equal(isClassPrototype({ constructor: Derived }), false);
});
