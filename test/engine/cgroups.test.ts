import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cgroupDirectories } from "../../src/engine/cgroups";
import { version1, version2 } from "./system-files";

const directories = (version: 1 | 2, files: Readonly<Record<string, string>>): readonly string[] =>
  cgroupDirectories(version, files["proc/self/cgroup"] ?? "", files["proc/self/mountinfo"] ?? "");

describe("cgroupDirectories", () => {
  it("names a process's cgroup of version 1, and those above it", () => {
    const memory = "/sys/fs/cgroup/memory";
    assert.deepEqual(directories(1, version1), [`${memory}/jobs/f6ea`, `${memory}/jobs`, memory]);
    assert.deepEqual(directories(2, version1), ["/sys/fs/cgroup/unified"]);
  });

  it("names a process's cgroup of version 2, and those above it", () => {
    const slice = "/sys/fs/cgroup/user.slice";
    const expected = [`${slice}/user-1000.slice/session-2.scope`, `${slice}/user-1000.slice`, slice, "/sys/fs/cgroup"];
    assert.deepEqual(directories(2, version2), expected);
    assert.deepEqual(directories(1, version2), []);
  });

  it("finds the part of the tree that a container sees", () => {
    const mount = "1 2 0:3 /docker/ab12 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
    assert.deepEqual(cgroupDirectories(1, "4:cpu,memory:/docker/ab12\n", mount), ["/sys/fs/cgroup/memory"]);
    const nested = ["/sys/fs/cgroup/memory/x", "/sys/fs/cgroup/memory"];
    assert.deepEqual(cgroupDirectories(1, "4:memory:/docker/ab12/x\n", mount), nested);
    assert.deepEqual(cgroupDirectories(1, "4:memory:/elsewhere\n", mount), ["/sys/fs/cgroup/memory"]);
    assert.deepEqual(cgroupDirectories(2, "0::/../..\n", "1 2 0:3 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n"), ["/sys/fs/cgroup"]);
  });

  it("reads mount points with spaces, and optional fields of mounts", () => {
    const mount = "1 2 0:3 / /my\\040cgroups rw shared:9 master:1 - cgroup2 cgroup rw\n";
    assert.deepEqual(cgroupDirectories(2, "0::/a:b\n", mount), ["/my cgroups/a:b", "/my cgroups"]);
  });

  it("is empty where there are no cgroups", () => assert.deepEqual(cgroupDirectories(2, "", ""), []));
});
