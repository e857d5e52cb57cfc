import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { NotebookSession } from "../support/notebook-session";

/** Ordinary cells. Each must show under this kernel what it shows under tslab itself. */
const cells: readonly string[] = [
  "1 + 1",
  "'a string'",
  "`a\ntemplate`",
  "({ a: 1, b: { c: { d: { e: 1 } } }, f: [1, 2, 3], g: () => 1, h: new Map([[1, { x: 1 }]]) })",
  "undefined",
  "null",
  "NaN",
  "10n ** 20n",
  "Symbol('s')",
  "new Error('as a value').message",
  "[undefined, null, -0, 'x']",
  "console.log('%s is %d', 'x', 1, { a: 1 }); console.error('to stderr'); 2",
  "process.stdout.write('no line break'); process.stdout.write(Buffer.from('é😀')); 0",
  "let n = 1; const s: string = 'x'; function f(x: number) { return x + n; }",
  "n++; f(1)",
  "for (let i = 0; i < 3; i++) console.log(i)",
  "class A { #p = 1; get p() { return this.#p; } }\nnew A().p",
  "enum E { X, Y = 5 }\nE.Y",
  "type T = { a: number }; const t: T = { a: 1 }; t",
  "const { a, ...rest } = { a: 1, b: 2, c: 3 }; rest",
  "await Promise.resolve('awaited')",
  "const later = async () => { await null; return 'later'; }; await later()",
  "import * as path from 'path'; import { readFileSync } from 'fs'; import os from 'os';\n[path.join('a', 'b'), typeof readFileSync, typeof os.cpus]",
  "/** @module local */\nexport const five = 5;",
  "import { five } from './local'; five",
  "import { display } from 'tslab'; display.html('<b>bold</b>'); display.text('text'); display.raw('application/json', '{}')",
  "if (n > 0) { 'not the last expression' }",
  "// only a comment",
  "",
  "let x = 1, y = 2; [x, y] = [y, x]; [x, y]",
  "n = 'now a string' as any; n",
  "abc()\nfunction abc() { return 'hoisted'; }",
];

const completions: readonly string[] = ["Math.sq", "console.lo", "proc", "f(1).toF", "import * as q from 'f"];

let stock: NotebookSession;
let ours: NotebookSession;

before(async () => {
  [stock, ours] = await Promise.all([NotebookSession.startStock(), NotebookSession.start()]);
});
after(() => Promise.all([stock.end(), ours.end()]));

for (const code of cells) {
  test(`as under tslab: ${JSON.stringify(code)}`, async () => {
    const [expected, actual] = await Promise.all([stock.run(code), ours.run(code)]);
    assert.equal(actual.status, expected.status);
    assert.equal(actual.stdout + (actual.value === undefined ? "" : `${actual.value}\n`), expected.stdout);
    assert.equal(actual.stderr, expected.stderr);
    assert.deepEqual(actual.displays, expected.displays);
  });
}

test("type errors are tslab's, with the cell before their place", async () => {
  for (const code of [
    "const q: string = 1;",
    "let r = nowhere;\n\nr.x",
    "f('x'); f()",
    "const u: { a: { b: number } } = { a: { b: 'c' } };",
  ]) {
    const [expected, actual] = await Promise.all([stock.run(code), ours.run(code)]);
    assert.equal(actual.status, "error");
    assert.equal(actual.error?.ename, "CompileError");
    assert.equal(actual.error.evalue.replace(/^cell \[\d+\]:/gm, ""), expected.stderr.trimEnd());
    // For 200 ms after an error tslab aborts whatever comes.
    await delay(400);
  }
});

for (const code of completions) {
  test(`completions as under tslab: ${code}`, async () => {
    const content = { code, cursor_pos: code.length };
    const [expected, actual] = await Promise.all([stock, ours].map(({ kernel }) => kernel.request("complete_request", content)));
    assert.deepEqual(actual?.["matches"], expected?.["matches"]);
    assert.equal(actual?.["cursor_start"], expected?.["cursor_start"]);
    assert.equal(actual?.["cursor_end"], expected?.["cursor_end"]);
  });
}
