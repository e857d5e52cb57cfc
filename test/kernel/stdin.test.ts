import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { describe, test } from "node:test";
import { rawKernel, show, startFake } from "./fixtures/fake-front-end";

describe("a cell that asks", () => {
  test("gets the answer of the front end that sent it", async (context) => {
    const questions: unknown[] = [];
    const onInput = (prompt: string, password: boolean): string => {
      questions.push([prompt, password]);
      return `<${prompt}>`;
    };
    const { messages } = await show(await startFake(context), "ask name?\npassword key?\nask more?", { onInput });
    assert.deepEqual(questions, [
      ["name?", false],
      ["key?", true],
      ["more?", false],
    ]);
    assert.deepEqual(
      messages.flatMap(([type, content]) => (type === "stream" ? [content["text"]] : [])),
      ["answer: <name?>\n", "answer: <key?>\n", "answer: <more?>\n"],
    );
  });

  test("where the front end takes no input fails with the reason", async (context) => {
    const { error } = await (await startFake(context)).execute("ask name?");
    assert.equal(error?.ename, "StdinNotAllowed");
    assert.match(error.evalue, /takes no input while a cell runs/);
  });

  test("is ended by an interrupt, and the next question is a new one", async (context) => {
    const client = await startFake(context);
    const asking = client.execute("ask name?", { onInput: () => new Promise<string>(() => undefined) });
    await pause(100);
    await client.interrupt();
    assert.equal((await asking).error?.ename, "KeyboardInterrupt");
    assert.equal((await client.execute("ask name?", { onInput: () => "x" })).status, "ok");
  });

  test("also takes an answer without a parent, as jupyter_client sends it, but none to another question", async (context) => {
    const kernel = await rawKernel(context);
    kernel.start();
    const frontEnd = kernel.connect();
    await frontEnd.subscribed();
    const { msg_id } = frontEnd.channels.send("shell", "execute_request", { code: "ask name?", allow_stdin: true });
    const question = await frontEnd.find((_, channel) => channel === "stdin");
    assert.deepEqual([question.header.msg_type, question.content], ["input_request", { prompt: "name?", password: false }]);
    frontEnd.channels.send("stdin", "input_reply", { value: "stale" }, { msg_id: "another" });
    frontEnd.channels.send("stdin", "input_reply", { value: "right" });
    assert.equal((await frontEnd.reply(msg_id)).content["status"], "ok");
    const { content } = await frontEnd.find(({ header }) => header.msg_type === "stream");
    assert.equal(content["text"], "answer: right\n");
  });
});

test("an answer that nobody asked for is ignored", async (context) => {
  const kernel = await rawKernel(context);
  kernel.start();
  const frontEnd = kernel.connect();
  frontEnd.channels.send("stdin", "input_reply", { value: "x" });
  const { msg_id } = frontEnd.channels.send("shell", "execute_request", { code: "print x" });
  assert.equal((await frontEnd.reply(msg_id)).content["status"], "ok");
});
