import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { describe, test } from "node:test";
import type { Message } from "../../src/kernel/protocol/wire";
import { show, startFake } from "./fixtures/fake-front-end";

const busy = ["status", { execution_state: "busy" }];
const idle = ["status", { execution_state: "idle" }];

describe("a cell", () => {
  test("shows its input, its output and its value, in order, between busy and idle", async (context) => {
    const { reply, messages } = await show(await startFake(context), "print out\nwarn err\nvalue 3");
    assert.deepEqual(reply, { status: "ok", executionCount: 1, payload: [] });
    assert.deepEqual(messages, [
      busy,
      ["execute_input", { code: "print out\nwarn err\nvalue 3", execution_count: 1 }],
      ["stream", { name: "stdout", text: "out\n" }],
      ["stream", { name: "stderr", text: "err\n" }],
      ["execute_result", { execution_count: 1, data: { "text/plain": "3" }, metadata: {} }],
      idle,
    ]);
  });

  test("displays, updates, clears", async (context) => {
    const { messages } = await show(await startFake(context), "display one\nupdate two\nclear\nclear wait");
    const content = (text: string): object => ({ data: { "text/plain": text }, metadata: {}, transient: { display_id: "d" } });
    assert.deepEqual(messages.slice(2, -1), [
      ["display_data", content("one")],
      ["update_display_data", content("two")],
      ["clear_output", { wait: false }],
      ["clear_output", { wait: true }],
    ]);
  });

  test("that fails says why on iopub and in its reply", async (context) => {
    const { reply, messages } = await show(await startFake(context), "throw why");
    const error = { ename: "FakeError", evalue: "why", traceback: ["FakeError: why"] };
    assert.deepEqual(messages.slice(2), [["error", error], idle]);
    assert.deepEqual(reply, { status: "error", executionCount: 1, error, payload: [] });
  });

  test("on which the kernel itself fails says where to report it, and the kernel goes on", async (context) => {
    const client = await startFake(context);
    const { reply, messages } = await show(client, "reject broken");
    const error = messages.find(([type]) => type === "error")?.[1];
    assert.equal(error?.["ename"], "InternalError");
    assert.equal(error["evalue"], "broken");
    assert.match(String(error["traceback"]), /inside tslab-magics, not in your code.*Please report it.*Error: broken/s);
    assert.deepEqual(reply.error, error);
    assert.equal((await client.execute("print on")).status, "ok");
  });

  test("that is silent shows nothing, does not count and is not remembered", async (context) => {
    const client = await startFake(context);
    const { reply, messages } = await show(client, "print x\nvalue 1", { silent: true });
    assert.deepEqual(messages, [busy, idle]);
    assert.equal(reply.executionCount, 1);
    assert.deepEqual(await client.request("history_request", { hist_access_type: "tail", n: 5 }), { status: "ok", history: [] });
    assert.equal((await client.execute("count")).executionCount, 1);
  });

  test("that is not to be stored shows everything, but does not count", async (context) => {
    const client = await startFake(context);
    const { messages } = await show(client, "count", { storeHistory: false });
    assert.deepEqual(messages[2], ["execute_result", { execution_count: 1, data: { "text/plain": "1" }, metadata: {} }]);
    assert.equal((await client.execute("count")).executionCount, 1);
    assert.equal((await client.execute("count")).executionCount, 2);
  });

  test("can send pages to the pager", async (context) => {
    const reply = await (await startFake(context)).execute("page help");
    assert.deepEqual(reply.payload, [{ source: "page", data: { "text/plain": "help" }, start: 0 }]);
  });

  test("is the parent of what it shows after its end", async (context) => {
    const messages: Message[] = [];
    const client = await startFake(context, (message) => messages.push(message));
    await client.execute("late from-the-first");
    await client.execute("sleep 300");
    const parentOf = (isWanted: (message: Message) => boolean): string | undefined => messages.find(isWanted)?.parent.msg_id;
    const first = parentOf(({ header, content }) => header.msg_type === "execute_input" && content["code"] === "late from-the-first");
    assert.ok(first !== undefined);
    assert.equal(
      parentOf(({ content }) => content["text"] === "from-the-first\n"),
      first,
    );
  });

  test("that prints in a tight loop loses nothing", async (context) => {
    const { messages } = await show(await startFake(context), "flood 3000");
    const texts = messages.flatMap(([type, content]) => (type === "stream" ? [content["text"]] : []));
    assert.deepEqual(
      texts,
      Array.from({ length: 3000 }, (_, line) => `${line}\n`),
    );
  });
});

test("cells run one after the other, in the order in which they were sent", async (context) => {
  const client = await startFake(context);
  const shown = await Promise.all(Array.from({ length: 20 }, (_, index) => show(client, `sleep ${index % 3}\ncount`)));
  for (const [index, { reply, messages }] of shown.entries()) {
    assert.equal(reply.executionCount, index + 1);
    assert.deepEqual(messages[2]?.[1]["data"], { "text/plain": String(index + 1) });
  }
});

