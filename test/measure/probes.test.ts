import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { peakBetween, plausibleMark } from "../../src/measure/memory";
import { chooseProbes, parseProbes } from "../../src/measure/probes";

describe("chooseProbes", () => {
  it("takes the mark that can be reset, and /proc, where they are", () => {
    assert.deepEqual(chooseProbes({ platform: "linux", hasProc: true, canResetMark: true }), { samplers: ["proc"], mark: "vmhwm" });
  });

  it("takes pidusage where a locked container forbids to reset the mark", () => {
    assert.deepEqual(chooseProbes({ platform: "linux", hasProc: true, canResetMark: false }), {
      samplers: ["pidusage"],
      mark: "ru_maxrss",
    });
  });

  it("lets the child tell its own memory where Linux has no /proc", () => {
    assert.deepEqual(chooseProbes({ platform: "linux", hasProc: false, canResetMark: false }), { samplers: ["self"], mark: "ru_maxrss" });
  });

  it("takes pidusage and the child's own word on other systems", () => {
    for (const platform of ["darwin", "win32"] as const) {
      const expected = { samplers: ["pidusage", "self"], mark: "ru_maxrss" };
      assert.deepEqual(chooseProbes({ platform, hasProc: false, canResetMark: false }), expected);
    }
  });
});

describe("parseProbes", () => {
  it("takes samplers alone, or with a mark", () => {
    assert.deepEqual(parseProbes("pidusage"), { samplers: ["pidusage"] });
    assert.deepEqual(parseProbes(" self + pidusage + ru_maxrss"), { samplers: ["self", "pidusage"], mark: "ru_maxrss" });
  });

  it("names what it does not know", () => {
    assert.throws(() => parseProbes("pidusage+ps"), /TSLAB_MAGICS_PROBES=pidusage\+ps: "ps" is no probe\. Use proc, pidusage, self, and/);
    assert.throws(() => parseProbes("vmhwm+ru_maxrss"), /two marks/);
    assert.throws(() => parseProbes("+"), /"" is no probe/);
  });
});

describe("peakBetween", () => {
  const reading = (markBytes: number): { rssBytes: number; markBytes: number } => ({ rssBytes: 50, markBytes });

  it("is the mark, if that was reset", () => {
    assert.deepEqual(peakBetween(reading(50), reading(50), true, "vmhwm"), { peakBytes: 50, peakProbe: "vmhwm" });
  });

  it("is the mark of the process, if that rose", () => {
    assert.deepEqual(peakBetween(reading(60), reading(61), false, "ru_maxrss"), { peakBytes: 61, peakProbe: "ru_maxrss" });
  });

  it("is not known, but bounded, if it did not rise", () => {
    assert.deepEqual(peakBetween(reading(60), reading(60), false, "ru_maxrss"), { peakAtMostBytes: 60 });
    assert.deepEqual(peakBetween(reading(60), reading(60), false, "vmhwm"), { peakAtMostBytes: 60 });
  });

  it("is not known without a mark", () => {
    assert.deepEqual(peakBetween({ rssBytes: 50 }, { rssBytes: 90 }, false, "ru_maxrss"), {});
  });
});

describe("plausibleMark", () => {
  it("is no mark that the machine could not hold: it is in another unit", () => {
    const machineBytes = 16 * 2 ** 30;
    assert.equal(plausibleMark(60 * 2 ** 20, machineBytes), 60 * 2 ** 20);
    // Bytes that are taken for kilobytes.
    assert.equal(plausibleMark(60 * 2 ** 20 * 1024, machineBytes), undefined);
    assert.equal(plausibleMark(0, machineBytes), undefined);
  });
});
