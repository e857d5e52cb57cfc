import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { describe, test } from "node:test";
import { rawKernel, show, startFake, type RawFrontEnd } from "./fixtures/fake-front-end";

describe("when a cell fails", () => {
  test("those that wait behind it are aborted, the next one runs", async (context) => {
    const client = await startFake(context);
    const [failed, first, second] = await Promise.all([
      client.execute("sleep 100\nthrow x"),
      show(client, "print 1"),
      client.execute("print 2"),
    ]);
    assert.equal(failed.status, "error");
    assert.deepEqual(first.reply, { status: "aborted", payload: [] });
    assert.deepEqual(first.messages, [
      ["status", { execution_state: "busy" }],
      ["status", { execution_state: "idle" }],
    ]);
    assert.equal(second.status, "aborted");
    assert.deepEqual(await client.execute("count"), { status: "ok", executionCount: 2, payload: [] });
  });

  test("those that arrived while it kept the kernel's thread busy are aborted too, however many", async (context) => {
    const client = await startFake(context);
    const failing = client.execute("block 600\nthrow x");
    await pause(100);
    const behind = await Promise.all(Array.from({ length: 700 }, () => client.execute("print x")));
    assert.equal((await failing).status, "error");
    assert.deepEqual(new Set(behind.map(({ status }) => status)), new Set(["aborted"]));
  });

  test("a request sent at the moment of its reply runs", async (context) => {
    const kernel = await rawKernel(context);
    kernel.start();
    const statuses: unknown[] = [];
    const frontEnd: RawFrontEnd = kernel.connect((channel, { content }) => {
      if (channel !== "shell") return;
      statuses.push(content["status"]);
      if (content["status"] === "error") frontEnd.channels.send("shell", "execute_request", { code: "print x" });
    });
    for (let round = 1; round <= 20; round++) {
      frontEnd.channels.send("shell", "execute_request", { code: "throw x" });
      await frontEnd.find(() => statuses.length === 2 * round);
    }
    assert.deepEqual(statuses, Array.from({ length: 20 }, () => ["error", "ok"]).flat());
  });

  test("nothing is aborted where it was not to stop the others, or was silent", async (context) => {
    const client = await startFake(context);
    for (const options of [{ stopOnError: false }, { silent: true }]) {
      const [failed, next] = await Promise.all([client.execute("sleep 50\nthrow x", options), client.execute("print x")]);
      assert.deepEqual([failed.status, next.status], ["error", "ok"]);
    }
  });
});

describe("an interrupt", () => {
  test("by signal ends the running cell and aborts those behind it", { skip: process.platform === "win32" }, async (context) => {
    const client = await startFake(context);
    const cells = [client.execute("sleep 60000"), client.execute("print x")];
    await pause(100);
    await client.interrupt();
    const [running, waiting] = await Promise.all(cells);
    assert.equal(running?.error?.ename, "KeyboardInterrupt");
    assert.equal(waiting?.status, "aborted");
    assert.equal((await client.execute("print x")).status, "ok");
  });

  test("by message does the same", async (context) => {
    const client = await startFake(context);
    const running = client.execute("sleep 60000");
    await pause(100);
    assert.deepEqual(await client.request("interrupt_request"), { status: "ok" });
    assert.equal((await running).error?.ename, "KeyboardInterrupt");
  });

  test("of an idle kernel has no effect", async (context) => {
    const client = await startFake(context);
    await client.interrupt();
    await client.request("interrupt_request");
    assert.equal((await client.execute("print x")).status, "ok");
  });
});
