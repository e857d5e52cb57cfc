import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { NotebookSession } from "../support/notebook-session";
import { startStock } from "./linked-folder";

let notebook: NotebookSession;
let end: () => Promise<void>;

describe("the magics in a stock tslab kernel", () => {
  before(async () => {
    ({ session: notebook, end } = await startStock());
    await notebook.must("interface Point { x: number }\nconst n = 3; const p: Point = { x: 1 };\nfunction f(x: number) { return x + n; }");
    await notebook.must('import "tslab-magics"');
  });
  after(() => end());

  test("are listed", async () => {
    const { displays } = await notebook.must("%lsmagic");
    assert.match(displays[0] ?? "", /^Line magics: %memit %timeit %heap %time %lsmagic\n/);
  });

  test("explain themselves in the pager", async () => {
    const reply = await notebook.kernel.execute("%memit?");
    assert.match(JSON.stringify(reply.payload), /^\[\{"source":"page","data":\{"text\/plain":"%memit: Peak memory/);
  });

  test("know what cells declared before the package was imported", async () => {
    const { value, results } = await notebook.must("%time f(2)");
    assert.equal(value, "5");
    assert.deepEqual(
      results.map(({ kind, outcome }) => [kind, outcome.kind]),
      [["time", "completed"]],
    );
  });

  test("are type-checked against them, at the place as typed", async () => {
    const { status, error } = await notebook.run("const before: Point = p\n%time f('3')");
    assert.equal(status, "error");
    assert.equal(error?.ename, "CompileError");
    assert.match(error.evalue, /^cell \[\d+\]:2:9 - Argument of type 'string' is not assignable to parameter of type 'number'\.$/);
    assert.match((await notebook.run("before")).stderr, /Cannot find name 'before'/, "nothing of such a cell is run");
    await delay(300); // tslab aborts what comes within 200 ms of an error
  });

  test("run in the order of a mixed cell, and leave their variables to later cells", async () => {
    const { stdout, value } = await notebook.must("let k = 1; console.log('first')\n%time k += f(2)\nconsole.log(k); ({ k, n })");
    assert.equal(stdout, "first\n6\n");
    assert.equal(value, "{ k: 6, n: 3 }");
    assert.equal((await notebook.must("const m: number = k + 1; m")).stdout, "7\n");
  });

  test("assign the value of their code", async () => {
    await notebook.must("const timed = %time f(4)");
    assert.equal((await notebook.must("timed.toFixed(1)")).stdout, "7.0\n");
  });

  test("await at the top level", async () => {
    const { stdout, value } = await notebook.must("%%time\nconst awaited = await (Promise.resolve(5));\nconsole.log('shown'); awaited");
    assert.deepEqual([stdout, value], ["shown\n", "5"]);
    assert.equal((await notebook.must("awaited")).stdout, "5\n");
  });

  test("a failure is told on iopub and in the reply, in lines of the cell as typed", async () => {
    const code = "interface Long { a: number;\n  b: string }\n\n%time throw new RangeError('as ordered ' + f(1))";
    const { status, error, log, stderr } = await notebook.run(code);
    assert.equal(status, "error");
    assert.deepEqual([error?.ename, error?.evalue], ["RangeError", "as ordered 4"]);
    assert.match(error?.traceback ?? "", /^RangeError: as ordered 4\n {4}at cell \[\d+\]:4:13$/);
    const told = log.find(({ header }) => header.msg_type === "error")?.content;
    assert.deepEqual(told, { ename: error?.ename, evalue: error?.evalue, traceback: [error?.traceback] });
    assert.equal(stderr, "");
  });

  test("a failure of an ordinary piece beside a magic is told likewise", async () => {
    const { error, displays } = await notebook.run("undefined.x;\n%lsmagic");
    assert.match(error?.evalue ?? "", /^cell \[\d+\]:1:1 - /);
    const { error: thrown } = await notebook.run("throw new TypeError('before');\n%lsmagic");
    assert.deepEqual([thrown?.ename, displays], ["TypeError", []]);
  });

  test("a failure under stop_on_error: false does not skip the next cell", async () => {
    await notebook.run("%time throw 1");
    assert.equal((await notebook.run("1 + 1")).stdout, "2\n");
  });

  test("a name that is none is told", async () => {
    const { error } = await notebook.run("%memory 1");
    assert.deepEqual([error?.ename], ["MagicError"]);
    assert.match(error?.evalue ?? "", /There is no magic %memory\. The nearest is %memit/);
  });

  test("a Stop ends a cell that awaits for ever, and the notebook goes on", async () => {
    const running = notebook.run("await new Promise(() => undefined)\n%lsmagic");
    await delay(500);
    await notebook.kernel.interrupt();
    assert.equal((await running).error?.ename, "KeyboardInterrupt");
    assert.equal((await notebook.must("n")).stdout, "3\n");
  });

  test("names, options and TypeScript after them are completed", async () => {
    const complete = async (code: string): Promise<unknown> => {
      const {
        matches,
        cursor_start: start,
        cursor_end: end,
      } = await notebook.kernel.request("complete_request", {
        code,
        cursor_pos: Array.from(code).length,
      });
      return { first: (matches as string[])[0], start, end };
    };
    assert.deepEqual(await complete("%memi"), { first: "%memit", start: 0, end: 5 });
    assert.deepEqual(await complete("const c = '😀';\n%timeit --rep"), { first: "--repeat", start: 23, end: 28 });
    assert.deepEqual(await complete("const c = '😀';\n%memit Math.sqr"), { first: "sqrt", start: 27, end: 30 });
    assert.deepEqual(await complete("%memit p."), { first: "x", start: 9, end: 9 });
  });

  test("names, options and TypeScript after them are explained", async () => {
    const explain = async (code: string, cursor: number): Promise<string> => {
      const { data } = await notebook.kernel.request("inspect_request", { code, cursor_pos: cursor });
      return String((data as Record<string, unknown>)["text/plain"]);
    };
    assert.match(await explain("%memit f(1)", 3), /^%memit: Peak memory/);
    assert.match(await explain("%memit -r 3 f(1)", 8), /^-r, --repeat N/);
    assert.match(await explain("%memit f(1)", 8), /function f\(x: number\): number/);
  });

  test("a console is told when they are complete", async () => {
    const isComplete = async (code: string): Promise<unknown> => (await notebook.kernel.request("is_complete_request", { code }))["status"];
    assert.deepEqual(await Promise.all(["%memit f(1)", "%%memit\n", "%memit f(", "%%time\nf(1)"].map(isComplete)), [
      "complete",
      "incomplete",
      "incomplete",
      "complete",
    ]);
  });
});

test("the magics in a stock jslab kernel", async () => {
  const { session, end: stop } = await startStock({ isJs: true });
  try {
    await session.must("const n = 3; function f(x) { return x + n; }");
    await session.must('import "tslab-magics"');
    assert.equal((await session.must("%time f(1)")).value, "4");
    assert.match((await session.run("%time n.toFixd()")).error?.evalue ?? "", /^cell \[\d+\]:1:9 - Property 'toFixd' does not exist/);
    const reply = await session.kernel.request("complete_request", { code: "%tim", cursor_pos: 4 });
    assert.deepEqual(reply["matches"], ["%timeit", "%time"]);
  } finally {
    await stop();
  }
});
