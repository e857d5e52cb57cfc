import { closeSync, fstatSync, readSync } from "node:fs";

const STDERR = 2;

/**
 * Runs `use` with the process's descriptor 2 leading into memory, which catches also what native code writes. `written` gives the bytes since
 * its last call, one character each. Linux only.
 *
 * @throws Error where the C library cannot be called.
 */
export function withCapturedStderr<Result>(use: (written: () => string) => Result): Result {
  const { dup, dup2, memfd_create } = libc();
  const memory = checked("memfd_create", memfd_create("tslab-magics", 0));
  const saved = checked("dup", dup(STDERR));
  try {
    checked("dup2", dup2(memory, STDERR));
    return use(reader(memory));
  } finally {
    dup2(saved, STDERR);
    closeSync(saved);
    closeSync(memory);
  }
}

type Koffi = typeof import("koffi", { with: { "resolution-mode": "import" } });

interface Libc {
  dup(fd: number): number;
  dup2(from: number, to: number): number;
  memfd_create(name: string, flags: number): number;
}

let loaded: Libc | undefined;

function libc(): Libc {
  loaded ??= load();
  return loaded;
}

function load(): Libc {
  // Loaded only here, so that a system without koffi still has the type rows.
  const koffi = require("koffi") as Koffi;
  const process = koffi.load(null);
  return {
    dup: process.func("int dup(int fd)"),
    dup2: process.func("int dup2(int from, int to)"),
    memfd_create: process.func("int memfd_create(const char *name, unsigned int flags)"),
  };
}

function checked(call: string, result: number): number {
  if (result < 0) throw new Error(`The system's ${call} failed.`);
  return result;
}

function reader(fd: number): () => string {
  let position = 0;
  return () => {
    const bytes = Buffer.alloc(fstatSync(fd).size - position);
    position += readSync(fd, bytes, 0, bytes.length, position);
    return bytes.toString("latin1");
  };
}
