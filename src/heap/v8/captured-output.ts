import { closeSync, fstatSync, readSync } from "node:fs";

/** MFD_CLOEXEC of Linux. */
const CLOSE_ON_EXEC = 1;
/** `_IOFBF` and `_IONBF` of the C library. */
const FULLY_BUFFERED = 0;
const UNBUFFERED = 2;
const BUFFER_BYTES = 1 << 16;

/**
 * Runs `use` with a descriptor of the process, 1 or 2, leading into memory, which catches also what native code writes. `written` gives the
 * bytes since its last call, one character each. Linux only.
 *
 * @throws Error where the C library cannot be called.
 */
export function withCapturedOutput<Result>(descriptor: 1 | 2, use: (written: () => string) => Result): Result {
  const { dup, dup2, memfd_create, setvbuf, fflush, streams } = libc();
  const stream = streams[descriptor];
  const memory = checked("memfd_create", memfd_create("tslab-magics", CLOSE_ON_EXEC));
  const saved = checked("dup", dup(descriptor));
  // Node has made the stream unbuffered, and V8 prints in snippets: a system call for each made a print take eight times as long.
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  try {
    checked("dup2", dup2(memory, descriptor));
    checked("setvbuf", setvbuf(stream, buffer, FULLY_BUFFERED, BUFFER_BYTES));
    return use(reader(memory, () => checked("fflush", fflush(stream))));
  } finally {
    setvbuf(stream, null, UNBUFFERED, 0);
    dup2(saved, descriptor);
    closeSync(saved);
    closeSync(memory);
  }
}

/** What is needed of the package koffi. */
interface Koffi {
  load(library: null): { func(prototype: string): unknown; symbol(name: string, type: string): unknown };
  decode(symbol: unknown, type: string): unknown;
}

/** A `FILE *`. */
type Stream = object;

interface Libc {
  readonly dup: (fd: number) => number;
  readonly dup2: (from: number, to: number) => number;
  readonly memfd_create: (name: string, flags: number) => number;
  readonly setvbuf: (stream: Stream, buffer: Buffer | null, mode: number, bytes: number) => number;
  readonly fflush: (stream: Stream) => number;
  readonly streams: Readonly<Record<1 | 2, Stream>>;
}

let loaded: Libc | undefined;

/** Loads what {@link withCapturedOutput} needs, so that a census taken between finds it in place. Throws as that does. */
export function prepareCapture(): void {
  libc();
}

function libc(): Libc {
  loaded ??= load();
  return loaded;
}

function load(): Libc {
  // Loaded only here, so that a system without koffi still has the type rows.
  const koffi = require("koffi") as Koffi;
  const process = koffi.load(null);
  const stream = (name: string): Stream => koffi.decode(process.symbol(name, "void *"), "void *") as Stream;
  return {
    dup: process.func("int dup(int fd)") as Libc["dup"],
    dup2: process.func("int dup2(int from, int to)") as Libc["dup2"],
    memfd_create: process.func("int memfd_create(const char *name, unsigned int flags)") as Libc["memfd_create"],
    setvbuf: process.func("int setvbuf(void *stream, void *buffer, int mode, size_t bytes)") as Libc["setvbuf"],
    fflush: process.func("int fflush(void *stream)") as Libc["fflush"],
    streams: { 1: stream("stdout"), 2: stream("stderr") },
  };
}

function checked(call: string, result: number): number {
  if (result < 0) throw new Error(`The system's ${call} failed.`);
  return result;
}

function reader(fd: number, flush: () => void): () => string {
  let position = 0;
  return () => {
    flush();
    const bytes = Buffer.alloc(fstatSync(fd).size - position);
    position += readSync(fd, bytes, 0, bytes.length, position);
    return bytes.toString("latin1");
  };
}
