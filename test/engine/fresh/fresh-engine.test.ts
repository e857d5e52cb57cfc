import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { after, before, test } from "node:test";
import { EngineError } from "../../../src/engine/engine";
import type { PackedJob } from "../../../src/state/pack";
import { readStat } from "../../../src/engine/proc";
import type { RunRequest } from "../../../src/model/task";
import { StateError } from "../../../src/state/state-error";
import { collect, held, reasons, textOf } from "../supervising";
import { makeEngine, packed, requestOf } from "./kit";

const engine = makeEngine();
/** A child that waits does not keep this process alive, and a test that only waits for one must not end early. */
const keepAlive = setInterval(() => undefined, 1000);
let filesBefore: readonly string[];

before(() => {
  filesBefore = jobFiles();
});

after(() => {
  engine.close();
  clearInterval(keepAlive);
  assert.deepEqual(jobFiles(), filesBefore, "files are left");
});

function jobFiles(): readonly string[] {
  return ["/dev/shm", tmpdir()].flatMap((folder) => readdirSync(folder).filter((name) => /^tslab-magics-.*\.job$/.test(name)));
}

/** One that has ended and that nobody has reaped is not alive. */
function isAlive(pid: number): boolean {
  const state = readStat(pid)?.state;
  return state !== undefined && state !== "Z";
}

/** What comes of a request whose job says that `fault` happens while it is unpacked. */
function withFault(fault: string): ReturnType<typeof makeEngine> {
  const pack = (request: RunRequest): Promise<PackedJob> => {
    const { job, state } = packed(request);
    return Promise.resolve({ job: { ...job, meta: { ...job.meta, fault } }, state });
  };
  return makeEngine({ pack });
}

const silent = { onEvent: () => undefined, onRawOutput: () => undefined };

async function failureOf(fault: string): Promise<unknown> {
  const faulty = withFault(fault);
  try {
    await faulty.start(requestOf("1"), silent);
    return "started";
  } catch (error) {
    return error;
  } finally {
    faulty.close();
  }
}

test("a cell runs in a process of its own, which is another each time, and what it shows comes in order", async () => {
  const request = requestOf(
    'console.log(process.pid); console.error("e"); require("tslab").display.html("<b>"); console.clear(); console.log(2)',
  );
  const [one, two] = [await collect(engine, request), await collect(engine, request)];
  assert.equal(one.record.outcome.kind, "completed");
  assert.deepEqual(
    one.output.map((event) => (event.type === "stream" ? [event.name, event.text.replace(/\d{2,}/, "pid")] : event.type)),
    [["stdout", "pid\n"], ["stderr", "e\n"], "display", "clear-output", ["stdout", "2\n"]],
  );
  assert.notEqual(textOf(one.output), textOf(two.output));
});

test("figures are those of the cell alone", async () => {
  const { record } = await collect(engine, requestOf("globalThis.kept = Buffer.alloc(50 * 2 ** 20, 1)"));
  assert.equal(record.instrument.exact, true);
  assert.ok(Math.abs((record.run.incrementBytes ?? 0) / 2 ** 20 - 50) < 1, `increment of ${record.run.incrementBytes} bytes`);
  assert.ok((record.state?.carryNs ?? 0) > 0);
});

test("the child has neither TypeScript, ZeroMQ nor koffi, and few modules at all", async () => {
  const { output } = await collect(engine, requestOf("console.log(JSON.stringify(Object.keys(require.cache)))"));
  const files = JSON.parse(textOf(output)) as readonly string[];
  assert.deepEqual(
    files.filter((file) => /typescript|zeromq|koffi|acorn|[/\\]heap[/\\]|[/\\]fork[/\\]/.test(file)),
    [],
  );
  assert.ok(files.length < 60, `${files.length} modules`);
});

test("a cell sees tslab and this package as in a kernel, but can measure nothing itself", async () => {
  const { output } = await collect(
    engine,
    requestOf(`
      const { versions } = require("tslab");
      console.log(JSON.stringify(versions));
      await require("tslab-magics").memit(() => 1).catch((error) => console.log(error.message));
    `),
  );
  const versions = { tslab: "1.0.22", typescript: "5.0.4", node: process.version };
  assert.equal(
    textOf(output),
    `${JSON.stringify(versions)}\nmemit() was called in a cell that is being measured itself: measure one at a time.\n`,
  );
});

test("a started child is used once, and another waits as soon as the run has ended", async () => {
  const own = makeEngine();
  const run = async (): Promise<number> => Number(textOf((await collect(own, requestOf("console.log(process.pid)"))).output));
  await run();
  await own.quiet;
  const request = requestOf("console.log(process.pid, process.uptime())");
  const { output } = await collect(own, request);
  const [pid, uptimeS] = textOf(output).split(" ").map(Number);
  assert.ok(!isAlive(pid!) && uptimeS! > 0);
  own.close();
});

