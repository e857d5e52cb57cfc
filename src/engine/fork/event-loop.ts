import { EngineError } from "../engine";
import type { Address, Native } from "../native";

/** `uv_loop_t` and `uv__io_t` of libuv 1 on a 64-bit Linux, from its public headers (uv.h, uv/unix.h, uv/linux.h). */
const LOOP = {
  /** Handles that are active and referenced. */
  activeHandles: 8,
  activeRequests: 32,
  backendFd: 64,
  /** Ring of watchers whose callback is due. */
  pendingQueue: 72,
  watchers: 104,
  watcherCount: 112,
  watchedFdCount: 116,
  /** Ring of requests that the thread pool has done, and the pthread_mutex_t that guards it. */
  doneRequests: 120,
  doneRequestsLock: 136,
} as const;
const WATCHER = { queue: 24, pendingEvents: 40, events: 44, fd: 48 } as const;
const ADDRESS_BYTES = 8;
const MUTEX_BYTES = 40;

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

  /** In a child, after {@link EventLoop.stayAlive}: whether the loop would end without it, because nothing is left to wait for. */
  isIdle(): boolean {
    this.#addActiveHandles(-1);
    const isAlive = this.#native.uv.uv_loop_alive(this.#loop) !== 0;
    this.#addActiveHandles(1);
    return !isAlive;
  }

  /**
   * In a child: keeps the loop from ever ending. Before Node ends, or emits `beforeExit`, it waits for tasks that V8 has handed to a helper thread,
   * which does not exist in a child: it would hang.
   */
  stayAlive(): void {
    this.#addActiveHandles(1);
  }

  #addActiveHandles(count: number): void {
    const { memory } = this.#native;
    memory.writeUint32(this.#loop, LOOP.activeHandles, memory.readUint32(this.#loop, LOOP.activeHandles) + count);
  }

  /** In a child: gives the loop its own epoll, wake-up and signal descriptors. The kernel's would be shared otherwise. */
  renew(): void {
    const error = this.#native.uv.uv_loop_fork(this.#loop);
    if (error !== 0) throw new Error(`uv_loop_fork failed with ${error}`);
  }

  /**
   * In a child: forgets the kernel's requests. The answers to those in flight never come, and would keep the loop from going idle; those that have
   * been answered would call the notebook back. A thread of the pool may have held the lock at the fork: it is made anew, all zero.
   */
  forgetRequests(): void {
    const { memory } = this.#native;
    for (let offset = 0; offset < MUTEX_BYTES; offset += ADDRESS_BYTES) memory.writeAddress(this.#loop, LOOP.doneRequestsLock + offset, 0n);
    this.#empty(this.#loop + BigInt(LOOP.doneRequests));
    memory.writeUint32(this.#loop, LOOP.activeRequests, 0);
  }

  /** In a child: waits for no descriptor any more, except the loop's own. Does what libuv's hidden uv__io_stop does. */
  stopWatching(): void {
    const { memory } = this.#native;
    const table = memory.readAddress(this.#loop, LOOP.watchers);
    this.#empty(this.#loop + BigInt(LOOP.pendingQueue));
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
    const next = this.#next(node);
    const previous = memory.readAddress(node, ADDRESS_BYTES);
    memory.writeAddress(previous, 0, next);
    memory.writeAddress(next, ADDRESS_BYTES, previous);
    memory.writeAddress(node, 0, node);
    memory.writeAddress(node, ADDRESS_BYTES, node);
  }

  #empty(ring: Address): void {
    for (let node = this.#next(ring); node !== ring; node = this.#next(ring)) this.#unlink(node);
  }

  #next(node: Address): Address {
    return this.#native.memory.readAddress(node, 0);
  }
}

function refusal(): string {
  return `Measuring in a fork does not know the event loop of this build of Node ${process.version} (libuv ${process.versions.uv}): use the Node of nodejs.org.`;
}
