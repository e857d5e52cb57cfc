import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildExit } from "../engine";
import { readText } from "../proc";
import type { Native } from "./native";

const WNOHANG = 1;
const POLL_MS = 1;
/** `struct rusage` on 64-bit Linux: 18 words. */
const RUSAGE_WORDS = 18;
const RUSAGE = { userSeconds: 0, userMicroseconds: 1, systemSeconds: 2, systemMicroseconds: 3, maxRssKilobytes: 4 } as const;

/** Waits until the child `pid` has ended, without reaping it: its pid stays its own, and /proc still knows it. */
export async function waitForEnd(pid: number): Promise<void> {
  while (!hasEnded(pid)) await delay(POLL_MS);
}

/** Reaps a child that has ended. */
export function reap(native: Native, pid: number): ChildExit {
  const hasReapedOthers = hasReapedGrandchildren(pid);
  const status = new Int32Array(1);
  const usage = new BigInt64Array(RUSAGE_WORDS);
  if (native.libc.wait4(pid, status, WNOHANG, usage) !== pid) throw new Error(`wait4 failed with ${native.errorName()}: somebody else reaped child ${pid}`);
  const word = (index: number): number => Number(usage[index]);
  return {
    ...describeStatus(status[0] ?? 0),
    cpuUserNs: word(RUSAGE.userSeconds) * 1e9 + word(RUSAGE.userMicroseconds) * 1e3,
    cpuSystemNs: word(RUSAGE.systemSeconds) * 1e9 + word(RUSAGE.systemMicroseconds) * 1e3,
    // The figure covers grandchildren that were waited for: it is the child's own only if there were none.
    ...(!hasReapedOthers && { peakBytes: word(RUSAGE.maxRssKilobytes) * 1024 }),
  };
}

/** The status word of wait(2). */
function describeStatus(status: number): Pick<ChildExit, "code" | "signal"> {
  const signal = status & 0x7f;
  if (signal === 0) return { code: (status >> 8) & 0xff };
  const name = Object.entries(constants.signals).find(([, value]) => value === signal)?.[0];
  return { signal: name ?? `signal ${signal}` };
}

/** True also if there is no such process, so that nobody waits for it. */
function hasEnded(pid: number): boolean {
  const state = statFields(pid)?.[0];
  return state === undefined || state === "Z" || state === "X";
}

/** Whoever has lived has caused page faults, and those of reaped children are added up in their parent. */
function hasReapedGrandchildren(pid: number): boolean {
  const [minorFaults, majorFaults] = [statFields(pid)?.[8], statFields(pid)?.[10]];
  return minorFaults !== "0" || majorFaults !== "0";
}

/** The fields of /proc/PID/stat from the third on, `state`; see proc(5). */
function statFields(pid: number): readonly string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}
