import { clearInterval, setInterval } from "node:timers";
import type { ChildPort } from "../model/child";
import { nowNs } from "./clock";
import { readMemory } from "./memory";
import { probes } from "./probes";

// Taken now: a measured cell may replace them.
const every = setInterval;
const clear = clearInterval;
const cpuUsage = process.cpuUsage.bind(process);

const INTERVAL_MS = 10;

let running = 0;

/** How many timers of reports run in this process: not the cell's, for who counts the cell's. */
export function reportTimers(): number {
  return running;
}

/**
 * Tells the kernel this process's memory where nothing better samples it: between turns of the event loop, so never in a synchronous stretch,
 * and where the caller asks. Does nothing where the kernel samples alone.
 */
export class SelfReports {
  readonly #port: Pick<ChildPort, "send">;
  readonly #isOn = probes.samplers.includes("self");
  #timer: NodeJS.Timeout | undefined;

  constructor(port: Pick<ChildPort, "send">) {
    this.#port = port;
  }

  /** Reports a hundred times a second, without keeping the event loop alive. */
  start(): void {
    if (!this.#isOn || this.#timer !== undefined) return;
    this.#timer = every(() => this.report(nowNs()), INTERVAL_MS).unref();
    running++;
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clear(this.#timer);
    this.#timer = undefined;
    running--;
  }

  /** Reports the memory of now as that of `atNs`. */
  report(atNs: number): void {
    if (!this.#isOn) return;
    const { rssBytes } = readMemory();
    if (rssBytes === undefined) return;
    const { user, system } = cpuUsage();
    this.#port.send({ type: "memory", atNs, rssBytes, cpuNs: (user + system) * 1000 });
  }
}
