import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildExit } from "../engine";
import { readText } from "../proc";
import type { Native } from "../native";

const WNOHANG = 1;
const POLL_MS = 1;
/** `struct rusage` on 64-bit Linux: 18 words. */
const RUSAGE_WORDS = 18;
const RUSAGE = { userSeconds: 0, userMicroseconds: 1, systemSeconds: 2, systemMicroseconds: 3, maxRssKilobytes: 4 } as const;

/**
 * Waits until the child `pid` has ended and reaps it. Polls: libuv waits for its own children only, and a signal handler would be one more thing
 * that a notebook can disturb. If somebody else has reaped the child, nothing is known of its end.
 */
export async function reap(native: Native, pid: number): Promise<ChildExit> {
  const status = new Int32Array(1);
  const usage = new BigInt64Array(RUSAGE_WORDS);
  for (;;) {
    const isAlone = !hasReapedGrandchildren(pid);
    const reaped = native.libc.wait4(pid, status, WNOHANG, usage);
    if (reaped === pid) return { ...describeStatus(status[0] ?? 0), ...describeUsage(usage, isAlone) };
    if (reaped < 0) return {};
    await delay(POLL_MS);
  }
}

/** The figures cover grandchildren that were waited for: the peak is the child's own only if there were none. */
function describeUsage(usage: BigInt64Array, isAlone: boolean): Omit<ChildExit, "code" | "signal"> {
  const word = (index: number): number => Number(usage[index]);
  return {
    cpuUserNs: word(RUSAGE.userSeconds) * 1e9 + word(RUSAGE.userMicroseconds) * 1e3,
    cpuSystemNs: word(RUSAGE.systemSeconds) * 1e9 + word(RUSAGE.systemMicroseconds) * 1e3,
    ...(isAlone && { peakBytes: word(RUSAGE.maxRssKilobytes) * 1024 }),
  };
}

/** The status word of wait(2). */
function describeStatus(status: number): Pick<ChildExit, "code" | "signal"> {
  const signal = status & 0x7f;
  if (signal === 0) return { code: (status >> 8) & 0xff };
  const name = Object.entries(constants.signals).find(([, value]) => value === signal)?.[0];
  return { signal: name ?? `signal ${signal}` };
}

/**
 * Whoever has lived has caused page faults, and those of reaped children are added up in their parent: `cminflt` and `cmajflt`, the 11th and
 * 13th field of /proc/PID/stat (proc(5)), counted from the end of the second, which may hold spaces.
 */
function hasReapedGrandchildren(pid: number): boolean {
  const text = readText(`/proc/${pid}/stat`) ?? "";
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[8] !== "0" || fields[10] !== "0";
}
