import { execFileSync, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import * as fs from "node:fs";
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Reply } from "zeromq";
import type { ChildPort } from "../../../../src/model/child";
import { makeEngine, runInChild } from "../kit";

const engine = makeEngine();

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** The test kills this process and looks whether the child outlives it. */
export async function parentDeath(): Promise<unknown> {
  await runInChild(engine, () => delay(60_000), {
    during: ({ pid }) => {
      fs.writeSync(1, `CHILD ${pid}\n`);
    },
  });
  return "not reached";
}

export async function processGroup(): Promise<unknown> {
  const groupOf = (): number => Number(fs.readFileSync("/proc/self/stat", "latin1").split(") ")[1]?.split(" ")[2]);
  const { value, events } = await runInChild(engine, groupOf);
  return { isOwn: value === events.find((event) => event.type === "ready")?.pid, isKernels: value === groupOf() };
}

export async function coreFile(): Promise<unknown> {
  return (await runInChild(engine, () => /^Max core file size +\S+ +\S+/m.exec(fs.readFileSync("/proc/self/limits", "latin1"))?.[0])).value;
}

export async function oomScore(): Promise<unknown> {
  const score = (): string => fs.readFileSync("/proc/self/oom_score_adj", "latin1").trim();
  const before = score();
  const { value } = await runInChild(engine, () => [
    score(),
    execFileSync("cat", ["/proc/self/oom_score_adj"], { encoding: "latin1" }).trim(),
  ]);
  return { value, isKernelUnchanged: before === score() };
}

export async function pid(): Promise<unknown> {
  const { exit, events } = await runInChild(engine, () => {
    console.log(process.pid === Number(fs.readlinkSync("/proc/self")));
    process.kill(process.pid, "SIGTERM");
    return never();
  });
  return { signal: exit.signal, isReal: events.some((event) => event.type === "stream" && event.text === "true\n") };
}

export async function readEnds(): Promise<unknown> {
  const { value } = await runInChild(engine, () => {
    const targets = targetsOfDescriptors();
    return [1, 2].map((fd) => targets.filter((target) => target === fs.readlinkSync(`/proc/self/fd/${fd}`)).length);
  });
  return value;
}

export async function rawOutput(): Promise<unknown> {
  const { rawStdout, rawStderr, stdout, stderr } = await runInChild(engine, () => {
    execFileSync("sh", ["-c", "echo from a grandchild"], { stdio: "inherit" });
    fs.writeSync(2, "Zürich ");
    const bytes = Buffer.from("🎉");
    fs.writeSync(2, bytes.subarray(0, 2));
    const waitUntil = Date.now() + 20;
    while (Date.now() < waitUntil);
    fs.writeSync(2, bytes.subarray(2));
  });
  return { rawStdout, rawStderr, stdout, stderr };
}

export async function stdin(): Promise<unknown> {
  return (await runInChild(engine, () => fs.readFileSync(0, "utf8"))).value;
}

export async function sockets(): Promise<unknown> {
  const zmq = new Reply();
  await zmq.bind("tcp://127.0.0.1:*");
  const { client, received } = await connection();
  const ownStreams = [0, 1, 2].map((fd) => fs.readlinkSync(`/proc/self/fd/${fd}`));
  const inKernel = targetsOfDescriptors().filter((target) => target.startsWith("socket:") && !ownStreams.includes(target));
  const { value } = await runInChild(engine, async () => {
    client.write("from the child");
    const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
    return { code: error.code, shared: targetsOfDescriptors().filter((target) => inKernel.includes(target)).length };
  });
  client.write("from the kernel");
  await waitFor(() => received.length > 0);
  zmq.close();
  return { value, received, sockets: inKernel.length };
}

export async function eventCounters(): Promise<unknown> {
  const ids = (): (string | undefined)[] =>
    fs.readdirSync("/proc/self/fdinfo").flatMap((fd) => {
      const info = readIfThere(`/proc/self/fdinfo/${fd}`);
      return info.includes("eventfd-id") ? [/^eventfd-id:\s*(\d+)/m.exec(info)?.[1]] : [];
    });
  const inKernel = ids();
  const { value } = await runInChild(engine, () => ids().filter((id) => inKernel.includes(id)).length);
  return { inKernel: inKernel.length > 0, shared: value };
}

export async function files(): Promise<unknown> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "fork-files-"));
  const file = path.join(folder, "letters");
  fs.writeFileSync(file, "abcdefghijkl");
  const [kept, deleted, appending] = [fs.openSync(file, "r"), fs.openSync(file, "r+"), fs.openSync(path.join(folder, "log"), "a")];
  const [first, firstOfDeleted] = [read4(kept), read4(deleted)];
  fs.rmSync(file);
  const flags = (): string[] =>
    [kept, deleted, appending].map((fd) => /^flags:.*/m.exec(readIfThere(`/proc/self/fdinfo/${fd}`))?.[0] ?? "");
  const flagsInKernel = flags();
  const { value } = await runInChild(engine, () => [read4(kept), read4(deleted), read4(deleted), flags().join() === flagsInKernel.join()]);
  const after = [read4(kept), read4(deleted)];
  fs.rmSync(folder, { recursive: true });
  return { first, firstOfDeleted, value, after };
}

