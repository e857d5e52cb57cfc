import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { MemitResult } from "../../src/model/result";
import type { CellRun, NotebookSession } from "../support/notebook-session";
import { startStock } from "./linked-folder";

const MIB = 2 ** 20;

let notebook: NotebookSession;
let end: () => Promise<void>;

describe("measuring in a stock tslab kernel", () => {
  before(async () => {
    ({ session: notebook, end } = await startStock());
    await notebook.must("let n = 3; interface Row { a: number }");
    await notebook.must('import "tslab-magics"');
  });
  after(() => end());

  test("is done in a new process, exactly", async () => {
    const { results, displays } = await notebook.must("%memit new Float64Array(13_107_200).fill(1)");
    const [result] = results as MemitResult[];
    assert.deepEqual([result?.kind, result?.engine, result?.outcome], ["memit", "fresh", { kind: "completed" }]);
    assert.ok(Math.abs((result?.incrementBytes ?? 0) - 100 * MIB) < 0.3 * MIB, `${result?.incrementBytes}`);
    assert.match(displays[0] ?? "", /^peak memory: .* MiB, increment: 100\.\d\d MiB, time: /);
  });

  test("shows what the cell shows, and clears what it clears", async () => {
    const { stdout, stderr, log } = await notebook.must("%memit console.log('größe'); console.error('oops'); console.clear()");
    assert.deepEqual([stdout, stderr], ["größe\n", "oops\n"]);
    const types = log.map(({ header }) => header.msg_type);
    assert.deepEqual(types, ["stream", "stream", "clear_output", "display_data"]);
  });

  test("changes nothing in the notebook, unless it is kept", async () => {
    await notebook.must("%memit globalThis.kept = 1");
    assert.equal((await notebook.must("typeof (globalThis as any).kept")).stdout, "undefined\n");
    const { stdout } = await notebook.must("%memit --keep (globalThis as any).kept = 2, console.log('once')");
    assert.equal(stdout, "once\n");
    assert.equal((await notebook.must("console.log('heard'); (globalThis as any).kept")).stdout, "heard\n2\n");
  });

  test("gives its result as a value of its type", async () => {
    await notebook.must("const r = %memit -o 0");
    assert.equal((await notebook.must("const engine: 'fork' | 'fresh' = r.engine; engine")).stdout, "fresh\n");
    assert.match((await notebook.must("%memit -o 0")).value ?? "", /^<MemitResult : peak memory: /);
    assert.match((await notebook.run("r.nothing")).stderr, /Property 'nothing' does not exist on type 'MemitResult'/);
    await delay(300); // tslab aborts what comes within 200 ms of an error
  });

  test("a cell that throws shows its figures, and fails in words of the cell", async () => {
    const { status, error, results, log } = await notebook.run("interface A { b: string }\n%memit throw new RangeError('as ordered')");
    assert.equal(status, "error");
    assert.deepEqual([error?.ename, error?.evalue], ["RangeError", "as ordered"]);
    assert.match(error?.traceback ?? "", /^RangeError: as ordered\n {4}at cell \[\d+\]:2:14$/);
    assert.equal(results[0]?.outcome.kind, "threw");
    assert.deepEqual(
      log.map(({ header }) => header.msg_type),
      ["display_data", "error"],
    );
  });

  test("a cell that takes too long is ended", async () => {
    const { error, results } = await notebook.run("%%memit --timeout 0.3\nfor (;;);");
    assert.deepEqual([error?.ename, results[0]?.outcome.kind], ["TimedOut", "timed-out"]);
  });

  test("the kernel answers meanwhile, and a Stop ends the measurement only", async () => {
    const { run, pid } = await measureForever(notebook);
    const reply = await notebook.kernel.request("complete_request", { code: "n.toFi", cursor_pos: 6 });
    assert.deepEqual(reply["matches"], ["toFixed"]);
    await notebook.kernel.interrupt();
    assert.equal((await run).error?.ename, "KeyboardInterrupt");
    assert.equal(await isGone(pid), true);
    assert.equal((await notebook.must("n += 1")).stdout, "4\n");
    assert.equal((await notebook.must("%memit 0")).results[0]?.outcome.kind, "completed");
  });
});

test("memit() works in the cell that imports it", async () => {
  const { session, end: stop } = await startStock();
  try {
    const { results, stdout } = await session.must(
      'import { memit } from "tslab-magics"; const r = await memit(() => new Uint8Array(50 * 2 ** 20).fill(1)); r.engine',
    );
    const [result] = results as MemitResult[];
    assert.deepEqual([result?.outcome, stdout], [{ kind: "completed" }, "fresh\n"]);
    assert.ok(Math.abs((result?.incrementBytes ?? 0) - 50 * MIB) < 0.5 * MIB, `${result?.incrementBytes}`);
  } finally {
    await stop();
  }
});

for (const [name, stop] of [
  ["shut down", (session: NotebookSession) => session.kernel.shutdown()],
  ["killed", (session: NotebookSession) => session.kernel.kill()],
] as const) {
  test(`a kernel that is ${name} leaves no child behind`, async () => {
    const { session, end: clean } = await startStock();
    try {
      await session.must('import "tslab-magics"');
      const { run, pid } = await measureForever(session);
      const ended = assert.rejects(run);
      await stop(session);
      await ended;
      assert.equal(await isGone(pid), true);
    } finally {
      await clean();
    }
  });
}

interface Running {
  readonly run: Promise<CellRun>;
  readonly pid: number;
}

/** Starts a measurement that never ends, and waits until it goes on in its child. */
async function measureForever(session: NotebookSession): Promise<Running> {
  let print: (text: string) => void = () => undefined;
  const printed = new Promise<string>((resolve) => (print = resolve));
  const run = session.run("%memit console.log(process.pid); for (;;);", ({ header, content }) => {
    if (header.msg_type === "stream") print(String(content["text"]));
  });
  const pid = Number(await Promise.race([printed, run.then(({ error }) => Promise.reject(new Error(error?.traceback ?? "ended")))]));
  return { run, pid };
}

/** Waits up to 5 s. */
async function isGone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 5000; waited += 50) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
    }
    await delay(50);
  }
  return false;
}
