import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { childPids, descendantsRssBytes, pageBytes, pageBytesOf, seesProcesses } from "../../src/measure/process-tree";

const MIB = 2 ** 20;

/** A process that runs JavaScript, and says on its standard output when it is ready. */
async function withScript(script: string, use: (process: ChildProcess, said: string) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    await use(child, String(said));
  } finally {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
}

/** Holds 60 MiB in a child and 30 MiB in a child of that; ends with its standard input. */
const FAMILY = `
  const grandchild = "const block = Buffer.alloc(30 * 2 ** 20, 1); console.log(process.memoryUsage.rss()); process.stdin.on('end', () => block.length).resume();";
  const child = "const { spawn } = require('child_process'); const block = Buffer.alloc(60 * 2 ** 20, 1);" +
    "spawn(process.execPath, ['-e', " + JSON.stringify(grandchild) + "], { stdio: ['pipe', 'pipe', 'inherit'] }).stdout.on('data', (rss) => console.log(Number(rss) + process.memoryUsage.rss()));" +
    "process.stdin.on('end', () => process.exit(block.length && 0)).resume();";
  require("child_process").spawn(process.execPath, ["-e", child], { stdio: ["pipe", "inherit", "inherit"] });
  process.stdin.resume();`;

describe("descendantsRssBytes", { skip: !seesProcesses() && "no /proc" }, () => {
  it("adds up children and grandchildren, without the process itself", () =>
    withScript(FAMILY, ({ pid = 0 }, said) => {
      const bytes = descendantsRssBytes(pid);
      assert.ok(Math.abs(bytes - Number(said)) < 15 * MIB, `${bytes} is not near ${said}`);
      assert.ok(bytes > 90 * MIB);
      return Promise.resolve();
    }));

  it("is 0 for a process that has started none, and for one that is not there", () =>
    withScript("console.log('ready'); process.stdin.resume()", ({ pid = 0 }) => {
      assert.equal(descendantsRssBytes(pid), 0);
      assert.equal(descendantsRssBytes(2 ** 30), 0);
      return Promise.resolve();
    }));

  it("does not count a child that is still a copy of its parent", () =>
    withScript(
      `const block = Buffer.alloc(300 * 2 ** 20, 1); console.log("ready");
       setInterval(() => require("child_process").spawn("true"), 4); process.stdin.on("end", () => block.length).resume();`,
      async ({ pid = 0 }) => {
        const seen = new Set<number>();
        let mostBytes = 0;
        for (let looks = 0; looks < 20_000 && seen.size < 30; looks++) {
          for (const child of childPids(pid)) seen.add(child);
          mostBytes = Math.max(mostBytes, descendantsRssBytes(pid));
          if (looks % 10 === 0) await delay(1);
        }
        assert.equal(seen.size >= 30, true);
        assert.ok(mostBytes < 50 * MIB, String(mostBytes));
      },
    ));
});

describe("pageBytes", { skip: !seesProcesses() && "no /proc" }, () => {
  it("is the system's", () => assert.equal(pageBytes(), Number(execFileSync("getconf", ["PAGESIZE"], { encoding: "utf8" }))));

  it("is found among other values, one of which looks like its key", () => {
    const words = new BigUint64Array([33n, 6n, 6n, 16384n, 0n, 0n]);
    assert.equal(pageBytesOf(new Uint8Array(words.buffer)), 16384);
    assert.throws(() => pageBytesOf(new Uint8Array(16)), /page size/);
  });
});