test("where more runs follow, their children are started beside this one, and stand still while this one is measured", async () => {
  const own = makeEngine();
  // Fields 3 and 4 of /proc/<pid>/stat are the state and the parent; T is stopped.
  const request = requestOf(`
    await new Promise((resolve) => setTimeout(resolve, 50));
    const fs = require("fs");
    const processes = fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).flatMap((pid) => {
      try { return [[pid, ...fs.readFileSync("/proc/" + pid + "/stat", "utf8").split(") ").at(-1).split(" ")]]; } catch { return []; }
    });
    console.log(process.pid, ...processes.filter(([, state, parent]) => state === "T" && Number(parent) === process.ppid).map(([pid]) => pid));
  `);
  const run = async (isFollowed: boolean): Promise<readonly string[]> =>
    textOf((await collect(own, request, { isFollowed })).output)
      .trim()
      .split(" ");
  const [, ...stopped] = await run(true);
  const [second, ...others] = await run(false);
  assert.equal(stopped.length, 2);
  assert.ok(stopped.includes(second!));
  assert.equal(others.length, 1);
  own.close();
});

test("when nothing follows any more, one child waits", async () => {
  const own = makeEngine();
  const children = (): readonly string[] =>
    readdirSync("/proc").filter((name) => {
      const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
      return stat?.parentPid === process.pid && stat.state !== "Z" && readFileSync(`/proc/${name}/cmdline`, "utf8").includes("child-main");
    });
  const others = children();
  const waiting = (): number => children().filter((pid) => !others.includes(pid)).length;
  try {
    await collect(own, requestOf("1"), { isFollowed: true });
    assert.equal(waiting(), 2);
    while (waiting() > 1) await delay(50);
    await delay(100);
    assert.equal(waiting(), 1);
  } finally {
    own.close();
  }
});

test("a working directory that is gone when a run ends is told to the next one, and disturbs nothing", async () => {
  const own = makeEngine();
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  const leaveFor = (): void => {
    process.chdir(folder);
    rmdirSync(folder);
  };
  try {
    const { record } = await collect(own, requestOf("console.log(1)"), { onOutput: leaveFor });
    assert.equal(record.outcome.kind, "completed");
    await assert.rejects(collect(own, requestOf("1")), /working directory does not exist any more/);
  } finally {
    process.chdir(home);
    own.close();
  }
});

test("a child that waits ends with close(), when it is idle for long, and when its folder or environment is not the kernel's any more", async () => {
  const own = makeEngine({ idleMs: 300 });
  const pid = async (): Promise<number> =>
    Number(textOf((await collect(own, requestOf("console.log(process.env.FRESH_TEST ?? 0)"))).output));
  assert.equal(await pid(), 0);
  process.env["FRESH_TEST"] = "7";
  assert.equal(await pid(), 7);
  delete process.env["FRESH_TEST"];
  await own.quiet;
  await delay(600);
  assert.equal(await pid(), 0);
  own.close();
});

for (const [name, code, outcome] of [
  ["throws", 'throw new RangeError("no")', { kind: "threw", name: "RangeError", message: "no" }],
  ["rejects", 'await Promise.reject(new Error("late"))', { kind: "threw", message: "late" }],
  [
    "has an error that nobody catches",
    "setTimeout(() => { throw new Error('stray') }); await new Promise((r) => setTimeout(r, 5000))",
    { message: "stray" },
  ],
  [
    "has a rejection that nobody handles",
    "Promise.reject(new Error('forgotten')); await new Promise((r) => setTimeout(r, 5000))",
    { message: "forgotten" },
  ],
  ["awaits what never comes", "await new Promise(() => undefined)", { kind: "threw" }],
  ["exits", "process.exit(3)", { kind: "exited", code: 3 }],
  ["kills itself", "process.kill(process.pid, 'SIGKILL'); for (;;);", { kind: "killed", signal: "SIGKILL" }],
  ["crashes", "process.kill(process.pid, 'SIGSEGV'); for (;;);", { kind: "killed", signal: "SIGSEGV" }],
] as const) {
  test(`a cell that ${name} ends its child, with that outcome`, async () => {
    const { record } = await collect(engine, requestOf(code));
    for (const [key, value] of Object.entries(outcome))
      assert.equal(Reflect.get(record.outcome, key), value, JSON.stringify(record.outcome));
  });
}

test("an endless loop ends at its time limit, and with a stop", async () => {
  const { record } = await collect(engine, requestOf("for (;;);", { timeoutNs: 2e8 }));
  assert.equal(record.outcome.kind, "timed-out");
  const stop = new AbortController();
  const stopped = await collect(engine, requestOf("console.log('in it'); for (;;);"), {
    signal: stop.signal,
    onOutput: () => stop.abort(),
  });
  assert.equal(stopped.record.outcome.kind, "interrupted");
});

test("a flood of output arrives whole", async () => {
  const { record, output } = await collect(engine, requestOf("for (let i = 0; i < 20000; i++) console.log(String(i).padStart(9, '.'));"));
  assert.equal(record.outcome.kind, "completed");
  assert.match(textOf(output), /^\.{8}0\n\.{8}1\n/);
});

