import { constants } from "node:os";
import { EventEmitter } from "node:events";
import { setImmediate, setInterval } from "node:timers";
import { reportTimers } from "../../measure/self-reports";
import type { EventLoop } from "./event-loop";
import { type Native, succeed } from "../native";
import type { TimerQueues } from "./timer-queues";

const PR_SET_PDEATHSIG = 1;
const RLIMIT_CORE = 4;
const IDLE_CHECK_MS = 20;

/** Node and V8 need their own handling of these: broken pipes, grandchildren that end, WebAssembly's memory traps. */
const SIGNALS_OF_NODE: ReadonlySet<string> = new Set(["SIGPIPE", "SIGCHLD", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGABRT"]);
/** Nobody can change what these do. */
const FIXED_SIGNALS: ReadonlySet<string> = new Set(["SIGKILL", "SIGSTOP"]);

const PROCESS_EVENTS: ReadonlySet<string | symbol> = new Set([
  "beforeExit",
  "disconnect",
  "exit",
  "message",
  "multipleResolves",
  "rejectionHandled",
  "uncaughtException",
  "uncaughtExceptionMonitor",
  "unhandledRejection",
]);

/** The child dies with the kernel, even if that is killed. The kernel may have died before the call, so look. */
export function dieWithParent(native: Native, parentPid: number): void {
  succeed(native, "prctl", native.libc.prctl(PR_SET_PDEATHSIG, constants.signals.SIGKILL));
  if (process.ppid !== parentPid) native.libc._exit(1);
}

/** A core file of a child holds the notebook's whole memory. */
export function forbidCoreFiles(native: Native): void {
  succeed(native, "setrlimit", native.libc.setrlimit(RLIMIT_CORE, BigUint64Array.of(0n, 0n)));
}

/** Node caches the pid: without this `process.kill(process.pid)` in the child kills the kernel. */
export function renewPid(native: Native): void {
  Object.defineProperty(process, "pid", { value: native.libc.getpid(), configurable: true, enumerable: true, writable: true });
}

/** Removing a signal's listeners also ends libuv's watch of it. Listeners for anything else, such as warnings, are harmless and stay. */
export function removeListeners(): void {
  process.setUncaughtExceptionCaptureCallback(null);
  for (const event of process.eventNames()) {
    // Typed by the base class: process's own overloads know no arbitrary events.
    if (PROCESS_EVENTS.has(event) || String(event).startsWith("SIG")) EventEmitter.prototype.removeAllListeners.call(process, event);
  }
}

/** A signal does in the child what it does in any program. */
export function resetSignals(native: Native): void {
  for (const [name, signal] of Object.entries(constants.signals)) {
    if (!SIGNALS_OF_NODE.has(name) && !FIXED_SIGNALS.has(name)) native.libc.signal(signal, null);
  }
}

/** `process.exit` ends in this call. Node's own joins threads that do not exist in a child, and crashes. Output is written when it is made, so nothing is lost. */
export function exitAtOnce(native: Native): void {
  Reflect.set(process, "reallyExit", (code?: number) => native.libc._exit(code ?? 0));
}

/**
 * Ends a child that has nothing left to wait for, which cannot have ended its cell. What runs the cell hears of it by `beforeExit`, as it would
 * without a fork. Neither the timer nor the immediate with which this looks counts as something to wait for; the look itself happens in an
 * immediate, because libuv's timer is not running while Node calls timers.
 */
export function reportIdleLoop(loop: EventLoop, timers: TimerQueues, fail: (thrown: unknown) => void): void {
  // This one, and that of the measurement itself.
  const ownTimers = (): number => 1 + reportTimers();
  const look = (): void => {
    if (loop.isIdle() && timers.pending === ownTimers() && !process.emit("beforeExit", 0)) fail(new Error(AWAITS_NOTEBOOK));
  };
  loop.stayAlive();
  setInterval(() => setImmediate(look).unref(), IDLE_CHECK_MS).unref();
}

const AWAITS_NOTEBOOK =
  "The measured cell awaits something that was pending in the notebook, or a Worker: await it in a cell of its own first.";
