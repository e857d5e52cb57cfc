import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Calls back with a folder that holds these files, as if the system's root were there. */
export function withSystemFiles(files: Readonly<Record<string, string>>, use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const MEMINFO = "MemTotal:       24684096 kB\nMemFree:        23670736 kB\nMemAvailable:   10000000 kB\nBuffers:           62004 kB\n";

/** As a machine with cgroup version 1 has them (some version 2 mounted beside it, without the memory controller). */
export const version1: Readonly<Record<string, string>> = {
  "proc/meminfo": MEMINFO,
  "proc/vmstat": "nr_free_pages 5917683\noom_kill 7\n",
  "proc/self/cgroup": "9:name=systemd:/\n5:devices:/\n4:memory:/jobs/f6ea\n1:cpu:/\n0::/\n",
  "proc/self/mountinfo":
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n" +
    "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n" +
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n" +
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n",
  "sys/fs/cgroup/memory/jobs/f6ea/memory.limit_in_bytes": "4294967296\n",
  "sys/fs/cgroup/memory/jobs/f6ea/memory.usage_in_bytes": "1000000000\n",
  "sys/fs/cgroup/memory/jobs/f6ea/memory.stat":
    "cache 10866688\ninactive_file 20480\ntotal_cache 677834752\ntotal_inactive_file 470708224\n",
  "sys/fs/cgroup/memory/jobs/f6ea/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
  "sys/fs/cgroup/memory/jobs/memory.limit_in_bytes": "9223372036854771712\n",
  "sys/fs/cgroup/memory/jobs/memory.usage_in_bytes": "1100000000\n",
  "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
  "sys/fs/cgroup/memory/memory.usage_in_bytes": "702820352\n",
};

/** As a machine with cgroup version 2 has them: the process in a slice, the tighter limit above it. */
export const version2: Readonly<Record<string, string>> = {
  "proc/meminfo": MEMINFO,
  "proc/vmstat": "nr_free_pages 5917683\noom_kill 7\n",
  "proc/self/cgroup": "0::/user.slice/user-1000.slice/session-2.scope\n",
  "proc/self/mountinfo":
    "24 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n" +
    "30 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n",
  "sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/memory.max": "max\n",
  "sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/memory.current": "400000000\n",
  "sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/memory.events": "low 0\nhigh 0\nmax 0\noom 0\noom_kill 3\noom_group_kill 0\n",
  "sys/fs/cgroup/user.slice/user-1000.slice/memory.max": "2147483648\n",
  "sys/fs/cgroup/user.slice/user-1000.slice/memory.current": "2000000000\n",
  "sys/fs/cgroup/user.slice/user-1000.slice/memory.stat": "anon 900000000\nfile 1000000000\ninactive_file 600000000\nactive_file 1\n",
  "sys/fs/cgroup/user.slice/memory.max": "8589934592\n",
  "sys/fs/cgroup/user.slice/memory.current": "2100000000\n",
  "sys/fs/cgroup/user.slice/memory.stat": "inactive_file 600000000\n",
};
