import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { entries } from "../../../src/engine/fork/enter-child";
import { forkFlags, inKernel } from "./kernel-process";

/** What each entry's scenario returns where the entry does its work. `parent-death` has a test of its own below. */
const expected: Readonly<Record<string, unknown>> = {
  "process-group": { isOwn: true, isKernels: false },
  "core-file": "Max core file size        0                    0",
  "oom-score": { value: ["1000", "1000"], isKernelUnchanged: true },
  pid: { signal: "SIGTERM", isReal: true },
  "read-ends": [1, 1],
  "raw-output": { rawStdout: "from a grandchild\n", rawStderr: "Zürich 🎉", stdout: "", stderr: "" },
  stdin: "",
  // The one shared socket is the notebook's own server.
  sockets: { value: { code: "EPIPE", shared: 1 }, received: ["from the kernel"], sockets: 4 },
  "event-counters": { inKernel: true, shared: 0 },
  files: { first: "abcd", firstOfDeleted: "abcd", value: ["efgh", "efgh", "ijkl", true], after: ["efgh", "efgh"] },
  "event-loop": { child: [true, true], kernel: true },
  "watched-descriptors": { value: { accepted: 0, read: 0, hasAddress: true }, acceptedInKernel: 20 },
  handles: { value: 0, kernelSawIt: true, outcome: "threw" },
  requests: { outcome: "threw", text: "late", value: [0, true], answeredInKernel: 1 },
  timers: { value: [[], true], kernelGoesOn: true },
  listeners: { isThere: true, ends: [0, "SIGTERM", "threw", "threw"] },
  signals: { ends: ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"], heard: [], own: "heard" },
  exit: {
    ends: [
      [3, "last words"],
      [4, "last words"],
      [5, "last words"],
      ["SIGABRT", "last words"],
    ],
    own: "the cell's own listener 6\n",
  },
  output: ["stdout: one\n", "stderr: two\n", "stdout: 🎉", "stderr: ü", "stdout: three", "display"],
  "uncaught-errors": [
    ["threw", "in a timer", 0],
    ["threw", "in a promise", 0],
    ["threw", "in a tick", 0],
    ["threw", "in the cell", 0],
  ],
  "idle-loop": {
    outcome: "threw",
    message: "The measured cell awaits something that was pending in the notebook, or a Worker: await it in a cell of its own first.",
    code: 0,
    afterWork: "threw",
    waits: "waited",
  },
  kernel: { value: 1, inKernel: 0, events: ["ready", "started", "clear-output", "display", "measured"] },
};

for (const { name, why } of entries.filter((entry) => entry.name !== "parent-death")) {
  test(`entry ${name}: ${why}`, async () => {
    assert.deepEqual(await inKernel("entries", camelCase(name)), expected[name]);
  });
}

test("entry parent-death: a killed kernel's child dies with it", async () => {
  const kernel = spawn(process.execPath, [
    ...forkFlags,
    path.join(__dirname, "scenario-main.js"),
    path.join(__dirname, "scenarios", "entries.js"),
    "parentDeath",
  ]);
  let childPid = 0;
  for await (const line of createInterface(kernel.stdout)) {
    childPid = Number(/^CHILD (\d+)$/.exec(line)?.[1]);
    if (childPid > 0) break;
  }
  assert.ok(existsSync(`/proc/${childPid}`));
  kernel.kill("SIGKILL");
  assert.ok(await isGone(childPid), "the child lives on without its kernel");
});

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 1000; i++) {
    if (!existsSync(`/proc/${pid}`)) return true;
    await delay(5);
  }
  process.kill(pid, "SIGKILL");
  return false;
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
