import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { nowNs, Sampler, type Sample } from "../../src/engine/sampler";
import { held } from "./supervising";

/** A process that allocates 60 MB for 30 ms as soon as it is told to, says so, and waits to be ended. */
const SPIKE = `process.stdin.once("data", () => {
  let spike = Buffer.alloc(60e6, 1);
  setTimeout(() => { spike = undefined; gc(); console.log("done"); }, 30);
});
console.log("ready");`;

async function withProcess(use: (process: ChildProcess, pid: number) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ["--expose-gc", "-e", SPIKE], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    await use(child, child.pid ?? 0);
  } finally {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
}

describe("Sampler", { skip: !existsSync("/proc/self/stat") && "no /proc" }, () => {
  it("sees a spike of memory from outside, and when it was", () =>
    withProcess(async (child, pid) => {
      const sampler = new Sampler(pid, { onSample: () => undefined, onGone: () => undefined });
      const startNs = nowNs();
      sampler.start();
      child.stdin?.write("go\n");
      await once(child.stdout ?? child, "data");
      const endNs = nowNs();
      sampler.stop();
      const rss = sampler.samples.map((sample) => sample.rssBytes);
      assert.ok(Math.max(...rss) - (rss[0] ?? 0) > 58_000_000);
      assert.ok((rss[0] ?? 0) > 20_000_000);
      for (const { atNs, rssBytes, rssAnonBytes = NaN } of sampler.samples) {
        assert.ok(atNs >= startNs && atNs <= endNs);
        assert.ok(rssAnonBytes > 0 && rssAnonBytes < rssBytes);
      }
      const highest = sampler.samples.find(({ rssBytes }) => rssBytes === Math.max(...rss));
      const { rssBytes, rssAnonBytes = NaN, rssFileBytes = NaN, rssShmemBytes = NaN } = highest!;
      assert.equal(rssBytes, rssAnonBytes + rssFileBytes + rssShmemBytes);
      assert.ok((sampler.samples.at(-1)?.cpuNs ?? 0) >= (sampler.samples[0]?.cpuNs ?? Infinity));
      assert.ok((sampler.intervalNs ?? 0) > 900_000);
    }));

  it("tells that the process has gone, once, and closes its files by itself", () =>
    withProcess(async (child, pid) => {
      const files = held().files;
      let gone = 0;
      const died = new Promise<void>((resolve) => {
        const sampler = new Sampler(pid, {
          onSample: () => undefined,
          onGone: () => {
            gone++;
            resolve();
          },
        });
        sampler.start();
      });
      // Either may come first.
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await died;
      await exited;
      assert.equal(gone, 1);
      const open = held().files;
      assert.deepEqual(
        open.filter((file) => file.includes("/proc/")),
        files.filter((file) => file.includes("/proc/")),
      );
    }));

  it("tells of a process that had gone before it began", () => {
    let gone = 0;
    const sampler = new Sampler(2 ** 30, { onSample: () => assert.fail("no such process"), onGone: () => gone++ });
    sampler.start();
    assert.equal(gone, 1);
    assert.deepEqual(sampler.samples, []);
    assert.equal(sampler.intervalNs, undefined);
  });

  it("forgets what was before a moment, but for the last sample of that time", () =>
    withProcess(async (_, pid) => {
      const seen: Sample[] = [];
      const enough = new Promise<void>((resolve) => {
        const sampler = new Sampler(pid, {
          onGone: () => undefined,
          onSample: (sample) => {
            seen.push(sample);
            if (seen.length < 6) return;
            sampler.beginAt((seen[3]?.atNs ?? 0) + 1);
            assert.deepEqual(sampler.samples, seen.slice(3));
            sampler.beginAt(0);
            assert.deepEqual(sampler.samples, seen.slice(3));
            sampler.stop();
            resolve();
          },
        });
        sampler.start();
      });
      await enough;
    }));

  it("keeps no more samples than are asked for, and tells of all", () =>
    withProcess(async (_, pid) => {
      let told = 0;
      const intervalNs = 50_000_000;
      const enough = new Promise<void>((resolve) => {
        const sampler = new Sampler(
          pid,
          {
            onGone: () => undefined,
            onSample: ({ atNs }) => {
              told++;
              const [first] = sampler.samples;
              if (first === undefined || atNs - first.atNs < 5 * intervalNs) return;
              sampler.stop();
              const gapsNs = sampler.samples.slice(1).map((sample, index) => sample.atNs - sampler.samples[index]!.atNs);
              assert.ok(sampler.samples.length >= 2 && sampler.samples.length <= 6, String(sampler.samples.length));
              assert.ok(Math.min(...gapsNs) > intervalNs / 2, gapsNs.join());
              assert.ok(told > sampler.samples.length);
              resolve();
            },
          },
          { intervalNs },
        );
        sampler.start();
      });
      await enough;
    }));
});
