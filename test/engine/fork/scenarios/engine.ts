import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { getHeapStatistics } from "node:v8";
import type { RunTask } from "../../../../src/engine/fork/run-child";
import { runTask } from "../../../../src/measure/run-task";
import { EngineError } from "../../../../src/engine/engine";
import { selfTest } from "../../../../src/engine/fork/self-test";
import { makeEngine, requestOf, runInChild } from "../kit";

const MIB = 2 ** 20;

function spin(): never {
  for (;;);
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no error";
  } catch (error) {
    return error instanceof EngineError ? error.message : `not an EngineError: ${String(error)}`;
  }
}

export async function missingFlags(): Promise<unknown> {
  return reasonOf(
    makeEngine({ flags: ["--v8-pool-size=1"] }).start(
      requestOf(() => 1),
      { onEvent: () => undefined, onRawOutput: () => undefined },
    ),
  );
}

export async function selfTests(): Promise<unknown> {
  const good = await reasonOf(selfTest(makeEngine({ runTask })));
  const bad = await reasonOf(selfTest(makeEngine({ runTask: () => Promise.reject(new Error("broken")) })));
  const silent = await reasonOf(selfTest(makeEngine({ runTask: () => new Promise(() => void setTimeout(() => undefined, 60_000)) })));
  return { good, bad, silent };
}

export async function notReady(): Promise<unknown> {
  let forks = 0;
  const beforeFork = (): Promise<void> => ((forks += 1), Promise.resolve());
  const listener = { onEvent: () => undefined, onRawOutput: () => undefined };
  const hang = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  const hung = await reasonOf(
    makeEngine({ beforeFork, enterChild: hang }).start(
      requestOf(() => 1),
      listener,
    ),
  );
  const enterChild = (): never => {
    throw new Error("no display here");
  };
  const threw = await reasonOf(
    makeEngine({ beforeFork, enterChild }).start(
      requestOf(() => 1),
      listener,
    ),
  );
  return { hung, threw: threw.replace(/\n[^]*/, ""), namesCause: threw.includes("no display here"), forks, children: childCount() };
}

export async function deaths(): Promise<unknown> {
  const engine = makeEngine();
  const killed = await runInChild(engine, spin, { during: (child) => child.kill("SIGKILL") });
  const trapped = await runInChild(engine, () => process.kill(process.pid, "SIGSEGV") && delay(5000));
  const exited = await runInChild(engine, () => process.exit(3));
  const answer = await runInChild(engine, () => "still answers");
  return [killed.exit.signal, trapped.exit.signal, exited.exit.code, answer.value, childCount()];
}

/** The peak of a child that was killed, beside what it read of itself just before. */
export async function peakOfKilled(): Promise<unknown> {
  const beforeFork = Buffer.alloc(200 * MIB, 1).length;
  const { exit, stdout } = await runInChild(makeEngine(), () => {
    Buffer.alloc(300 * MIB, 1);
    globalThis.gc?.();
    fs.writeFileSync("/proc/self/clear_refs", "5");
    Buffer.alloc(64 * MIB, 1);
    globalThis.gc?.();
    console.log(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync("/proc/self/status", "latin1"))?.[1]);
    process.kill(process.pid, "SIGKILL");
    spin();
  });
  return { signal: exit.signal, differenceBytes: (exit.peakBytes ?? 0) - Number(stdout) * 1024, beforeFork };
}

export async function peakWithGrandchild(): Promise<unknown> {
  const { exit } = await runInChild(makeEngine(), () => void execFileSync("true"));
  return { code: exit.code, hasPeak: exit.peakBytes !== undefined };
}

export async function grandchildHoldsPipes(): Promise<unknown> {
  const { value, rawStdout, exit } = await runInChild(makeEngine(), async () => {
    const grandchild = spawn("sh", ["-c", "echo started; exec sleep 60"], { stdio: "inherit", detached: true });
    await delay(100);
    grandchild.unref();
    return grandchild.pid;
  });
  const isAlive = process.kill(Number(value), "SIGKILL");
  return { isAlive, rawStdout, code: exit.code };
}

export async function corruptFrame(): Promise<unknown> {
  const run = await runInChild(makeEngine(), async () => {
    channelFds().forEach((fd) => fs.writeSync(fd, "not a frame at all"));
    await delay(5000);
  });
  return { signal: run.exit.signal, rawStderr: run.rawStderr, outcome: run.outcome ?? "none" };
}

export async function closedChannel(): Promise<unknown> {
  const run = await runInChild(makeEngine(), () => {
    channelFds().forEach((fd) => fs.closeSync(fd));
    spin();
  });
  return run.exit.signal;
}

/** The only pipe, apart from stdout and stderr, whose write end is open here and blocks. */
function channelFds(): number[] {
  const O_WRONLY_CLOEXEC = "02000001";
  const pipes = fs.readdirSync("/proc/self/fd").filter((fd) => Number(fd) > 2 && targetOf(fd).startsWith("pipe:"));
  return pipes.map(Number).filter((fd) => fs.readFileSync(`/proc/self/fdinfo/${fd}`, "latin1").includes(O_WRONLY_CLOEXEC));
}

function targetOf(fd: string): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}

