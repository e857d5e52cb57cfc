import { readdirSync, readFileSync } from "node:fs";
import { cpus, freemem, hostname, totalmem } from "node:os";
import { performance } from "node:perf_hooks";
import type { Content } from "./wire";

/** Unit of the CPU times in /proc; Linux gives user space 100 Hz on every architecture that Node runs on. */
const TICK_MS = 10;

/**
 * What the kernel and its children use, in the words of ipykernel's `usage_reply`, which jupyter-resource-usage shows: memory in bytes, CPU in
 * percent (of one core for the kernel, of all cores for the host) since the last reading, the first time since the start. Memory is
 * proportional (PSS) where Linux tells it, so that pages which a forked child shares with the kernel count once. Where /proc is missing the
 * figures are those of the kernel's process alone.
 */
export class UsageMeter {
  #atMs = performance.now();
  #cpuMs = new Map([[process.pid, cpuMs(process.pid)]]);
  #host = hostTimes();

  read(): Content {
    const pids = processTree(process.pid);
    return {
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu: this.#kernelCpuPercent(pids),
      kernel_memory: sum(pids.map(memoryBytes)),
      ...this.#hostCpu(),
      cpu_count: cpus().length,
      host_virtual_memory: hostMemory(),
    };
  }

  /** A child counts from its first reading on. */
  #kernelCpuPercent(pids: readonly number[]): number {
    const before = { atMs: this.#atMs, cpuMs: this.#cpuMs };
    this.#atMs = performance.now();
    this.#cpuMs = new Map(pids.map((pid) => [pid, cpuMs(pid)]));
    const usedMs = sum(pids.map((pid) => this.#cpuMs.get(pid)! - (before.cpuMs.get(pid) ?? this.#cpuMs.get(pid)!)));
    return toPercent(usedMs / (this.#atMs - before.atMs));
  }

  /** Absent while the system's counters, which tick in hundredths of a second, stand still. */
  #hostCpu(): Content {
    const before = this.#host;
    this.#host = hostTimes();
    const totalMs = this.#host.totalMs - before.totalMs;
    return totalMs > 0 ? { host_cpu_percent: toPercent(1 - (this.#host.idleMs - before.idleMs) / totalMs) } : {};
  }
}

/** The process and its descendants, where /proc lists children; else the process alone. */
function processTree(pid: number): number[] {
  const children = readTasks(pid).flatMap((task) => readWords(`/proc/${pid}/task/${task}/children`).map(Number));
  return [pid, ...children.flatMap(processTree)];
}

function readTasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // no /proc here, or the process has just ended
  }
}

function memoryBytes(pid: number): number {
  const pss = kiBField(readText(`/proc/${pid}/smaps_rollup`), "Pss");
  return pss ?? (pid === process.pid ? process.memoryUsage.rss() : 0);
}

/** User and system time of a living process; 0 for one that has just ended. */
function cpuMs(pid: number): number {
  if (pid === process.pid) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
  // The command's name, in brackets, may itself hold spaces and brackets.
  const fields = readText(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

function hostTimes(): { readonly totalMs: number; readonly idleMs: number } {
  const times = cpus().map((cpu) => cpu.times);
  return { totalMs: sum(times.flatMap((time) => Object.values(time))), idleMs: sum(times.map((time) => time.idle)) };
}

function hostMemory(): Content {
  const meminfo = readText("/proc/meminfo");
  const total = totalmem();
  const available = kiBField(meminfo, "MemAvailable") ?? freemem();
  const details = { free: kiBField(meminfo, "MemFree"), active: kiBField(meminfo, "Active"), inactive: kiBField(meminfo, "Inactive") };
  return { total, available, used: total - available, percent: toPercent(1 - available / total), ...details };
}

/** A field of a file of /proc, in bytes. */
function kiBField(text: string, name: string): number | undefined {
  const kiB = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
  return kiB === undefined ? undefined : Number(kiB) * 1024;
}

/** With one decimal, as psutil gives it and the panel shows it. */
function toPercent(share: number): number {
  return Math.round(share * 1000) / 10;
}

function readWords(path: string): string[] {
  return readText(path).split(" ").filter(Boolean);
}

/** Empty if the file cannot be read: the process has ended, or this is not Linux. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
