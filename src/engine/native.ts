import { EngineError } from "./engine";

/**
 * The calls into the C library, libuv and V8 that a fork of a running Node process needs. This is the only file that knows koffi. Addresses
 * are those of this process; constants are those of Linux on x64 and arm64, where they agree.
 */
export interface Native {
  readonly libc: Libc;
  readonly uv: Uv;
  readonly v8: V8;
  readonly memory: Memory;
  /** `long labs(long)`, to be called by native code. */
  readonly addressOfLabs: Address;
  /** The reason why the last call into the C library failed, e.g. `EAGAIN`. */
  errorName(): string;
}

export interface Libc {
  fork(): number;
  /** `exit` without any clean-up: no listeners, no joining of threads that do not exist in a forked child. */
  _exit(code: number): never;
  wait4(pid: number, status: Int32Array, options: number, usage: BigInt64Array): number;
  pipe2(fds: Int32Array, flags: number): number;
  dup3(from: number, to: number, flags: number): number;
  eventfd(value: number, flags: number): number;
  socketpair(domain: number, type: number, protocol: number, fds: Int32Array): number;
  getsockopt(fd: number, level: number, name: number, value: Int32Array, bytes: Int32Array): number;
  lseek(fd: number, offset: number, whence: number): number;
  madvise(address: number, bytes: number, advice: number): number;
  malloc_trim(pad: number): number;
  setpgid(pid: number, group: number): number;
  getpid(): number;
  prctl(option: number, value: number): number;
  getrlimit(resource: number, limits: BigUint64Array): number;
  setrlimit(resource: number, limits: BigUint64Array): number;
  signal(signal: number, handler: null): unknown;
}

export interface Uv {
  uv_default_loop(): Address;
  uv_backend_fd(loop: Address): number;
  uv_loop_size(): number;
  uv_loop_alive(loop: Address): number;
  uv_loop_fork(loop: Address): number;
  uv_walk(loop: Address, visit: (handle: Address) => void, argument: null): void;
  uv_handle_get_type(handle: Address): number;
  uv_handle_type_name(type: number): string | null;
  uv_fileno(handle: Address, fd: Int32Array): number;
  uv_unref(handle: Address): void;
  uv_poll_stop(handle: Address): number;
  uv_read_stop(handle: Address): number;
  uv_udp_recv_stop(handle: Address): number;
  uv_fs_event_stop(handle: Address): number;
  uv_fs_poll_stop(handle: Address): number;
  uv_timer_stop(handle: Address): number;
}

export interface V8 {
  currentIsolate(): Address;
  addNearHeapLimitCallback(isolate: Address, callback: Address, data: Address): void;
  removeNearHeapLimitCallback(isolate: Address, callback: Address, heapLimitBytes: number): void;
}

/** Reads and writes this process's own memory; for libuv's public structures, whose layout is fixed for all of libuv 1. */
export interface Memory {
  readUint32(address: Address, offset: number): number;
  writeUint32(address: Address, offset: number, value: number): void;
  readAddress(address: Address, offset: number): Address;
  writeAddress(address: Address, offset: number, value: Address): void;
}

export type Address = bigint;

/** What is used of koffi; its own types are those of its ES module. */
interface Koffi {
  load(path: string | null): Library;
  proto(definition: string): unknown;
  address(value: unknown): Address;
  decode(address: Address, offset: number, type: string): number | bigint;
  encode(address: Address, offset: number, type: string, value: number | bigint): void;
  errno(): number;
  readonly os: { readonly errno: Readonly<Record<string, number>> };
}

interface Library {
  func(definition: string): unknown;
  symbol(name: string): unknown;
}

let loaded: Native | undefined;

/** Loads everything on the first call. Throws {@link EngineError} where the system, the C library, koffi or a symbol is missing. */
export function loadNative(): Native {
  loaded ??= load();
  return loaded;
}

/** Throws unless the call's `result` says that it succeeded. */
export function succeed(native: Native, call: string, result: number): number {
  if (result < 0) throw new Error(`${call} failed with ${native.errorName()}`);
  return result;
}

function load(): Native {
  if (process.platform !== "linux") {
    throw new EngineError(
      `Measuring in a fork needs Linux, and this is ${process.platform}: run the notebook on Linux, in a container or in WSL.`,
    );
  }
  const koffi = requireKoffi();
  const libc = openLibc(koffi);
  const node = koffi.load(null);
  koffi.proto("void tslab_magics_visit(void *handle, void *argument)");
  return {
    libc: bind<Libc>(libc, LIBC),
    uv: bind<Uv>(node, UV),
    v8: bind<V8>(node, V8_CALLS),
    memory: memoryThrough(koffi),
    addressOfLabs: koffi.address(libc.symbol("labs")),
    errorName: () => nameOfError(koffi),
  };
}