/** The child does I/O of its own while the kernel's goes on. */
export async function eventLoop(): Promise<unknown> {
  const server = await listen((socket) => socket.end(`from ${process.pid}`));
  const answers: string[] = [];
  const pinging = setInterval(() => void ask(server).then((answer) => answers.push(answer)), 2);
  const { value } = await runInChild(engine, async () => {
    await delay(30);
    return [await ask(server), (await fs.promises.readFile(__filename, "utf8")).length > 0];
  });
  const during = answers.length;
  await waitFor(() => answers.length > during + 3);
  clearInterval(pinging);
  server.close();
  const isFromKernel = (answer: unknown): boolean => answer === `from ${process.pid}`;
  return {
    child: (value as unknown[]).map((item) => item === true || isFromKernel(item)),
    kernel: during > 3 && answers.every(isFromKernel),
  };
}

export async function watchedDescriptors(): Promise<unknown> {
  let accepted = 0;
  let read = 0;
  const server = await listen((socket) => {
    accepted++;
    socket.end("x");
  });
  const ticking = spawn("sh", ["-c", "while echo tick; do sleep 0.01; done"]);
  ticking.stdout.on("data", () => read++);
  await waitFor(() => read > 0);
  const { value } = await runInChild(engine, async () => {
    const before = { accepted, read };
    for (let i = 0; i < 20; i++) await ask(server);
    await delay(50);
    return { accepted: accepted - before.accepted, read: read - before.read, hasAddress: (server.address() as AddressInfo).port > 0 };
  });
  ticking.kill();
  server.close();
  return { value, acceptedInKernel: accepted };
}

export async function handles(): Promise<unknown> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "fork-watch-"));
  const file = path.join(folder, "file");
  fs.writeFileSync(file, "");
  let seen = 0;
  const watcher = fs.watch(folder, () => seen++);
  fs.watchFile(file, { interval: 5 }, () => seen++);
  await delay(30);
  const { value } = await runInChild(engine, async () => {
    const before = seen;
    fs.writeFileSync(file, "from the child");
    await delay(60);
    return seen - before;
  });
  const inKernel = seen;
  const idle = await runInChild(engine, never);
  watcher.close();
  fs.unwatchFile(file);
  fs.rmSync(folder, { recursive: true });
  return { value, kernelSawIt: inKernel > 0, outcome: idle.outcome };
}

export async function requests(): Promise<unknown> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "fork-requests-"));
  const fifo = path.join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  const reading = fs.promises.readFile(fifo, "utf8");
  const { outcome } = await runInChild(engine, never);
  fs.writeFileSync(fifo, "late");
  const text = await reading;
  const answers = await answeredRequests(folder);
  fs.rmSync(folder, { recursive: true });
  return { outcome, text, ...answers };
}

/** The fork comes right after the thread pool has done a request of the notebook, and before the notebook has heard of it. */
async function answeredRequests(folder: string): Promise<object> {
  let answered = 0;
  const beforeFork = (): Promise<void> => {
    setTimeout(() => {
      fs.stat(folder, () => answered++);
      const until = performance.now() + 30;
      while (performance.now() < until);
    }, 0);
    return Promise.resolve();
  };
  const { value } = await runInChild(makeEngine({ beforeFork }), async () => {
    const before = answered;
    const text = await fs.promises.readFile(__filename, "utf8");
    return [answered - before, text.length > 0];
  });
  return { value, answeredInKernel: answered };
}

export async function timers(): Promise<unknown> {
  const fired = { interval: 0, again: 0, timeout: 0, immediate: 0 };
  const intervals = [
    setInterval(() => fired.interval++, 1),
    setInterval(() => fired.again++, 20),
    setTimeout(() => fired.timeout++, 60_000),
  ];
  let isEnding = false;
  const again = (): void => {
    fired.immediate++;
    if (!isEnding) setImmediate(again);
  };
  again();
  const { value } = await runInChild(engine, async () => {
    const before = { ...fired };
    await delay(60);
    let own = 0;
    const mine = setInterval(() => own++, 1);
    await delay(30);
    clearInterval(mine);
    await new Promise((resolve) => setImmediate(resolve));
    return [Object.entries(fired).filter(([name, count]) => count !== before[name as keyof typeof before]), own > 3];
  });
  const inKernel = { ...fired };
  await delay(30);
  isEnding = true;
  intervals.forEach((timer) => clearTimeout(timer));
  return { value, kernelGoesOn: fired.interval > inKernel.interval && fired.immediate > inKernel.immediate };
}

