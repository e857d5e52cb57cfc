import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, test } from "node:test";
import { Dealer, Request } from "zeromq";
import { addressOf } from "../../src/kernel/protocol/connection";
import { createHeader, parseMessage, serializeMessage, Signer } from "../../src/kernel/protocol/wire";
import { rawKernel, startFake } from "./fixtures/fake-front-end";

test("the heartbeat is answered while a cell runs", async (context) => {
  const kernel = await rawKernel(context);
  kernel.start();
  const frontEnd = kernel.connect();
  await frontEnd.subscribed();
  const heartbeat = new Request({ receiveTimeout: 5000 });
  context.after(() => heartbeat.close());
  heartbeat.connect(addressOf(kernel.connection, "hb"));
  const { msg_id } = frontEnd.channels.send("shell", "execute_request", { code: "sleep 60000" });
  await frontEnd.find(({ header, parent }) => header.msg_type === "execute_input" && parent.msg_id === msg_id);
  for (const beat of ["one", "two"]) {
    await heartbeat.send(beat);
    assert.equal(String(await heartbeat.receive()), beat);
  }
});

test("a new subscriber of iopub is welcomed", async (context) => {
  const kernel = await rawKernel(context);
  kernel.start();
  const { content, parent } = await kernel.connect().find(({ header }) => header.msg_type === "iopub_welcome");
  assert.deepEqual(content, { subscription: "" });
  assert.deepEqual(parent, {});
});

test("messages that are badly signed, or none at all, are ignored", async (context) => {
  const kernel = await rawKernel(context);
  const process = kernel.start();
  const shell = new Dealer({ linger: 0, receiveTimeout: 5000 });
  context.after(() => shell.close());
  shell.connect(addressOf(kernel.connection, "shell"));
  const message = { identities: [], parent: {}, metadata: {}, content: {}, buffers: [] };
  const requestOf = (session: string): Parameters<typeof serializeMessage>[0] => ({
    ...message,
    header: createHeader("kernel_info_request", session, "u"),
  });
  await shell.send(serializeMessage(requestOf("forged"), new Signer("hmac-sha256", "not the key")));
  await shell.send(["nonsense"]);
  const signer = new Signer("hmac-sha256", kernel.connection.key);
  await shell.send(serializeMessage(requestOf("true"), signer));
  assert.equal(parseMessage(await shell.receive(), signer).parent.session, "true");
  process.signal("SIGTERM");
  assert.match((await process.died).lastWords, /Ignored on shell: A message has a wrong signature\.\n.*Ignored on shell: A message lacks/);
});

test("a comm that a front end opens is closed, for want of a target", async (context) => {
  const kernel = await rawKernel(context);
  kernel.start();
  const frontEnd = kernel.connect();
  await frontEnd.subscribed();
  const { msg_id } = frontEnd.channels.send("shell", "comm_open", { comm_id: "c1", target_name: "t", data: {} });
  await frontEnd.find(({ content, parent }) => content["execution_state"] === "idle" && parent.msg_id === msg_id);
  const answers = frontEnd.received
    .filter(([, { parent }]) => parent.msg_id === msg_id)
    .map(([, { header, content }]) => [header.msg_type, content]);
  assert.deepEqual(answers, [
    ["status", { execution_state: "busy" }],
    ["comm_close", { comm_id: "c1", data: {} }],
    ["status", { execution_state: "idle" }],
  ]);
});

describe("a shutdown", () => {
  for (const channel of ["control", "shell"] as const) {
    for (const restart of [false, true]) {
      test(`on ${channel} with restart ${String(restart)} is confirmed and ends the kernel`, async (context) => {
        const kernel = await rawKernel(context);
        const process = kernel.start();
        const frontEnd = kernel.connect();
        const { msg_id } = frontEnd.channels.send(channel, "shutdown_request", { restart });
        const reply = await frontEnd.reply(msg_id);
        assert.deepEqual([reply.header.msg_type, reply.content], ["shutdown_reply", { status: "ok", restart }]);
        const { code, signal } = await process.died;
        assert.deepEqual([code, signal], [0, null]);
      });
    }
  }

  test("comes through while a cell runs, others wait and a timer lasts", async (context) => {
    const client = await startFake(context);
    await client.execute("lasting-timer");
    const cells = Promise.allSettled([client.execute("sleep 60000"), client.execute("print x")]);
    await pause(1000);
    const { code, lastWords } = await client.shutdown();
    assert.deepEqual([code, lastWords], [0, ""]);
    const [running, waiting] = await cells;
    assert.equal(running.status, "rejected");
    assert.ok(waiting.status === "fulfilled" && waiting.value.status === "aborted");
  });
});

test("SIGTERM ends the kernel in good order", async (context) => {
  const kernel = await rawKernel(context);
  const process = kernel.start();
  await kernel.connect().subscribed();
  process.signal("SIGTERM");
  const { code, lastWords } = await process.died;
  assert.deepEqual([code, lastWords], [0, ""]);
});

test("a killed kernel can be started again on the same connection file, and front ends find it", async (context) => {
  const kernel = await rawKernel(context);
  const frontEnd = kernel.connect();
  const runCell = async (): Promise<unknown> => {
    const { msg_id } = frontEnd.channels.send("shell", "execute_request", { code: "print x" });
    return (await frontEnd.reply(msg_id)).content["execution_count"];
  };
  for (let start = 1; start <= 3; start++) {
    const process = kernel.start();
    await frontEnd.find(() => frontEnd.received.filter(([, { header }]) => header.msg_type === "iopub_welcome").length === start);
    assert.equal(await runCell(), 1);
    process.signal("SIGKILL");
    assert.equal((await process.died).signal, "SIGKILL");
  }
  assert.ok(existsSync(kernel.connectionFile));
});

test("a connection that cannot be used ends the kernel with the reason", async (context) => {
  const kernel = await rawKernel(context);
  const taken = kernel.start();
  await kernel.connect().subscribed();
  const { code, lastWords } = await kernel.start().died;
  assert.equal(code, 1);
  assert.match(lastWords, new RegExp(`Cannot listen on tcp://127\\.0\\.0\\.1:${kernel.connection.ports.shell}: Address already in use`));
  taken.signal("SIGTERM");
  await taken.died;
});

test("a kernel does not outlive the process that started it", { skip: process.platform !== "linux" }, async () => {
  const parent = spawn(process.execPath, [join(__dirname, "fixtures", "start-and-wait.js")], { stdio: ["ignore", "pipe", "inherit"] });
  const [text] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(text.toString());
  assert.ok(isRunning(pid));
  parent.kill("SIGKILL");
  for (let waitedMs = 0; isRunning(pid) && waitedMs < 10_000; waitedMs += 50) await pause(50);
  assert.ok(!isRunning(pid));
});

/** A process that has ended but was not reaped yet does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
