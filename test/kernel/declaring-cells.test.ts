import assert from "node:assert/strict";
import { test } from "node:test";
import { DeclaringCells, declaredIn } from "../../src/kernel/declaring-cells";
import type { Prepared } from "../../src/kernel/notebook";

const BEGINNING = `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n`;

test("what a piece declares is told from what it assigns", () => {
  assert.deepEqual(declaredIn(`${BEGINNING}exports.größe = exports.a$ = void 0;\nexports.b = void 0;\nexports.c = 1;\n`), [
    "größe",
    "a$",
    "b",
  ]);
  assert.deepEqual(declaredIn(`${BEGINNING}exports.rows = [];\nexports.w = void 0;\n`), []);
  assert.deepEqual(declaredIn(""), []);
});

test("the last cell that declared a variable counts, and what has not run is not remembered", () => {
  const cells = new DeclaringCells();
  const piece = (executionCount: number, ...names: readonly string[]) =>
    ({
      piece: { executionCount },
      conversion: { output: `${BEGINNING}${names.map((name) => `exports.${name} = `).join("")}void 0;\n` },
    }) as Prepared;
  cells.add(piece(1, "a", "b"));
  cells.add(piece(3, "b"));
  const before = { a: 1, b: 3 };
  assert.deepEqual(Object.fromEntries(cells.after([])), before);
  assert.deepEqual(Object.fromEntries(cells.after([piece(4, "a", "c")])), { a: 4, b: 3, c: 4 });
  assert.deepEqual(Object.fromEntries(cells.after([])), before);
});