const LIBC: Record<keyof Libc, string> = {
  fork: "int fork()",
  _exit: "void _exit(int code)",
  wait4: "int wait4(int pid, int *status, int options, int64_t *usage)",
  pipe2: "int pipe2(int *fds, int flags)",
  dup3: "int dup3(int from, int to, int flags)",
  eventfd: "int eventfd(unsigned int value, int flags)",
  socketpair: "int socketpair(int domain, int type, int protocol, int *fds)",
  getsockopt: "int getsockopt(int fd, int level, int name, int *value, int *bytes)",
  lseek: "int64_t lseek(int fd, int64_t offset, int whence)",
  madvise: "int madvise(uintptr_t address, size_t bytes, int advice)",
  malloc_trim: "int malloc_trim(size_t pad)",
  setpgid: "int setpgid(int pid, int group)",
  getpid: "int getpid()",
  prctl: "int prctl(int option, unsigned long value)",
  getrlimit: "int getrlimit(int resource, uint64_t *limits)",
  setrlimit: "int setrlimit(int resource, const uint64_t *limits)",
  signal: "void *signal(int signal, void *handler)",
};

const UV: Record<keyof Uv, string> = {
  uv_default_loop: "void *uv_default_loop()",
  uv_backend_fd: "int uv_backend_fd(void *loop)",
  uv_loop_size: "size_t uv_loop_size()",
  uv_loop_alive: "int uv_loop_alive(void *loop)",
  uv_loop_fork: "int uv_loop_fork(void *loop)",
  uv_walk: "void uv_walk(void *loop, tslab_magics_visit *visit, void *argument)",
  uv_handle_get_type: "int uv_handle_get_type(void *handle)",
  uv_handle_type_name: "const char *uv_handle_type_name(int type)",
  uv_fileno: "int uv_fileno(void *handle, int *fd)",
  uv_unref: "void uv_unref(void *handle)",
  uv_poll_stop: "int uv_poll_stop(void *handle)",
  uv_read_stop: "int uv_read_stop(void *handle)",
  uv_udp_recv_stop: "int uv_udp_recv_stop(void *handle)",
  uv_fs_event_stop: "int uv_fs_event_stop(void *handle)",
  uv_fs_poll_stop: "int uv_fs_poll_stop(void *handle)",
  uv_timer_stop: "int uv_timer_stop(void *handle)",
};

/** Mangled names, in which `m` stands for `unsigned long`: the same wherever size_t is one, as on 64-bit Linux. */
const V8_CALLS: Record<keyof V8, string> = {
  currentIsolate: "void *_ZN2v87Isolate10GetCurrentEv()",
  addNearHeapLimitCallback: "void _ZN2v87Isolate24AddNearHeapLimitCallbackEPFmPvmmES1_(void *isolate, void *callback, void *data)",
  removeNearHeapLimitCallback: "void _ZN2v87Isolate27RemoveNearHeapLimitCallbackEPFmPvmmEm(void *isolate, void *callback, size_t limit)",
};

function requireKoffi(): Koffi {
  try {
    // Loaded only here: without it the kernel must still start.
    return require("koffi") as Koffi;
  } catch (error) {
    throw new EngineError(
      `Measuring in a fork needs the npm package koffi, which does not load here (${firstLine(error)}): install tslab-magics again.`,
    );
  }
}

function openLibc(koffi: Koffi): Library {
  try {
    return koffi.load("libc.so.6");
  } catch {
    throw new EngineError(
      "Measuring in a fork needs glibc, and this system (Alpine?) has another C library: use a Node image that is based on Debian.",
    );
  }
}

function bind<Calls>(library: Library, prototypes: Record<keyof Calls & string, string>): Calls {
  const calls: Partial<Record<string, unknown>> = {};
  for (const [name, prototype] of Object.entries<string>(prototypes)) {
    try {
      calls[name] = library.func(prototype);
    } catch (error) {
      throw new EngineError(
        `Measuring in a fork needs a function that this build of Node ${process.version} does not have (${name}: ${firstLine(error)}): use the Node of nodejs.org.`,
      );
    }
  }
  return calls as Calls;
}

function memoryThrough(koffi: Koffi): Memory {
  return {
    readUint32: (address, offset) => Number(koffi.decode(address, offset, "uint32_t")),
    writeUint32: (address, offset, value) => {
      koffi.encode(address, offset, "uint32_t", value);
    },
    readAddress: (address, offset) => BigInt(koffi.decode(address, offset, "uint64_t")),
    writeAddress: (address, offset, value) => {
      koffi.encode(address, offset, "uint64_t", value);
    },
  };
}

function nameOfError(koffi: Koffi): string {
  const code = koffi.errno();
  return Object.entries(koffi.os.errno).find(([, value]) => value === code)?.[0] ?? `error ${code}`;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
