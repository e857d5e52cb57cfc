import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import type { OtherSystem, Told } from "./fixtures/other-system";

// Output of systems that are not here, as pidusage's sources and those systems' manuals show it. The memory is near that of the process that
// asks, whose own is asked for first.

const RSS_BYTES = 62_914_560;

const macOs: OtherSystem = {
  platform: "darwin",
  endOfLine: "\n",
  hasWmic: false,
  code: 0,
  output: "    ELAPSED   PID  PPID  %CPU     RSS           TIME\n      00:20 {pid}     1   0.1   61440        0:07.26\n",
};

const withWmic: OtherSystem = {
  platform: "win32",
  endOfLine: "\r\n",
  hasWmic: true,
  code: 0,
  output:
    "CreationDate               KernelModeTime  ParentProcessId  ProcessId  UserModeTime  WorkingSetSize  \r\r\n" +
    "20260329221650.080654+060  15000000        0                {pid}      57600000      62914560        \r\r\n\r\r\n",
};

const withPowerShell: OtherSystem = {
  platform: "win32",
  endOfLine: "\r\n",
  hasWmic: false,
  code: 0,
  output:
    "\r\nCreationDate              KernelModeTime ParentProcessId ProcessId UserModeTime WorkingSetSize\r\n" +
    "------------              -------------- --------------- --------- ------------ --------------\r\n" +
    "20260220185531.619182+480       15000000           18940     {pid}     57600000       62914560\r\n\r\n\r\n",
};

async function sampleOn(system: OtherSystem): Promise<Told> {
  const args = [join(__dirname, "fixtures", "other-system.js"), JSON.stringify(system)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  return JSON.parse(stdout) as Told;
}

function figures({ end, samples }: Told): unknown {
  return { end, samples: samples.map(({ rssBytes, cpuNs }) => ({ rssBytes, cpuNs })) };
}

const expected = { end: "enough", samples: [7.26e9, 7.26e9].map((cpuNs) => ({ rssBytes: RSS_BYTES, cpuNs })) };

describe("pidusage on other systems", () => {
  it("reads ps of macOS", async () => {
    const told = await sampleOn(macOs);
    assert.deepEqual(figures(told), expected);
    assert.equal(told.started.at(-1), "ps -o etime,pid,ppid,pcpu,rss,time -p 777");
  });

  it("reads wmic of Windows", async () => {
    const told = await sampleOn(withWmic);
    assert.deepEqual(figures(told), expected);
    assert.match(told.started.at(-1) ?? "", /^wmic PROCESS where "ProcessId=777"/);
  });

  it("reads PowerShell of Windows without wmic", async () => {
    const told = await sampleOn(withPowerShell);
    assert.deepEqual(figures(told), expected);
    assert.match(told.started.at(-1) ?? "", /^powershell\.exe .*ProcessId=777/);
  });

  it("knows that the process has gone, and does not take a failure of the program for that", async () => {
    assert.deepEqual(figures(await sampleOn({ ...macOs, code: 1 })), { end: "gone", samples: [] });
    assert.match((await sampleOn({ ...macOs, code: 2 })).end, /ps command exited with code 2/);
    assert.match((await sampleOn({ ...withWmic, code: 5 })).end, /wmic command exited with code 5/);
  });

  it("is not believed where its memory is in another unit", async () => {
    const inBytes = { ...macOs, output: macOs.output.replace("61440", "62914560") };
    assert.match((await sampleOn(inBytes)).end, /it is not believed/);
  });
});
