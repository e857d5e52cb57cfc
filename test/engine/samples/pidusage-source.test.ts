import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type AskUsage, PidusageSource } from "../../../src/engine/samples/pidusage-source";
import type { Sample } from "../../../src/engine/samples/sample";

/** What a source told, until it told that the process had gone, that it failed, or `enough` samples. */
interface Told {
  readonly samples: readonly Sample[];
  readonly end: "gone" | "enough" | { readonly failure: string };
}

function tell(source: PidusageSource, enough = 3): Promise<Told> {
  const samples: Sample[] = [];
  return new Promise((resolve) => {
    source.start({
      onSample: (sample) => {
        samples.push(sample);
        if (samples.length < enough) return;
        source.stop();
        resolve({ samples, end: "enough" });
      },
      onGone: () => {
        resolve({ samples, end: "gone" });
      },
      onFailure: (failure) => {
        resolve({ samples, end: { failure } });
      },
    });
  });
}

const own = (): { memory: number; ctime: number } => ({ memory: process.memoryUsage.rss(), ctime: 0 });

/** Answers for this process what is right, and for the other what the test says. */
function asking(answer: AskUsage): AskUsage {
  return (pid) => (pid === process.pid ? Promise.resolve(own()) : answer(pid));
}

const noProcess = (code: string): Error => Object.assign(new Error("No matching pid found"), { code });

describe("PidusageSource", () => {
  it(
    "samples a process by the package, which agrees with what the process knows of itself",
    { skip: process.platform !== "linux" },
    async () => {
      const script = `const block = Buffer.alloc(80e6, 1); console.log(process.memoryUsage.rss()); setInterval(() => block.length, 1000);`;
      const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
      try {
        const [said] = (await once(child.stdout, "data")) as [Buffer];
        const { samples, end } = await tell(new PidusageSource(child.pid ?? 0));
        assert.equal(end, "enough");
        for (const { source, rssBytes, atNs, begunNs = NaN, cpuNs } of samples) {
          assert.equal(source, "pidusage");
          assert.ok(Math.abs(rssBytes - Number(said)) < 20e6, `${rssBytes} is not near ${String(said)}`);
          assert.ok(begunNs < atNs && cpuNs > 0);
        }
        const gone = tell(new PidusageSource(child.pid ?? 0), Infinity);
        child.kill("SIGKILL");
        assert.equal((await gone).end, "gone");
      } finally {
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      }
    },
  );

  it("knows a process that is not there, or that has no memory any more", async () => {
    const answers: AskUsage[] = [
      () => Promise.reject(noProcess("ENOENT")),
      () => Promise.reject(noProcess("ESRCH")),
      () => Promise.resolve({ memory: 0, ctime: 5 }),
      () => Promise.resolve(undefined),
    ];
    for (const answer of answers) assert.deepEqual(await tell(new PidusageSource(1, asking(answer))), { samples: [], end: "gone" });
  });

  it("takes no failure of the reading for the end of the process", async () => {
    const { end } = await tell(
      new PidusageSource(
        1,
        asking(() => Promise.reject(new Error("Error: spawn ps ENOENT"))),
      ),
    );
    assert.deepEqual(end, { failure: "Error: spawn ps ENOENT" });
    const nonsense = await tell(
      new PidusageSource(
        1,
        asking(() => Promise.resolve({ memory: NaN, ctime: 1 })),
      ),
    );
    assert.match((nonsense.end as { failure: string }).failure, /is no memory and CPU time/);
  });

  it("does not believe figures in another unit", async () => {
    const inKilobytes: AskUsage = () => Promise.resolve({ memory: process.memoryUsage.rss() / 1024, ctime: 1 });
    const { samples, end } = await tell(new PidusageSource(1, inKilobytes));
    assert.deepEqual(samples, []);
    assert.match((end as { failure: string }).failure, /pidusage says that the kernel takes .* it is not believed/);
  });

  it("has never two readings at once, and pauses four times as long as a reading takes", async () => {
    let atOnce = 0;
    const slow = asking(async () => {
      assert.equal(++atOnce, 1);
      await delay(10);
      atOnce--;
      return { memory: 1, ctime: 0 };
    });
    const both = await Promise.all([tell(new PidusageSource(1, slow)), tell(new PidusageSource(2, slow))]);
    for (const { samples } of both) {
      assert.equal(samples.length, 3);
      const [first, second] = samples;
      assert.ok((second?.begunNs ?? 0) - (first?.atNs ?? 0) >= 4 * 10e6 * 0.9);
    }
  });

  it("tells nothing once it is stopped, also of a reading under way", async () => {
    const source = new PidusageSource(
      1,
      asking(() => delay(20, { memory: 1, ctime: 0 })),
    );
    const told = tell(source);
    await delay(5);
    source.stop();
    assert.equal(await Promise.race([told, delay(60, "nothing")]), "nothing");
  });
});
