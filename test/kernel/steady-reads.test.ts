import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssignedByFunctions, assignedIn, steadyReads } from "../../src/kernel/steady-reads";

/** The names that are read once, in a notebook whose earlier cells were these. */
function steady(javascript: string, ...cells: readonly string[]): string[] {
  const assigned = new AssignedByFunctions();
  for (const cell of cells) assigned.add(cell);
  const reads = steadyReads(javascript, [assigned.names]);
  for (const { name, start, end } of reads) assert.equal(javascript.slice(start, end).replace(/\s/g, ""), `exports.${name}`);
  return [...new Set(reads.map(({ name }) => name))];
}

describe("steadyReads", () => {
  it("finds the variables that code reads", () => {
    assert.deepEqual(steady("exports.tsLastExpr = exports.rows.map((row) => row + exports\n.n);"), ["rows", "n"]);
    assert.deepEqual(steady("(0, exports.f)(exports.rows[exports.i]);"), ["f", "rows", "i"]);
  });

  it("leaves those that the code itself may assign, in whatever way", () => {
    const ways = [
      "exports.n = 1;",
      "exports.n++;",
      "exports.n += 2;",
      "delete exports.n;",
      "[exports.n] = [1];",
      "({ a: exports.n = 2, ...exports.n } = {});",
      "for (exports.n of [1]);",
      "for (exports.n in {});",
      "function f() { exports.n = 1; }",
      "class A { x = (exports.n = 1); static { exports.n++; } }",
      'Object.defineProperty(exports, "n", { value: 1 });',
    ];
    for (const way of ways) assert.deepEqual(steady(`${way} exports.m + exports.n;`), ["m"], way);
  });

  it("leaves those that a function of an earlier cell may assign, not what the cell assigned when it ran", () => {
    const body = "exports.a + exports.b + exports.c;";
    assert.deepEqual(steady(body, "exports.a = 1; function f() { exports.b = 2; }"), ["a", "c"]);
    assert.deepEqual(steady(body, "class A { x = exports.a++; }", "setInterval(() => { exports.c += 1; });"), ["b"]);
  });

  it("leaves all where it cannot know what is assigned", () => {
    const body = "exports.a;";
    for (const unknown of ["eval(text);", "const e = exports;", "f(exports);", "exports[name] = 1;", "return 1;", "{{"]) {
      assert.deepEqual(steady(body, unknown), [], unknown);
      assert.deepEqual(steady(`${unknown} ${body}`), [], unknown);
    }
    const assigned = new AssignedByFunctions();
    assigned.giveUp();
    assigned.add("exports.b = 1;");
    assert.deepEqual(steadyReads(body, [assigned.names]), []);
  });

  it("leaves a function that is called with the variables as its this", () => {
    assert.deepEqual(steady("exports.f(1); exports.tag`x`; new exports.C(exports.n);"), ["n"]);
  });

  it("is not fooled by texts, and by properties of that name", () => {
    assert.deepEqual(steady('"exports.a"; x.exports; `exports.b ${exports.c}`; ({ exports: 1 });'), []);
    assert.deepEqual(steady('"exports.a"; `exports.b ${exports.c}`;'), ["c"]);
  });
});

describe("assignedIn", () => {
  it("tells what a setup has assigned from what its functions may", () => {
    const setup = "exports.a = 1; function f() { exports.b = 2; }";
    assert.deepEqual(assignedIn(setup, "in functions"), new Set(["b"]));
    assert.deepEqual(assignedIn(setup, "anywhere"), new Set(["a", "b"]));
  });
});