export async function sharedNotes(): Promise<unknown> {
  const textsOf = async (): Promise<unknown> => {
    const { events } = await runInChild(makeEngine(), () => 1);
    const measured = events.find((event) => event.type === "measured")?.measurement;
    return measured?.notes.map(({ text }) => text.replaceAll(folder, "<folder>"));
  };
  const folder = fs.mkdtempSync(path.join(tmpdir(), "fork-shared-"));
  fs.writeFileSync(path.join(folder, "read"), "text");
  execFileSync("mkfifo", [path.join(folder, "fifo")]);
  const before = await textsOf();
  const fds = [
    fs.openSync(path.join(folder, "fifo"), "r+"),
    fs.openSync(path.join(folder, "written"), "w"),
    fs.openSync(path.join(folder, "read"), "r"),
  ];
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = createConnection((server.address() as AddressInfo).port, "127.0.0.1");
  await Promise.all([once(client, "connect"), once(server, "connection")]);
  const during = await textsOf();
  fds.forEach((fd) => {
    fs.closeSync(fd);
  });
  fs.rmSync(folder, { recursive: true });
  return { before, during };
}

export async function longOutput(): Promise<unknown> {
  const line = "🎉ü".repeat(40_000);
  const { stdout } = await runInChild(makeEngine(), () => {
    for (let i = 0; i < 10; i++) process.stdout.write(line);
  });
  return stdout === line.repeat(10);
}

export async function heapLimit(): Promise<unknown> {
  const grow = (bytes: number): void => {
    const kept: unknown[] = [];
    const start = getHeapStatistics().used_heap_size;
    while (getHeapStatistics().used_heap_size < start + bytes) for (let i = 0; i < 10_000; i++) kept.push({ i, own: { i } });
  };
  const limits = { maxHeapBytes: 64 * MIB };
  const within = await runInChild(makeEngine(), () => grow(20 * MIB), { limits });
  const beyond = await runInChild(makeEngine(), () => grow(200 * MIB), { limits });
  const tiny = await runInChild(makeEngine(), () => 1, { limits: { maxHeapBytes: 1 } });
  const afterwards = await runInChild(makeEngine({ runTask: growAfterCell(grow) }), () => 1, { limits });
  const limitOf = (run: typeof within): number | undefined => run.events.find((event) => event.type === "started")?.heapLimitBytes;
  return {
    within: [within.outcome, limitOf(within), within.notes],
    beyond: [beyond.exit.signal, /FATAL ERROR:.*heap/.test(beyond.rawStderr)],
    tiny: [tiny.outcome, (limitOf(tiny) ?? 0) > 1, tiny.notes],
    afterwards: afterwards.outcome,
  };
}

function growAfterCell(grow: (bytes: number) => void): RunTask {
  return (_request, _scope, _port, hooks) => {
    hooks.beforeCell?.();
    hooks.afterCell?.();
    grow(200 * MIB);
    return Promise.resolve({ outcome: { kind: "completed" }, notes: [] });
  };
}

export async function dataLimit(): Promise<unknown> {
  const untouched = Buffer.allocUnsafeSlow(500 * MIB);
  const limits = { maxDataBytes: 100 * MIB };
  const within = await runInChild(makeEngine(), () => Buffer.alloc(50 * MIB).length, { limits });
  const beyond = await runInChild(makeEngine(), () => Buffer.alloc(200 * MIB).length, { limits });
  const threads = await runInChild(makeEngine(), async () => (await fs.promises.readFile(__filename)).length > 0, {
    limits: { maxDataBytes: 8 * MIB },
  });
  return { within: within.value, beyond: beyond.message, threads: threads.value, untouched: untouched.length };
}

/** Descriptors, children and listeners before and after many forks. */
export async function leaks(): Promise<unknown> {
  const engine = makeEngine();
  await runInChild(engine, () => 1);
  const before = resources();
  for (let i = 0; i < 50; i++) await runInChild(engine, () => i, i % 5 === 0 ? { during: (child) => child.kill("SIGKILL") } : {});
  engine.close();
  await delay(20);
  return { before, after: resources() };
}

function resources(): unknown {
  const listeners = process.eventNames().map((event) => [String(event), process.listenerCount(event as "exit")]);
  return {
    descriptors: fs.readdirSync("/proc/self/fd").length,
    children: childCount(),
    handles: process.getActiveResourcesInfo(),
    listeners,
  };
}

function childCount(): number {
  return fs.readFileSync(`/proc/self/task/${process.pid}/children`, "latin1").split(" ").filter(Boolean).length;
}

/** Children of a kernel that never rests. */
export async function stress(): Promise<unknown> {
  const kept: unknown[] = [];
  const zip = promisify(gzip);
  const load = setInterval(() => {
    for (let i = 0; i < 5000; i++) kept[i % 20_000] = { i, own: [i, i + 1] };
    void fs.promises.readFile(__filename);
    void zip(Buffer.alloc(100_000));
  }, 3);
  const server = createServer().listen(0);
  const answers: unknown[] = [];
  const engine = makeEngine();
  for (let i = 0; i < 30; i++) {
    const run = await runInChild(engine, async () => {
      const objects = Array.from({ length: 50_000 }, (_, index) => ({ index, text: `${index}` }));
      globalThis.gc?.();
      const source = await fs.promises.readFile(__filename);
      await delay(2);
      const zipped = await zip(source);
      return objects.length + (zipped.length > 0 ? 1 : 0);
    });
    answers.push(run.value ?? run);
  }
  clearInterval(load);
  server.close();
  return answers;
}
