import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNotebook } from "../../src/cli/notebook-file";
import { measurementsOf, runNotebook, type NotebookKernel, type NotebookRun } from "../../src/cli/notebook-run";
import { KernelDiedError, type ExecuteOptions, type ExecuteReply } from "../../src/kernel/client/client";
import type { Message } from "../../src/kernel/protocol/wire";

interface Source {
  readonly source: string;
  readonly tags?: readonly string[];
  readonly type?: string;
}

/** A kernel whose cells print themselves; `fail` fails, `die` ends the kernel, `hang` waits for an interrupt. */
class ScriptedKernel implements NotebookKernel {
  readonly ran: string[] = [];
  #endHang: () => void = () => undefined;

  async execute(code: string, { onIopub }: ExecuteOptions): Promise<Pick<ExecuteReply, "status" | "executionCount">> {
    this.ran.push(code);
    onIopub?.(printed(`${code}!`));
    if (code === "die") throw new KernelDiedError({ code: null, signal: "SIGKILL", lastWords: "" });
    if (code === "hang") await new Promise<void>((resolve) => (this.#endHang = resolve));
    return { status: code === "fail" || code === "hang" ? "error" : "ok", executionCount: this.ran.length };
  }

  async interrupt(): Promise<void> {
    await Promise.resolve();
    this.#endHang();
  }

  kill(): Promise<void> {
    assert.fail("no cell here outlives an interrupt");
  }
}

function printed(text: string): Message {
  const header = { msg_id: "1", msg_type: "stream", session: "s", username: "u", date: "", version: "5.4" };
  return { identities: [], header, parent: {}, metadata: {}, content: { name: "stdout", text }, buffers: [] };
}

async function run(sources: readonly (string | Source)[], limits: { readonly allowErrors?: boolean; readonly timeoutMs?: number } = {}) {
  const cells = sources.map((cell) => (typeof cell === "string" ? { source: cell } : cell));
  const fields = cells.map(({ source, tags, type }) => ({ cell_type: type ?? "code", metadata: tags ? { tags } : {}, source }));
  const notebook = parseNotebook(JSON.stringify({ nbformat: 4, cells: fields }), "n.ipynb");
  const kernel = new ScriptedKernel();
  const told: string[] = [];
  const result = await runNotebook(
    notebook,
    kernel,
    { allowErrors: false, ...limits },
    {
      onCellStart: ({ number, total }) => told.push(`start ${number}/${total}`),
      onCellEnd: ({ number }, end, { source }) => told.push(`${end} ${number} ${source}`),
    },
  );
  return { ran: kernel.ran, told, result };
}

function textsOf({ executed }: NotebookRun): readonly unknown[] {
  return [...executed].map(([index, { executionCount, outputs }]) => [
    index,
    executionCount,
    outputs.map((output) => ("text" in output ? output.text : output)),
  ]);
}

test("code cells run in order; others, empty ones and those tagged skip-execution are passed over", async () => {
  const { ran, told, result } = await run([
    "a",
    { source: "# title", type: "markdown" },
    " \n",
    { source: "no", tags: ["skip-execution"] },
    "b",
  ]);
  assert.deepEqual(ran, ["a", "b"]);
  assert.deepEqual(told, ["start 1/2", "ok 1 a", "start 2/2", "ok 2 b"]);
  assert.equal(result.ended, "completed");
  assert.deepEqual(textsOf(result), [
    [0, 1, ["a!"]],
    [4, 2, ["b!"]],
  ]);
});

test("a cell that fails ends the run; what it showed is kept", async () => {
  const { ran, told, result } = await run(["a", "fail", "b"]);
  assert.deepEqual(ran, ["a", "fail"]);
  assert.equal(told.at(-1), "failed 2 fail");
  assert.equal(result.ended, "failed");
  assert.deepEqual(textsOf(result)[1], [1, 2, ["fail!"]]);
});

test("a cell tagged raises-exception may fail, and may complete", async () => {
  const tags = ["raises-exception"];
  const { ran, told, result } = await run([
    { source: "fail", tags },
    { source: "a", tags },
  ]);
  assert.deepEqual(ran, ["fail", "a"]);
  assert.deepEqual(told, ["start 1/2", "tolerated 1 fail", "start 2/2", "ok 2 a"]);
  assert.equal(result.ended, "completed");
});

test("with allowErrors every cell may fail", async () => {
  const { ran, result } = await run(["fail", "fail", "a"], { allowErrors: true });
  assert.deepEqual(ran, ["fail", "fail", "a"]);
  assert.equal(result.ended, "completed");
});

test("a cell that takes too long is interrupted and ends the run, however it is tagged", async () => {
  const { told, result } = await run([{ source: "hang", tags: ["raises-exception"] }, "a"], { timeoutMs: 20 });
  assert.deepEqual(told, ["start 1/2", "timed-out 1 hang"]);
  assert.equal(result.ended, "failed");
});

test("the death of the kernel ends the run; what the cell had shown is kept", async () => {
  const { told, result } = await run(["a", "die", "b"], { allowErrors: true });
  assert.deepEqual(told, ["start 1/3", "ok 1 a", "start 2/3", "died 2 die"]);
  assert.equal(result.ended, "died");
  assert.equal(result.death, "The kernel was ended by SIGKILL.");
  assert.deepEqual(textsOf(result)[1], [1, null, ["die!"]]);
});

test("measurements are the outputs of our own MIME types, by cell", () => {
  const display = (data: Readonly<Record<string, unknown>>) => ({ output_type: "display_data" as const, data, metadata: {} });
  const memit = { version: 1, kind: "memit" };
  const outputs = [
    display({ "text/plain": "x", "application/vnd.tslab-magics.memit+json": memit }),
    display({ "application/vnd.plotly.v1+json": {} }),
  ];
  assert.deepEqual(measurementsOf(new Map([[4, { executionCount: 2, outputs }]])), [{ cellIndex: 4, executionCount: 2, results: [memit] }]);
});
