import { EngineError } from "../engine";
import type { Address, Native } from "./native";

/** `uv_loop_t` and `uv__io_t` of libuv 1 on a 64-bit Linux, from its public headers (uv.h, uv/unix.h, uv/linux.h). */
const LOOP = { activeRequests: 32, backendFd: 64, watchers: 104, watcherCount: 112, watchedFdCount: 116 } as const;
const WATCHER = { queue: 24, pendingEvents: 40, events: 44, fd: 48 } as const;
const ADDRESS_BYTES = 8;

/** The kernel's event loop, as far as a fork has to deal with it: libuv has no public call for most of this. */
export class EventLoop {
  readonly #native: Native;
  readonly #loop: Address;

  /** Throws {@link EngineError} if libuv's loop is not laid out as known. */
  constructor(native: Native) {
    this.#native = native;
    this.#loop = native.uv.uv_default_loop();
    if (native.memory.readUint32(this.#loop, LOOP.backendFd) !== native.uv.uv_backend_fd(this.#loop)) throw new EngineError(refusal());
    for (const { index, watcher } of this.#watchers()) {
      if (native.memory.readUint32(watcher, WATCHER.fd) !== index) throw new EngineError(refusal());
    }
  }

  /** File, network and thread-pool requests in flight: their answers come to the kernel only, never to a child. */
  get activeRequests(): number {
    return this.#native.memory.readUint32(this.#loop, LOOP.activeRequests);
  }

  /** In a child: gives the loop its own epoll, wake-up and signal descriptors. The kernel's would be shared otherwise. */
  renew(): void {
    const error = this.#native.uv.uv_loop_fork(this.#loop);
    if (error !== 0) throw new Error(`uv_loop_fork failed with ${error}`);
  }

  /** In a child: forgets the requests in flight, whose answers never come; they would keep the loop from going idle. */
  forgetRequests(): void {
    this.#native.memory.writeUint32(this.#loop, LOOP.activeRequests, 0);
  }

  /** In a child: waits for no descriptor any more, except the loop's own. Does what libuv's hidden uv__io_stop does. */
  stopWatching(): void {
    const { memory } = this.#native;
    const table = memory.readAddress(this.#loop, LOOP.watchers);
    for (const { index, watcher } of this.#watchers()) {
      if (this.#isPartOfLoop(watcher)) continue;
      this.#unlink(watcher + BigInt(WATCHER.queue));
      memory.writeUint32(watcher, WATCHER.pendingEvents, 0);
      memory.writeUint32(watcher, WATCHER.events, 0);
      memory.writeAddress(table, index * ADDRESS_BYTES, 0n);
      memory.writeUint32(this.#loop, LOOP.watchedFdCount, memory.readUint32(this.#loop, LOOP.watchedFdCount) - 1);
    }
  }

  /** Calls `visit` with every handle of the loop and its type: `tcp`, `fs_event`, `signal` ... */
  forEachHandle(visit: (handle: Address, type: string) => void): void {
    const { uv } = this.#native;
    uv.uv_walk(this.#loop, (handle) => visit(handle, uv.uv_handle_type_name(uv.uv_handle_get_type(handle)) ?? "unknown"), null);
  }

  *#watchers(): Generator<{ index: number; watcher: Address }> {
    const { memory } = this.#native;
    const table = memory.readAddress(this.#loop, LOOP.watchers);
    const count = memory.readUint32(this.#loop, LOOP.watcherCount);
    for (let index = 0; index < count; index++) {
      const watcher = memory.readAddress(table, index * ADDRESS_BYTES);
      if (watcher !== 0n) yield { index, watcher };
    }
  }

  #isPartOfLoop(address: Address): boolean {
    return address >= this.#loop && address < this.#loop + BigInt(this.#native.uv.uv_loop_size());
  }

  /** Takes a node out of its doubly linked ring { next, previous } and closes it on itself. */
  #unlink(node: Address): void {
    const { memory } = this.#native;
    const next = memory.readAddress(node, 0);
    const previous = memory.readAddress(node, ADDRESS_BYTES);
    memory.writeAddress(previous, 0, next);
    memory.writeAddress(next, ADDRESS_BYTES, previous);
    memory.writeAddress(node, 0, node);
    memory.writeAddress(node, ADDRESS_BYTES, node);
  }
}

function refusal(): string {
  return `Measuring in a fork does not know the event loop of this build of Node ${process.version} (libuv ${process.versions.uv}): use the Node of nodejs.org.`;
}
