import type { Note } from "../model/result";

/** Node's names of what keeps an event loop alive, as people say them. */
const NAMES: Readonly<Record<string, string>> = {
  Timeout: "timer",
  Immediate: "setImmediate callback",
  FSReqPromise: "file operation",
  FSReqCallback: "file operation",
  FSEvent: "file watcher",
  TCPSocketWrap: "TCP socket",
  TCPServerWrap: "TCP server",
  TCPConnectWrap: "TCP connection",
  UDPWrap: "UDP socket",
  PipeWrap: "pipe",
  ProcessWrap: "child process",
  GetAddrInfoReqWrap: "DNS lookup",
  MessagePort: "message port",
  Worker: "worker",
};

/** What keeps the event loop alive now: how many of each kind. */
export type ActiveResources = ReadonlyMap<string, number>;

/** Counts what keeps the event loop alive. */
export function activeResources(): ActiveResources {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** A note on the work that was begun since `before` and goes on; undefined if there is none. */
export function pendingWork(before: ActiveResources): Note | undefined {
  const pending = [...activeResources()]
    .map(([kind, count]) => ({ name: NAMES[kind] ?? kind, count: count - (before.get(kind) ?? 0) }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => (count === 1 ? `1 ${name}` : `${count} × ${name}`));
  if (pending.length === 0) return undefined;
  return { reason: "pending-work", text: `still pending when the cell ended, and not measured: ${pending.join(", ")}` };
}
