import { type Stats, closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync } from "node:fs";
import { readText } from "../proc";
import type { EventLoop } from "./event-loop";
import { type Native, succeed } from "../native";

const SOL_SOCKET = 1;
const SO_ACCEPTCONN = 30;
const SEEK_SET = 0;
const AF_UNIX = 1;
const SOCK_STREAM = 1;

const { O_NONBLOCK } = constants;
const O_CLOEXEC = 0o2000000;

/** What a re-opened file keeps. Flags that only matter when a file is created or found are left out. */
const KEPT_FLAGS =
  constants.O_RDONLY |
  constants.O_WRONLY |
  constants.O_RDWR |
  constants.O_APPEND |
  O_NONBLOCK |
  constants.O_SYNC |
  constants.O_DSYNC |
  constants.O_DIRECT |
  constants.O_NOATIME;

/** The kernel's open descriptors that a child must not share. Without the standard three, which are replaced in any case. */
export interface SharedDescriptors {
  /** All but those on which the notebook listens. */
  readonly sockets: readonly number[];
  readonly eventCounters: readonly number[];
  readonly files: readonly number[];
  /** Those of `sockets` over which the notebook speaks to somebody. */
  readonly connections: readonly number[];
  /** The paths of files and named pipes that are open for writing. */
  readonly written: readonly string[];
}

/** Looks through the kernel's descriptors, just before a fork: a child then has less to do. `own` are connections that are not the notebook's. */
export function surveyDescriptors(native: Native, loop: EventLoop, own: readonly number[]): SharedDescriptors {
  const ofLoop = descriptorsOfLoop(native, loop);
  const servers = ofLoop.filter((fd) => isListening(native, fd));
  const open = openDescriptors().filter(({ fd }) => fd > 2);
  const sockets = open.filter(({ fd, target }) => target.startsWith("socket:") && !servers.includes(fd)).map(({ fd }) => fd);
  const named = open.filter(({ target }) => target.startsWith("/"));
  return {
    sockets,
    eventCounters: open.filter(({ target }) => target === "anon_inode:[eventfd]").map(({ fd }) => fd),
    files: named.filter(({ fd }) => statOf(fd)?.isFile()).map(({ fd }) => fd),
    connections: sockets.filter((fd) => ofLoop.includes(fd) && !own.includes(fd)),
    written: named.filter(({ fd }) => isFileOrFifo(fd) && isWritten(fd)).map(({ target }) => target),
  };
}

/**
 * Puts a dead socket in the place of every inherited one: a write to it fails at once with EPIPE. Nothing that the child does can disturb a
 * connection of the kernel or the notebook, nor keep the kernel's ports in use. The notebook's own servers keep their sockets, so that a cell can
 * ask for their address and connect to them; only the notebook accepts.
 */
export function replaceSockets(native: Native, { sockets }: SharedDescriptors): void {
  if (sockets.length === 0) return;
  const dead = openDeadSocket(native);
  for (const fd of sockets) succeed(native, "dup3", native.libc.dup3(dead, fd, O_CLOEXEC));
  closeSync(dead);
}

/**
 * Gives the child an event counter of its own in the place of every inherited one. Threads that exist in the kernel only (of libuv, ZeroMQ,
 * workers) are woken through them: the child must not wake the kernel's, and has nobody to wake.
 */
export function replaceEventCounters(native: Native, { eventCounters }: SharedDescriptors): void {
  const counter = succeed(native, "eventfd", native.libc.eventfd(0, O_CLOEXEC | O_NONBLOCK));
  for (const fd of eventCounters) succeed(native, "dup3", native.libc.dup3(counter, fd, O_CLOEXEC));
  closeSync(counter);
}

/** Opens every regular file anew, at the same place and with the same flags: a shared one would move the notebook's place in it too. */
export function reopenFiles(native: Native, { files }: SharedDescriptors): void {
  for (const fd of files) reopen(native, fd);
}

/** Moves the descriptor `source` to the number `fd`, where what is executed later finds it. */
export function takeOver(native: Native, source: number, fd: number): void {
  succeed(native, "dup3", native.libc.dup3(source, fd, 0));
  closeSync(source);
}

/** The read end and the write end; both close-on-exec and blocking. */
export function openPipe(native: Native): { readonly readEnd: number; readonly writeEnd: number } {
  const ends = new Int32Array(2);
  succeed(native, "pipe2", native.libc.pipe2(ends, O_CLOEXEC));
  return { readEnd: ends[0] ?? -1, writeEnd: ends[1] ?? -1 };
}

/** Each descriptor with what it leads to, as /proc names it: a path, `socket:[…]`, `anon_inode:[eventfd]` ... */
function openDescriptors(): { readonly fd: number; readonly target: string }[] {
  return readdirSync("/proc/self/fd").flatMap((name) => {
    const target = targetOf(name);
    return target === undefined ? [] : [{ fd: Number(name), target }];
  });
}

/** Absent if it was closed meanwhile, as that one was with which the folder was read. */
function targetOf(name: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${name}`);
  } catch {
    return undefined;
  }
}

/** Those of libuv's servers and connections, which are the notebook's; ZeroMQ has an event loop of its own. */
function descriptorsOfLoop(native: Native, loop: EventLoop): readonly number[] {
  const fds: number[] = [];
  const fd = new Int32Array(1);
  loop.forEachHandle((handle, type) => {
    if (SOCKET_TYPES.has(type) && native.uv.uv_fileno(handle, fd) === 0) fds.push(fd[0] ?? -1);
  });
  return fds;
}

const SOCKET_TYPES: ReadonlySet<string> = new Set(["tcp", "pipe", "udp"]);

/** Absent if it was closed meanwhile, by a thread of the pool. */
function statOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}

function isFileOrFifo(fd: number): boolean {
  const stats = statOf(fd);
  return stats !== undefined && (stats.isFile() || stats.isFIFO());
}

function isWritten(fd: number): boolean {
  return ((readDescriptorState(fd)?.flags ?? 0) & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
}

function isListening(native: Native, fd: number): boolean {
  const value = new Int32Array(1);
  return native.libc.getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, value, Int32Array.of(4)) === 0 && value[0] === 1;
}

function openDeadSocket(native: Native): number {
  const ends = new Int32Array(2);
  succeed(native, "socketpair", native.libc.socketpair(AF_UNIX, SOCK_STREAM | O_CLOEXEC | O_NONBLOCK, 0, ends));
  closeSync(ends[1] ?? -1);
  return ends[0] ?? -1;
}

function reopen(native: Native, fd: number): void {
  const state = readDescriptorState(fd);
  const opened = state && openAgain(fd, state.flags & KEPT_FLAGS);
  if (state === undefined || opened === undefined) return;
  succeed(native, "lseek", native.libc.lseek(opened, state.position, SEEK_SET));
  succeed(native, "dup3", native.libc.dup3(opened, fd, state.flags & O_CLOEXEC));
  closeSync(opened);
}

/** Absent where the file's permissions have been taken away since it was opened: its position stays shared then. */
function openAgain(fd: number, flags: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, flags);
  } catch {
    return undefined;
  }
}

/** Absent if it was closed meanwhile. */
function readDescriptorState(fd: number): { readonly position: number; readonly flags: number } | undefined {
  const text = readText(`/proc/self/fdinfo/${fd}`);
  if (text === undefined) return undefined;
  return { position: Number(/^pos:\s*(\d+)/m.exec(text)?.[1] ?? 0), flags: Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? "0", 8) };
}
