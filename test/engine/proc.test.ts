import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseStat, parseStatm, parseStatus, ProcFile, readStat } from "../../src/engine/proc";

const STATUS =
  "Name:\tnode\nState:\tS (sleeping)\nVmPeak:\t 1086440 kB\nVmSize:\t 1020904 kB\nVmHWM:\t   45056 kB\nVmRSS:\t   44212 kB\n" +
  "RssAnon:\t    7172 kB\nRssFile:\t   36868 kB\nRssShmem:\t     172 kB\nVmData:\t  132440 kB\nVmStk:\t     132 kB\nThreads:\t7\n";

const STAT =
  "4140 (a (b) c) S 4139 4140 4140 0 -1 4194560 955 1841 0 3 150 25 1 0 20 0 7 0 31415 1045397504 11053 18446744073709551615 1 1 140724603453440 0 0 0 0\n";

describe("parseStatus", () => {
  it("reads memory in bytes", () =>
    assert.deepEqual(parseStatus(STATUS), {
      rssBytes: 44212 * 1024,
      rssAnonBytes: 7172 * 1024,
      rssFileBytes: 36868 * 1024,
      rssShmemBytes: 172 * 1024,
      dataBytes: 132440 * 1024,
    }));

  it("is absent for a process without memory", () => {
    assert.equal(parseStatus("Name:\tnode\nState:\tZ (zombie)\nThreads:\t1\n"), undefined);
    assert.equal(parseStatus(""), undefined);
  });
});

describe("parseStatm", () => {
  it("reads pages as bytes", () => {
    const expected = { rssBytes: 11053 * 4096, rssAnonBytes: 1793 * 4096, dataBytes: 33143 * 4096 };
    assert.deepEqual(parseStatm("255226 11053 9260 12 0 33143 0\n", 4096), expected);
  });

  it("is absent for a process without memory", () => {
    assert.equal(parseStatm("0 0 0 0 0 0 0\n", 4096), undefined);
    assert.equal(parseStatm("", 4096), undefined);
  });
});

describe("parseStat", () => {
  it("reads fields behind a name with spaces and brackets", () =>
    assert.deepEqual(parseStat(STAT), {
      name: "a (b) c",
      state: "S",
      parentPid: 4139,
      cpuNs: 1_750_000_000,
      startTicks: 31415,
      rssPages: 11053,
      stackStart: 140724603453440,
    }));
});

describe("ProcFile", () => {
  it("reads a file again and again, and nothing once it is closed", () => {
    const file = ProcFile.open(`/proc/${String(process.pid)}/stat`);
    assert.equal(parseStat(file?.read() ?? "").startTicks, readStat(process.pid)?.startTicks);
    assert.ok(parseStat(file?.read() ?? "").cpuNs >= 0);
    file?.close();
    file?.close();
    assert.equal(file?.read(), undefined);
  });

  it("is absent for a process that does not exist", () => {
    assert.equal(ProcFile.open("/proc/1073741824/status"), undefined);
    assert.equal(readStat(1073741824), undefined);
  });
});
