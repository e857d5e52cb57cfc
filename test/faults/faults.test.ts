import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { after, before, test } from "node:test";
import { NotebookSession } from "../support/notebook-session";
import type { Outcome } from "../../src/model/outcome";
import type { MemitResult } from "../../src/model/result";

/** A cell that goes wrong, and how. */
interface Fault {
  readonly name: string;
  readonly cell: string;
  readonly ename: string;
  readonly outcome: Partial<Outcome> & { readonly kind: Outcome["kind"] };
}

const faults: readonly Fault[] = [
  { name: "an endless loop", cell: "%%memit -t 0.5\nwhile (true);", ename: "TimedOut", outcome: { kind: "timed-out", limitNs: 5e8 } },
  {
    name: "an endless wait",
    cell: "%%memit -t 0.5\nawait new Promise((r) => setTimeout(r, 1e8));",
    ename: "TimedOut",
    outcome: { kind: "timed-out", limitNs: 5e8 },
  },
  { name: "an endless loop in the setup", cell: "%%memit -t 0.5 while (true);\n1", ename: "TimedOut", outcome: { kind: "timed-out" } },
  { name: "an endless loop that is timed", cell: "%timeit --timeout 0.5 while (true);", ename: "TimedOut", outcome: { kind: "timed-out" } },
  { name: "a promise that never settles", cell: "%%memit\nawait new Promise(() => {});", ename: "Error", outcome: { kind: "threw" } },
  { name: "a promise that was pending in the notebook", cell: "%%memit\nawait pendingHere;", ename: "Error", outcome: { kind: "threw" } },
  {
    name: "a heap that outgrows --max-heap",
    cell: "%%memit --max-heap 60MiB\nconst hoard = []; for (;;) hoard.push({ a: 1, b: [2] });",
    ename: "OutOfMemory",
    outcome: { kind: "out-of-memory", what: "heap" },
  },
  {
    name: "Buffers that outgrow --max-data",
    cell: "%%memit --max-data 60MiB\nconst hoard: Buffer[] = []; for (;;) hoard.push(Buffer.alloc(8e6, 1));",
    ename: "OutOfMemory",
    outcome: { kind: "out-of-memory", what: "data" },
  },
  { name: "process.exit(3)", cell: "%%memit\nprocess.exit(3);", ename: "Exited", outcome: { kind: "exited", code: 3 } },
  {
    name: "process.exit() while waiting",
    cell: "%%memit\nsetTimeout(() => process.exit(4), 10); await new Promise((r) => setTimeout(r, 1e8));",
    ename: "Exited",
    outcome: { kind: "exited", code: 4 },
  },
  {
    name: "process.kill(process.pid)",
    cell: "%%memit\nprocess.kill(process.pid); await new Promise((r) => setTimeout(r, 1e8));",
    ename: "Killed",
    outcome: { kind: "killed", signal: "SIGTERM" },
  },
  {
    name: "SIGKILL of the child",
    cell: "%%memit\nprocess.kill(process.pid, 'SIGKILL');",
    ename: "Killed",
    outcome: { kind: "killed", signal: "SIGKILL" },
  },
  { name: "process.abort()", cell: "%%memit\nprocess.abort();", ename: "Killed", outcome: { kind: "killed", signal: "SIGABRT" } },
  {
    name: "an error",
    cell: "%%memit\nthrow new RangeError('out');",
    ename: "RangeError",
    outcome: { kind: "threw", name: "RangeError", message: "out" },
  },
  {
    name: "an error in the setup",
    cell: "%%memit throw new RangeError('early')\n1",
    ename: "RangeError",
    outcome: { kind: "threw", message: "early" },
  },
  {
    name: "an error that nobody catches",
    cell: "%%memit\nsetTimeout(() => { throw new TypeError('late'); }, 5); await new Promise((r) => setTimeout(r, 1e8));",
    ename: "TypeError",
    outcome: { kind: "threw", message: "late" },
  },
  {
    name: "a rejection that nobody catches",
    cell: "%%memit\nvoid Promise.reject(new TypeError('lost')); await new Promise((r) => setTimeout(r, 1e8));",
    ename: "TypeError",
    outcome: { kind: "threw", message: "lost" },
  },
  {
    name: "prompt() in a measured cell",
    cell: "%%memit\nconst { prompt } = require('tslab-magics'); await prompt('name?');",
    ename: "Error",
    outcome: { kind: "threw" },
  },
];

let notebook: NotebookSession;

before(async () => {
  notebook = await NotebookSession.start();
  await notebook.must("let alive = 41; const pendingHere = new Promise(() => {});");
  await notebook.must("%memit -q 0");
});
after(() => notebook.end());

for (const { name, cell, ename, outcome } of faults) {
  test(`${name} is ${outcome.kind}, and the notebook goes on`, async () => {
    const before = await leftovers();
    const run = await notebook.run(cell);
    assert.equal(run.status, "error");
    assert.equal(run.error?.ename, ename);
    assert.equal(run.results.length, 1);
    const [result] = run.results;
    for (const [key, value] of Object.entries(outcome)) assert.deepEqual(result?.outcome[key as "kind"], value);
    assert.equal((await notebook.must("alive + 1")).value, "42");
    assert.deepEqual(await leftovers(), before);
  });
}

