import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { collectionsHoldingAlone } from "../../../src/heap/graph/collections";
import { dominators } from "../../../src/heap/graph/dominators";
import { largestFanOut } from "../../../src/heap/graph/fan-out";
import { globalVariables } from "../../../src/heap/graph/global-variables";
import { largest } from "../../../src/heap/graph/largest";
import { draw } from "./draw";

test("fan-out counts what a program put there: properties, elements, captured variables, entries of tables", () => {
  const { raw } = draw(
    `root -> list -[0]-> a
     list -[1]-> b
     list -__proto__-> p
     list -(map)-> shape
     list -(elements)-> e -(0)-> a
     root -> map -(table)-> t -(3)-> a
     t -(4)-> b
     t -(6)-> c
     t -(map)-> shape`,
    { shape: { type: "object shape" }, t: { type: "array" }, e: { type: "array" } },
  );
  assert.deepEqual(
    largestFanOut(raw, 5).map(({ object, why }) => [object.kind, why]),
    [
      ["map", "holds 3 values"],
      ["list", "holds 2 values"],
    ],
  );
});

test("collections are told by what nothing else keeps alive", () => {
  const { raw } = draw(
    `root -> cache -(table)-> t -(3)-> a -x-> deep
     t -(4)-> b
     t -(5)-> shared
     root -> other -s-> shared
     root -> list -[0]-> shared
     list -(elements)-> e -(0)-> shared`,
    { cache: { name: "Map" }, list: { name: "Array" }, t: { type: "array" }, e: { type: "array" }, deep: { bytes: 1000 } },
  );
  assert.deepEqual(
    collectionsHoldingAlone(raw, dominators(raw), 5).map(({ object, why }) => [object.kind, why]),
    [["Map", "nothing else keeps 2 objects in it alive"]],
  );
});

test("global variables are those that Node did not put there, the largest first", () => {
  const { raw } = draw(
    `root -!-> global -console-> c
     global -left-> a
     global -large-> b
     global -get left-> f
     global -<symbol tag>-> g`,
    { b: { bytes: 100 } },
  );
  assert.deepEqual(
    globalVariables(raw, 5).map(({ why, object }) => [why, object.shallowBytes]),
    [
      ["globalThis.large", 100],
      ["globalThis.left", 16],
    ],
  );
});

test("all that a new Node process has on globalThis is known to be Node's", () => {
  const names = execFileSync(process.execPath, ["--expose-gc", "-"], {
    input: "console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))",
  });
  const module = "__dirname __filename exports module require".split(" ");
  const own = (JSON.parse(String(names)) as string[]).filter((name) => !module.includes(name));
  const { raw } = draw(`root -!-> global\n${own.map((name) => `global -${name}-> ${name}`).join("\n")}`);
  assert.ok(own.length > 100);
  assert.deepEqual(globalVariables(raw, 100), []);
});

test("the largest are those of all in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 60 }), fc.nat(12), (values, limit) => {
      const inOrder = values.map((value, node) => ({ value, node })).filter(({ value }) => value > 0);
      inOrder.sort((a, b) => b.value - a.value || a.node - b.node);
      assert.deepEqual(
        largest(values.length, limit, (node) => values[node]!),
        inOrder.slice(0, limit).map(({ node }) => node),
      );
    }),
  );
});
