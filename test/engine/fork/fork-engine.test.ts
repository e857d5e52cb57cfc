import assert from "node:assert/strict";
import { test } from "node:test";
import { inKernel } from "./kernel-process";

test("a kernel without the flags is refused in one sentence", async () => {
  assert.equal(
    await inKernel("engine", "missingFlags"),
    'Measuring in a fork needs a kernel that was started with --single-threaded: install the kernels again with "tslab-magics install".',
  );
});

test("the self-test passes, and tells what went wrong where it does not", async () => {
  const { good, bad, silent } = (await inKernel("engine", "selfTests")) as Record<string, string>;
  assert.equal(good, "no error");
  assert.match(bad ?? "", /failed its self-test \(\{"outcome":\{"kind":"threw","name":"Error","message":"broken"/);
  assert.match(silent ?? "", /failed its self-test \(\{"outcome":"no answer","exit":\{"signal":"SIGKILL"/);
});

test("a child that does not come to life is ended, tried once more, and reported", async () => {
  const result = (await inKernel("engine", "notReady")) as Record<string, unknown>;
  assert.equal(
    result["hung"],
    "A copy of the kernel did not come to life in 2 attempts: run the cell again, or restart the kernel if that does not help.",
  );
  assert.equal(
    result["threw"],
    'A copy of the kernel did not come to life in 2 attempts (it said: Error: The entry "kernel" failed in a forked child.',
  );
  assert.deepEqual(
    { namesCause: result["namesCause"], forks: result["forks"], children: result["children"] },
    { namesCause: true, forks: 4, children: 0 },
  );
});

test("however a child ends, its end is told, and the next one answers", async () => {
  assert.deepEqual(await inKernel("engine", "deaths"), ["SIGKILL", "SIGSEGV", 3, "still answers", 0]);
});

test("the peak of a killed child is its high-water mark since the reset", async () => {
  const { signal, differenceBytes } = (await inKernel("engine", "peakOfKilled")) as { signal: string; differenceBytes: number };
  assert.equal(signal, "SIGKILL");
  assert.ok(Math.abs(differenceBytes) <= 2 ** 18, `differs by ${differenceBytes} bytes from VmHWM`);
});

test("the system's figure is not taken for the child's own peak when it covers grandchildren", async () => {
  assert.deepEqual(await inKernel("engine", "peakWithGrandchild"), { code: 0, hasPeak: false });
});

test("a grandchild that holds the output open does not hold up the child's end", async () => {
  assert.deepEqual(await inKernel("engine", "grandchildHoldsPipes"), { isAlive: true, rawStdout: "started\n", code: 0 });
});

test("a cell that writes into the channel ends its child, never the kernel", async () => {
  const { signal, outcome, rawStderr } = (await inKernel("engine", "corruptFrame")) as Record<string, string>;
  assert.deepEqual([signal, outcome], ["SIGKILL", "none"]);
  assert.match(rawStderr ?? "", /^The channel of a measured cell holds a corrupt frame at byte \d+: /);
});

test("a cell that closes the channel is ended", async () => {
  assert.equal(await inKernel("engine", "closedChannel"), "SIGKILL");
});

test("long output arrives whole and in order", async () => {
  assert.equal(await inKernel("engine", "longOutput"), true);
});

test("--max-heap bounds what the cell adds to V8's heap, and nothing after the cell", async () => {
  assert.deepEqual(await inKernel("engine", "heapLimit"), {
    within: ["completed", 64 * 2 ** 20, []],
    beyond: ["SIGABRT", true],
    tiny: ["completed", true, ["effective-heap-limit"]],
    afterwards: "completed",
  });
});

test("--max-data bounds what the cell maps, however much the notebook has mapped, and threads are free", async () => {
  assert.deepEqual(await inKernel("engine", "dataLimit"), {
    within: 50 * 2 ** 20,
    beyond: "Array buffer allocation failed",
    threads: true,
    untouched: 500 * 2 ** 20,
  });
});

test("after 50 children no descriptor, process, handle or listener is left", async () => {
  const { before, after } = (await inKernel("engine", "leaks")) as { before: unknown; after: unknown };
  assert.deepEqual(after, before);
});

test("30 children of a kernel under load all answer", async () => {
  assert.deepEqual(await inKernel("engine", "stress"), Array<number>(30).fill(50_001));
});
