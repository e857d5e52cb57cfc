import type { Address, Native, Uv } from "../native";

/** How libuv is told to stop a handle, by the handle's type. Signals end with their listeners; the other types wait for other threads or processes. */
const STOP: Readonly<Record<string, keyof Uv & `uv_${string}_stop`>> = {
  poll: "uv_poll_stop",
  tcp: "uv_read_stop",
  pipe: "uv_read_stop",
  tty: "uv_read_stop",
  udp: "uv_udp_recv_stop",
  fs_event: "uv_fs_event_stop",
  fs_poll: "uv_fs_poll_stop",
  // Node's own among them: its one timer is started again at the end of the callback in which the fork happens.
  timer: "uv_timer_stop",
};

/** Node's own means for immediates and for its idle time; no other code has handles of these types. */
const OF_NODE: ReadonlySet<string> = new Set(["check", "idle", "prepare", "timer"]);

/** Stops an inherited handle, and lets the loop end without it. */
export function stopHandle({ uv }: Native, handle: Address, type: string): void {
  const stop = STOP[type];
  if (stop !== undefined) uv[stop](handle);
  if (!OF_NODE.has(type)) uv.uv_unref(handle);
}
