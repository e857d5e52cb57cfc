import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { describe, it } from "node:test";
import { parseMemAvailable, readBudget, roomInCgroup } from "../../src/engine/budget";
import { memoryCgroups } from "../../src/engine/cgroups";
import { version1, version2, withSystemFiles } from "./system-files";

describe("readBudget", () => {
  it("is nine tenths of the room in a cgroup of version 1", () =>
    withSystemFiles(version1, (root) =>
      assert.equal(readBudget(memoryCgroups(root), root), Math.floor(0.9 * (4294967296 - 1000000000 + 470708224))),
    ));

  it("is nine tenths of the room in the tightest cgroup of version 2 above the process", () =>
    withSystemFiles(version2, (root) =>
      assert.equal(readBudget(memoryCgroups(root), root), Math.floor(0.9 * (2147483648 - 2000000000 + 600000000))),
    ));

  it("is nine tenths of what the machine can spare where no cgroup is tighter", () => {
    const files = { ...version2, "proc/meminfo": "MemAvailable:   500000 kB\n" };
    withSystemFiles(files, (root) => assert.equal(readBudget(memoryCgroups(root), root), 460_800_000));
    withSystemFiles({ "proc/meminfo": "MemAvailable:   500000 kB\n" }, (root) =>
      assert.equal(readBudget(memoryCgroups(root), root), 460_800_000),
    );
  });

  it("is nothing, not less, where a cgroup is over its limit", () => {
    const files = { ...version2, "sys/fs/cgroup/user.slice/user-1000.slice/memory.current": "5000000000\n" };
    withSystemFiles(files, (root) => assert.equal(readBudget(memoryCgroups(root), root), 0));
  });

  it("is absent where the system says nothing", () =>
    withSystemFiles({}, (root) => assert.equal(readBudget(memoryCgroups(root), root), undefined)));

  it("reads this machine", { skip: !existsSync("/proc/meminfo") && "no /proc" }, () => {
    const budget = readBudget(memoryCgroups());
    assert.ok(budget !== undefined && budget > 0 && budget < 0.9 * totalmem(), `${String(budget)}, free: ${String(freemem())}`);
  });
});

describe("roomInCgroup", () => {
  it("is absent without a limit", () => {
    assert.equal(roomInCgroup({ limit: "max\n", usage: "1\n" }), undefined);
    assert.equal(roomInCgroup({ limit: "9223372036854771712\n", usage: "1\n" }), undefined);
    assert.equal(roomInCgroup({ usage: "1\n" }), undefined);
  });

  it("is absent where the usage cannot be read", () => assert.equal(roomInCgroup({ limit: "100\n" }), undefined));

  it("counts file pages only where they can be read", () => assert.equal(roomInCgroup({ limit: "100\n", usage: "30\n" }), 70));
});

describe("parseMemAvailable", () => {
  it("is absent in a kernel older than 3.14", () => assert.equal(parseMemAvailable("MemTotal: 5 kB\nMemFree: 3 kB\n"), undefined));
});