test("processes that the cell leaves are ended, also those in sessions of their own", async () => {
  const { record, output } = await collect(
    engine,
    requestOf(`
      const { spawn } = require("node:child_process");
      for (const detached of [false, true]) console.log(spawn("sleep", ["30"], { detached, stdio: "inherit" }).pid);
      await new Promise((resolve) => setTimeout(resolve, 100));
    `),
  );
  const pids = textOf(output).trim().split("\n").map(Number);
  assert.equal(pids.length, 2);
  assert.deepEqual(pids.map(isAlive), [false, false]);
  assert.ok(reasons(record).includes("left-processes"), reasons(record).join());
});

test("--max-heap and --max-data bound the cell", async () => {
  const beyond = await collect(engine, requestOf("const a = []; for (;;) a.push({ a })", { maxHeapBytes: 64 * 2 ** 20 }));
  assert.equal(beyond.record.outcome.kind, "out-of-memory");
  const data = await collect(engine, requestOf("Buffer.alloc(2 ** 28, 1)", { maxDataBytes: 2 ** 27 }));
  assert.deepEqual(data.record.outcome, { kind: "out-of-memory", what: "data", limitBytes: 2 ** 27 });
  assert.equal((await collect(engine, requestOf("1", { maxHeapBytes: 2 ** 26, maxDataBytes: 2 ** 26 }))).record.outcome.kind, "completed");
});

test("a state that is refused, in the kernel or in the child, is a StateError with that message", async () => {
  const refusing = makeEngine({ pack: () => Promise.reject(new StateError("f cannot be carried over.")) });
  await assert.rejects(
    refusing.start(requestOf("1"), silent),
    (error) => error instanceof StateError && error.message === "f cannot be carried over.",
  );
  refusing.close();
  const refused = await failureOf("refuse");
  assert.ok(refused instanceof StateError);
  assert.equal(refused.message, "x.y cannot be carried over.");
});

test("a child that fails before it is ready is an EngineError that says how it ended, and what it said", async () => {
  const [threw, died, stray, dropped] = [
    await failureOf("throw"),
    await failureOf("die"),
    await failureOf("stray"),
    await failureOf("drop"),
  ];
  for (const error of [threw, died, stray, dropped]) assert.ok(error instanceof EngineError, String(error));
  assert.match(String(threw), /exited with code 70 while it was given the notebook's state\. It said:\nTypeError: a fault of ours/);
  assert.match(String(died), /was ended by SIGSEGV .*\nlast words/);
  assert.match(String(stray), /exited with code 70 .*\nError: thrown by a package while it was loaded/);
  assert.match(String(dropped), /exited with code (?:0|13) /);
});

test("what packages print while they are loaded is not shown a second time", async () => {
  const own = withFault("print");
  const { record, output } = await collect(own, requestOf("console.log('of the cell')"));
  assert.deepEqual([record.outcome.kind, textOf(output)], ["completed", "of the cell\n"]);
  own.close();
});

test("a stop ends a start at once, whatever the child does or the kernel packs; a time limit holds too", async () => {
  for (const fault of ["hang", "spin"]) {
    const own = withFault(fault);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    assert.equal((await collect(own, requestOf("1"), { signal: stop.signal })).record.outcome.kind, "interrupted");
    own.close();
  }
  const packing = makeEngine({ pack: () => new Promise(() => undefined) });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  assert.equal((await collect(packing, requestOf("1"), { signal: stop.signal })).record.outcome.kind, "interrupted");
  packing.close();
  const hanging = withFault("hang");
  const { record } = await collect(hanging, requestOf("1", { timeoutNs: 1e8 }));
  assert.deepEqual([record.outcome.kind, reasons(record)], ["timed-out", ["not-started"]]);
  hanging.close();
});

test("sections arrive as they were", async () => {
  const section = new Uint8Array(3_000_000).map((_, index) => index % 251);
  const own = makeEngine({ pack: (request) => Promise.resolve(packed(request, [section, new Uint8Array(0)])) });
  const code = `
    const [one, two] = exports.sections;
    console.log(one.length, one.every((byte, index) => byte === index % 251), one.buffer.byteLength, two.length);`;
  assert.equal(textOf((await collect(own, requestOf(code))).output), "3000000 true 3000000 0\n");
  own.close();
});

test("the notebook itself cannot be counted in a new process", async () => {
  await assert.rejects(
    engine.start({ task: { kind: "heap", by: "class" }, limits: {} }, silent),
    /^EngineError: %heap without code shows what the notebook holds/,
  );
});

test("after 10 runs no descriptor, process or listener is left but what waits", async () => {
  const own = makeEngine();
  const run = async (): Promise<void> => {
    assert.equal((await collect(own, requestOf("1"))).record.outcome.kind, "completed");
    await own.quiet;
  };
  await run();
  const first = held();
  for (let index = 0; index < 10; index++) await run();
  const last = held();
  assert.equal(last.files.length, first.files.length);
  assert.deepEqual(last.resources, first.resources);
  own.close();
});