test("100 MB of console output keep their beginning and their end", async () => {
  const before = await leftovers();
  const run = await notebook.must(
    "%%memit -q\nconst line = 'x'.repeat(99);\nfor (let i = 0; i < 1e6; i++) console.log(line);\nconsole.log('the end');",
  );
  assert.ok(run.stdout.length < 2 * 2 ** 20, String(run.stdout.length));
  assert.ok(run.stdout.startsWith("xxx") && run.stdout.endsWith("the end\n"));
  assert.match(run.stderr, /^\n… \d+[\d,]* bytes of output are left out here/);
  assert.deepEqual(await leftovers(), before);
});

test("a grandchild left running is ended and named, also one that left the process group", async () => {
  const before = await leftovers();
  const run = await notebook.must(
    "%%memit\nconst { spawn } = require('child_process');\nspawn('sleep', ['1000'], { stdio: 'ignore' });\nspawn('setsid', ['sleep', '1001'], { stdio: 'ignore', detached: true }).unref();\nawait new Promise((r) => setTimeout(r, 200));",
  );
  assert.ok(run.results[0]?.notes.some(({ reason }) => reason === "left-processes"));
  assert.deepEqual(await leftovers(), before);
});

test("a Stop ends a measurement and keeps what was measured", async () => {
  const before = await leftovers();
  const running = notebook.run(
    "%%memit\nconst kept = Buffer.alloc(30 * 2 ** 20, 1);\nconsole.log('filled');\nwhile (true);",
    ({ header, content }) => {
      if (header.msg_type === "stream" && content["text"] === "filled\n") void notebook.kernel.interrupt();
    },
  );
  const run = await running;
  assert.equal(run.error?.ename, "KeyboardInterrupt");
  const [result] = run.results;
  assert.deepEqual(result?.outcome, { kind: "interrupted" });
  assert.ok(((result as MemitResult).incrementBytes ?? 0) > 29 * 2 ** 20);
  assert.equal((await notebook.must("alive")).value, "41");
  assert.deepEqual(await leftovers(), before);
});

test("a Stop ends a timed loop and keeps the repeats that had ended", async () => {
  const code = '%timeit -n 1 -r 100 console.log("on"); await new Promise((r) => setTimeout(r, 50))';
  const run = await notebook.run(code, ({ header }) => {
    // Ten repeats after the first loop.
    if (header.msg_type === "stream") setTimeout(() => void notebook.kernel.interrupt(), 500);
  });
  const [result] = run.results;
  assert.ok(result?.kind === "timeit" && result.outcome.kind === "interrupted");
  assert.ok(result.allRunsNs.length > 0 && result.allRunsNs.length < 100);
  assert.ok((result.perLoop?.bestNs ?? 0) >= 49e6);
});

test("a shutdown during a measurement leaves nothing", async () => {
  const other = await NotebookSession.start();
  const running = other.run("%%memit\nconsole.log('on');\nwhile (true);").catch((error: unknown) => error);
  await delay(2000);
  const { pid } = other;
  await other.end();
  await running;
  assert.deepEqual(descendantsOf(pid), []);
});

test("a killed kernel takes its child with it", async () => {
  const other = await NotebookSession.start();
  let childPid = 0;
  const running = other
    .run("%%memit\nconsole.log(process.pid);\nwhile (true);", ({ header, content }) => {
      if (header.msg_type === "stream") childPid = Number(content["text"]);
    })
    .catch((error: unknown) => error);
  while (childPid === 0) await delay(20);
  process.kill(other.pid, "SIGKILL");
  await running;
  for (let i = 0; i < 100 && isAlive(childPid); i++) await delay(20);
  assert.equal(isAlive(childPid), false);
  await other.end();
});

test("after 20 measurements, 300 more leave no descriptor, no child, and little memory", { timeout: 600_000 }, async () => {
  const measure = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await notebook.must("%memit -q alive + 1");
  };
  // An ordinary cell opens the heap's holes, and the kernel closes them by a collection while it is idle.
  const memory = async (): Promise<number> => {
    await notebook.must("gc!()");
    await delay(2000);
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${notebook.pid}/status`, "latin1"))?.[1]);
  };
  await measure(20);
  const [before, beforeBytes] = [await leftovers(), await memory()];
  await measure(300);
  assert.deepEqual(await leftovers(), before);
  const grownBytes = (await memory()) - beforeBytes;
  assert.ok(grownBytes < 5 * 2 ** 20, `${(grownBytes / 2 ** 20).toFixed(2)} MiB`);
});

/** What a measurement could have left behind, once the kernel is idle. */
async function leftovers(): Promise<{ readonly descriptors: number; readonly processes: readonly number[] }> {
  // The kernel closes the last pipe of a child just after the reply.
  await delay(150);
  return { descriptors: readdirSync(`/proc/${notebook.pid}/fd`).length, processes: descendantsOf(notebook.pid) };
}

function descendantsOf(pid: number): number[] {
  const parents = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [[Number(name), parentOf(name)] as const] : []));
  const childrenOf = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...childrenOf(child)]);
  return childrenOf(pid);
}

function parentOf(pid: string): number {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1]);
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
