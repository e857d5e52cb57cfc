import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { calibrationFile, calibrationKey, keepCalibration, readCalibrations, toleranceOf } from "../../src/engine/calibration";

const calibrated = { node: "20.0.0", os: "linux 6.1 x64", flags: ["--expose-gc"], transparentHugePages: "madvise" };

const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
after(() => {
  rmSync(folder, { recursive: true });
});

describe("a calibration", () => {
  it("is kept in a private file, beside others", () => {
    const file = join(folder, "new", "cache", "calibration.json");
    const [fork, fresh] = [calibrationKey("fork", calibrated), calibrationKey("fresh", calibrated)];
    keepCalibration(file, fork, 1000);
    keepCalibration(file, fresh, 2000);
    keepCalibration(file, fork, 3000);
    assert.deepEqual(readCalibrations(file), { [fork]: 3000, [fresh]: 2000 });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
  });

  it("holds for nothing but what it was made with", () => {
    const known = { [calibrationKey("fork", calibrated)]: 1000 };
    assert.equal(toleranceOf("fork", { ...calibrated }, known), 1000);
    assert.equal(toleranceOf("fresh", calibrated, known), undefined);
    for (const other of [{ node: "22.0.0" }, { os: "linux 6.2 x64" }, { flags: [] }, { transparentHugePages: "always" }]) {
      assert.equal(toleranceOf("fork", { ...calibrated, ...other }, known), undefined);
    }
  });

  it("is ignored where it is missing, broken or somebody else's, and can be made anew", () => {
    const file = join(folder, "calibration.json");
    assert.deepEqual(readCalibrations(file), {});
    const good = JSON.stringify({ version: 1, toleranceBytes: { a: 1 } });
    for (const text of [
      "",
      "{",
      "null",
      "[]",
      '"a"',
      '{"version":1}',
      good.replace("1}", "-1}"),
      good.replace(":1,", ":2,"),
      good.replace("1}", '"1"}'),
      "\0",
    ]) {
      writeFileSync(file, text);
      assert.deepEqual(readCalibrations(file), {}, text);
    }
    writeFileSync(file, good);
    assert.deepEqual(readCalibrations(file), { a: 1 });
    const link = join(folder, "link.json");
    symlinkSync(file, link);
    assert.deepEqual(readCalibrations(link), {});
    mkdirSync(join(folder, "folder.json"));
    assert.deepEqual(readCalibrations(join(folder, "folder.json")), {});
    writeFileSync(file, "broken");
    keepCalibration(file, "b", 2);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), { version: 1, toleranceBytes: { b: 2 } });
  });
});

describe("calibrationFile", () => {
  const host = (platform: NodeJS.Platform, env: Readonly<Record<string, string>>): string =>
    calibrationFile({ platform, env, home: "/home/u" });

  it("lies in the user's cache folder", () => {
    assert.equal(host("linux", {}), "/home/u/.cache/tslab-magics/calibration.json");
    assert.equal(host("linux", { XDG_CACHE_HOME: "/cache" }), "/cache/tslab-magics/calibration.json");
    assert.equal(host("linux", { XDG_CACHE_HOME: "relative" }), "/home/u/.cache/tslab-magics/calibration.json");
    assert.equal(host("darwin", {}), "/home/u/Library/Caches/tslab-magics/calibration.json");
    assert.equal(host("win32", { LOCALAPPDATA: "C:\\Local" }), "C:\\Local\\tslab-magics\\calibration.json");
  });
});
