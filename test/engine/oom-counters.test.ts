import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseOomKills, readOomKills } from "../../src/engine/oom-counters";
import { memoryCgroups } from "../../src/engine/cgroups";
import { version1, version2, withSystemFiles } from "./system-files";

describe("readOomKills", () => {
  it("reads the process's own cgroup, of either version", () => {
    withSystemFiles(version1, (root) => assert.equal(readOomKills(memoryCgroups(root), root), 2));
    withSystemFiles(version2, (root) => assert.equal(readOomKills(memoryCgroups(root), root), 3));
  });

  it("reads the nearest cgroup that counts", () => {
    const own = "sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/memory.events";
    const { [own]: events = "", ...others } = version2;
    const files = { ...others, "sys/fs/cgroup/user.slice/memory.events": events };
    withSystemFiles(files, (root) => assert.equal(readOomKills(memoryCgroups(root), root), 3));
  });

  it("reads the machine's counter where no cgroup counts", () => {
    withSystemFiles({ "proc/vmstat": "nr_free_pages 5917683\noom_kill 7\n" }, (root) =>
      assert.equal(readOomKills(memoryCgroups(root), root), 7),
    );
  });

  it("is absent where nothing counts", () =>
    withSystemFiles({}, (root) => assert.equal(readOomKills(memoryCgroups(root), root), undefined)));
});

describe("parseOomKills", () => {
  it("does not take oom_group_kill for it", () => assert.equal(parseOomKills("oom 1\noom_group_kill 4\n"), undefined));
});