export async function listeners(): Promise<unknown> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "fork-listeners-"));
  const cleanUp = (): void => fs.rmSync(folder, { recursive: true, force: true });
  process.on("exit", cleanUp).on("SIGTERM", cleanUp).on("beforeExit", cleanUp).on("uncaughtException", cleanUp);
  const exited = await runInChild(engine, () => process.exit(0));
  const killed = await runInChild(engine, () => process.kill(process.pid, "SIGTERM") && never());
  const idle = await runInChild(engine, never);
  const threw = await runInChild(engine, () => (process.nextTick(() => EventEmitter.prototype.emit.call(null, "x")), never()));
  const isThere = fs.existsSync(folder);
  for (const event of ["exit", "SIGTERM", "beforeExit", "uncaughtException"]) process.removeListener(event, cleanUp);
  cleanUp();
  return { isThere, ends: [exited.exit.code, killed.exit.signal, idle.outcome, threw.outcome] };
}

export async function signals(): Promise<unknown> {
  const heard: string[] = [];
  const names = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const;
  // Node itself handles SIGUSR1 where nobody listens: it wakes a thread that no child has.
  for (const name of names) if (name !== "SIGUSR1") process.on(name, () => heard.push(name));
  const ends = [];
  for (const name of names) {
    const run = await runInChild(engine, spin, { during: (child) => child.kill(name) });
    ends.push(run.exit.signal);
  }
  const own = await runInChild(engine, async () => {
    const heardIt = once(process, "SIGINT");
    process.kill(process.pid, "SIGINT");
    await Promise.race([heardIt, delay(5000)]);
    return "heard";
  });
  return { ends, heard, own: own.value };
}

export async function exit(): Promise<unknown> {
  const ends: unknown[] = [];
  for (const end of [
    () => process.exit(3),
    () => (process as unknown as { reallyExit(code: number): never }).reallyExit(4),
    () => ((process.exitCode = 5), process.exit()),
    () => process.abort(),
  ]) {
    const run = await runInChild(engine, () => {
      process.stdout.write("last words");
      end();
    });
    ends.push([run.exit.code ?? run.exit.signal, run.stdout]);
  }
  const withListener = await runInChild(engine, () => {
    process.on("exit", (code) => console.log("the cell's own listener", code));
    process.exit(6);
  });
  return { ends, own: withListener.stdout };
}

export async function output(): Promise<unknown> {
  const { events } = await runInChild(engine, async () => {
    console.log("one");
    console.error("two");
    process.stdout.write(Buffer.from("🎉").subarray(0, 3));
    await new Promise((resolve) => process.stdout.write(Buffer.from("🎉").subarray(3), resolve));
    process.stderr.write("c3bc", "hex");
    await new Promise<void>((resolve) => process.stdout.write("three", () => resolve()));
    return "shown";
  });
  return events.flatMap((event) =>
    event.type === "stream" ? [`${event.name}: ${event.text}`] : event.type === "display" ? ["display"] : [],
  );
}

export async function uncaughtErrors(): Promise<unknown> {
  const cells = [
    () => (setTimeout(() => fail("in a timer"), 1), never()),
    () => (void Promise.reject(new Error("in a promise")), never()),
    () => (process.nextTick(() => fail("in a tick")), never()),
    () => fail("in the cell"),
  ];
  const ends = [];
  for (const cell of cells) {
    const run = await runInChild(engine, cell);
    ends.push([run.outcome, run.message, run.exit.code]);
  }
  return ends;
}

export async function idleLoop(): Promise<unknown> {
  const pending = delay(60_000, undefined, { ref: false });
  const run = await runInChild(engine, () => pending);
  const afterWork = await runInChild(engine, async () => {
    const kept = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    for (let i = 0; i < 10; i++) Buffer.alloc(2 ** 22, 1);
    globalThis.gc?.();
    await fs.promises.readFile(__filename);
    await pending;
    return kept.length;
  });
  const waits = await runInChild(engine, async () => {
    await delay(60);
    await delay(60, undefined, { ref: false });
    return "waited";
  });
  return { outcome: run.outcome, message: run.message, code: run.exit.code, afterWork: afterWork.outcome, waits: waits.value };
}

export async function kernel(): Promise<unknown> {
  const ports: ChildPort[] = [];
  const own = makeEngine({ enterChild: (port) => void ports.push(port) });
  const { value, events } = await runInChild(own, () => {
    ports[0]?.send({ type: "clear-output", wait: true });
    return ports.length;
  });
  return { value, inKernel: ports.length, events: events.map(({ type }) => type) };
}

function fail(message: string): never {
  throw new Error(message);
}

function spin(): never {
  for (;;);
}

function targetsOfDescriptors(): string[] {
  return fs.readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [fs.readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function read4(fd: number): string {
  const bytes = Buffer.alloc(4);
  fs.readSync(fd, bytes, 0, 4, null);
  return bytes.toString();
}

async function listen(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function ask(server: Server): Promise<string> {
  const socket = createConnection((server.address() as AddressInfo).port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  await once(socket, "close");
  return answer;
}

async function connection(): Promise<{ client: Socket; received: string[] }> {
  const received: string[] = [];
  const server = await listen((socket) => void socket.on("data", (chunk) => received.push(chunk.toString())));
  const client = createConnection((server.address() as AddressInfo).port, "127.0.0.1");
  await once(client, "connect");
  return { client, received };
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !condition(); i++) await delay(5);
}
