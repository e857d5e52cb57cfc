import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex, Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import type { ControlMessage } from "../../../src/engine/fresh/control";
import { sendJob } from "../../../src/engine/fresh/job-sender";
import { readStat } from "../../../src/engine/proc";
import { FrameDecoder } from "../../../src/engine/protocol";
import type { ChildEvent } from "../../../src/model/child";
import { packed, requestOf } from "./kit";

const { job } = packed(requestOf("1"), [new Uint8Array(1000).fill(3)]);

/** What a child says that hears what `edit` makes of each message of the kernel. */
async function hear(edit: (message: ControlMessage) => ControlMessage | undefined): Promise<readonly ChildEvent[]> {
  const child = spawn(process.execPath, ["--expose-gc", path.join(__dirname, "child-main.js")], {
    stdio: ["ignore", "ignore", "inherit", "pipe", "pipe"],
  });
  const events: ChildEvent[] = [];
  const decoder = new FrameDecoder();
  (child.stdio[3] as Readable).on("data", (chunk: Buffer) => events.push(...decoder.push(chunk)));
  const control = child.stdio[4] as Duplex;
  const exited = once(child, "close");
  const sent = sendJob(job, (message) => {
    const edited = edit(message);
    if (edited !== undefined) control.write(`${JSON.stringify(edited)}\n`);
  });
  await exited;
  sent.remove();
  return events;
}

function refusalOf(events: readonly ChildEvent[]): string {
  const [event] = events;
  assert.equal(events.length, 1);
  assert.equal(event?.type, "refused");
  return event.message;
}

test("a whole job runs", async () => {
  const events = await hear((message) => message);
  assert.deepEqual([events[0]?.type, events.at(-1)?.type], ["ready", "measured"]);
});

test("a job whose content has not the digest that was told is refused", async () => {
  const events = await hear((message) => (message.kind === "digest" ? { ...message, sha256: "00".repeat(32) } : message));
  assert.match(refusalOf(events), /^The job was altered on its way/);
});

test("a job that was altered in its file is refused", async () => {
  let file = "";
  const events = await hear((message) => {
    if (message.kind === "file") file = message.path;
    if (message.kind !== "written") return message;
    const fd = openSync(file, "r+");
    writeFileSync(fd, Buffer.from("TSLABJOB\u0001\u0000\u0000\u0000\u0002"));
    closeSync(fd);
    return message;
  });
  assert.match(refusalOf(events), /^The job /);
});

test("a job whose file is cut off is refused", async () => {
  let file = "";
  const events = await hear((message) => {
    if (message.kind === "file") file = message.path;
    if (message.kind === "written") truncateSync(file, 600);
    return message;
  });
  assert.match(refusalOf(events), /^The job became shorter while it was read: it ends at byte \d+/);
});

for (const state of ["waiting", "looping", "unpacking"]) {
  test(`a child that is ${state} ends with a kernel that is killed, and leaves no file`, async () => {
    const before = jobFiles();
    const kernel = spawn(process.execPath, ["--expose-gc", path.join(__dirname, "doomed-kernel.js"), state], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(kernel.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    assert.notEqual(readStat(pid)?.state, undefined);
    kernel.kill("SIGKILL");
    await once(kernel, "exit");
    for (let look = 0; look < 100 && isAlive(pid); look++) await delay(50);
    assert.equal(isAlive(pid), false);
    assert.deepEqual(jobFiles(), before);
  });
}

function isAlive(pid: number): boolean {
  const state = readStat(pid)?.state;
  return state !== undefined && state !== "Z";
}

function jobFiles(): readonly string[] {
  return ["/dev/shm", tmpdir()]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((name) => /^tslab-magics-.*\.job$/.test(name)));
}
