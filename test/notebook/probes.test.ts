import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { MemitResult } from "../../src/model/result";
import { NotebookSession } from "../support/notebook-session";

const MIB = 2 ** 20;

/** Holds memory while its event loop turns, and none at its end: only samples, or a mark, can have seen it. */
const PASSING_BLOCK = `%%memit
await (async () => {
  let block: Buffer | undefined = Buffer.alloc(60 * 2 ** 20, 1);
  await new Promise((done) => setTimeout(done, 300));
  block = undefined;
  globalThis.gc!();
})();`;

const modes = [
  { asked: "pidusage", probe: "pidusage", exact: false },
  { asked: "self", probe: "self", exact: false },
  { asked: "pidusage+self+ru_maxrss", probe: "ru_maxrss", exact: true },
] as const;

for (const { asked, probe, exact } of modes) {
  describe(`a kernel that is told to use ${asked}`, () => {
    let session: NotebookSession;
    before(async () => {
      session = await NotebookSession.start({ env: { ...process.env, TSLAB_MAGICS_PROBES: asked } });
    });
    after(() => session.end());

    const memit = async (code: string): Promise<MemitResult> => {
      const { results, stderr } = await session.must(code);
      assert.equal(stderr, "");
      return results[0] as MemitResult;
    };

    it("sees what a cell holds at its end", async () => {
      const { incrementBytes = NaN, instrument } = await memit("%memit Buffer.alloc(100 * 2 ** 20, 1)");
      assert.ok(Math.abs(incrementBytes - 100 * MIB) < 2 * MIB, String(incrementBytes));
      assert.equal(instrument.exact, exact);
    });

    it(`sees what a cell held for a while, and says that ${probe} did`, async () => {
      const { incrementBytes = NaN, runs, instrument, notes } = await memit(PASSING_BLOCK);
      assert.ok(Math.abs(incrementBytes - 60 * MIB) < 4 * MIB, String(incrementBytes));
      assert.deepEqual([instrument.probe, instrument.exact], [probe, exact]);
      assert.equal(
        notes.some(({ reason }) => reason === "sampled-peak"),
        !exact,
      );
      const { tNs, rssBytes } = runs[0]?.curve ?? { tNs: [], rssBytes: [] };
      assert.ok(tNs.length > 5);
      assert.deepEqual(
        tNs,
        tNs.toSorted((a, b) => a - b),
      );
      assert.ok(Math.max(...rssBytes) - (runs[0]?.baselineBytes ?? 0) > 55 * MIB);
    });

    it("shows next to nothing for nothing, and no peak that was not seen", async () => {
      const { incrementBytes = NaN, instrument, notes } = await memit("%memit 0");
      assert.ok(incrementBytes < MIB, String(incrementBytes));
      assert.equal(instrument.intervalNs, undefined);
      assert.ok(notes.some(({ reason }) => reason === "no-curve"));
    });

    it("still finds that a cell awaits what can never come", async () => {
      await session.must("const never = new Promise(() => 0)");
      const { status, error } = await session.run("%memit await never");
      assert.equal(status, "error");
      assert.match(error?.evalue ?? "", /awaits something that/);
    });

    it("does not take the mark of a setup for that of a cell that was killed", async () => {
      const cell = "%%memit Buffer.alloc(150 * 2 ** 20, 1).length; globalThis.gc!();\nprocess.kill(process.pid, 'SIGKILL');";
      const { results } = await session.run(cell);
      const { peakBytes, baselineBytes = NaN } = results[0] as MemitResult;
      assert.ok(peakBytes === undefined || peakBytes - baselineBytes < 20 * MIB, `${peakBytes} of ${baselineBytes}`);
    });
  });
}