test("every message names its parent, and the kernel's session is its own and always the same", async (context) => {
  const messages: Message[] = [];
  const client = await startFake(context, (message) => messages.push(message));
  await client.execute("print x");
  const cell = messages.filter(({ parent }) => parent.msg_type === "execute_request");
  assert.deepEqual(
    cell.map(({ header }) => header.msg_type),
    ["status", "execute_input", "stream", "status"],
  );
  assert.equal(new Set(cell.map(({ parent }) => parent.msg_id)).size, 1);
  assert.equal(new Set(messages.map(({ header }) => header.session)).size, 1);
  assert.equal(new Set(messages.map(({ header }) => header.msg_id)).size, messages.length);
  assert.notEqual(cell[0]?.header.session, cell[0]?.parent.session);
});

describe("while a cell runs", () => {
  test("completion, inspection and the rest are answered", async (context) => {
    const client = await startFake(context);
    let isRunning = true;
    const running = client.execute("sleep 700").finally(() => (isRunning = false));
    await pause(50);
    await client.request("complete_request", { code: "a", cursor_pos: 1 });
    await client.request("inspect_request", { code: "a", cursor_pos: 1 });
    await client.request("kernel_info_request");
    await client.request("usage_request");
    assert.ok(isRunning);
    await running;
  });
});

describe("a request", () => {
  test("to complete or inspect counts code points", async (context) => {
    const client = await startFake(context);
    assert.deepEqual(await client.request("complete_request", { code: "😀 ab cd", cursor_pos: 4 }), {
      status: "ok",
      matches: ["ab-completed"],
      cursor_start: 2,
      cursor_end: 4,
      metadata: {},
    });
    assert.deepEqual(await client.request("inspect_request", { code: "😀ab", cursor_pos: 2, detail_level: 0 }), {
      status: "ok",
      found: true,
      data: { "text/plain": "😀a|" },
      metadata: {},
    });
    assert.deepEqual(await client.request("inspect_request", { code: "", cursor_pos: 0 }), {
      status: "ok",
      found: false,
      data: {},
      metadata: {},
    });
  });

  test("on which the kernel itself fails is answered with an error", async (context) => {
    const client = await startFake(context);
    const reply = await client.request("complete_request", { code: "crash", cursor_pos: 5 });
    assert.deepEqual([reply["status"], reply["ename"], reply["evalue"]], ["error", "InternalError", "completion broke"]);
    assert.equal((await client.request("complete_request", { code: "a", cursor_pos: 1 }))["status"], "ok");
  });

  test("whether code is complete is passed on", async (context) => {
    const client = await startFake(context);
    assert.deepEqual(await client.request("is_complete_request", { code: "a" }), { status: "complete" });
    assert.deepEqual(await client.request("is_complete_request", { code: "a {" }), { status: "incomplete", indent: "  " });
    assert.deepEqual(await client.request("is_complete_request", { code: ")(" }), { status: "invalid" });
  });

  test("for history is answered with inputs and values", async (context) => {
    const client = await startFake(context);
    await client.execute("value 7");
    assert.deepEqual(await client.request("history_request", { hist_access_type: "tail", n: 1, output: true, raw: true }), {
      status: "ok",
      history: [[1, 1, ["value 7", "7"]]],
    });
  });

  test("for the kernel's info tells language, versions and what is supported", async (context) => {
    const reply = await (await startFake(context)).request("kernel_info_request");
    assert.deepEqual(
      { ...reply, banner: undefined },
      {
        status: "ok",
        protocol_version: "5.4",
        implementation: "tslab-magics",
        implementation_version: "1.2.3",
        language_info: {
          name: "typescript",
          version: "5.0.4",
          mimetype: "text/typescript",
          file_extension: ".ts",
          codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
        },
        banner: undefined,
        help_links: [],
        debugger: false,
        supported_features: [],
      },
    );
    assert.match(String(reply["banner"]), /^tslab-magics 1\.2\.3: TypeScript 5\.0\.4 on Node \d/);
  });

  test("of an unknown type is refused; an unknown message is only noted", async (context) => {
    const client = await startFake(context);
    const reply = await client.request("debug_request");
    assert.deepEqual([reply["status"], reply["ename"]], ["error", "NotSupported"]);
    const { lastWords, code } = await client.shutdown();
    assert.match(lastWords, /unknown type "debug_request"/);
    assert.equal(code, 0);
  });

  test("for comms finds none", async (context) => {
    const client = await startFake(context);
    assert.deepEqual(await client.request("comm_info_request", { target_name: "jupyter.widget" }), { status: "ok", comms: {} });
  });
});

test("usage is given in the words of jupyter-resource-usage", async (context) => {
  const client = await startFake(context);
  const usage = await client.request("usage_request");
  assert.equal(usage["pid"], client.pid);
  const memoryBytes = usage["kernel_memory"] as number;
  assert.ok(memoryBytes > 2 ** 22 && memoryBytes < 2 ** 30, String(memoryBytes));
  assert.ok((usage["kernel_cpu"] as number) >= 0);
  assert.ok((usage["cpu_count"] as number) >= 1);
  assert.equal(typeof usage["hostname"], "string");
  const { total, available, used, percent } = usage["host_virtual_memory"] as Record<string, number>;
  assert.equal(used, total! - available!);
  assert.ok(percent! > 0 && percent! < 100);
  await client.execute("block 300");
  const afterWork = (await client.request("usage_request"))["kernel_cpu"] as number;
  assert.ok(afterWork > 5, `a busy kernel shows ${afterWork} %`);
});
