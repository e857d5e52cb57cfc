import { setImmediate } from "node:timers/promises";
import type { Note } from "../model/result";

// Taken now: a measured cell may replace it.
const nextTurn = setImmediate;

/** Node's names of what keeps an event loop alive, as people say them. */
const NAMES: Readonly<Record<string, string>> = {
  Timeout: "timer",
  Immediate: "setImmediate callback",
  FSReqPromise: "file operation",
  FSReqCallback: "file operation",
  CloseReq: "file operation",
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

/** The work that was begun since `before` and goes on. */
export function pendingWork(before: ActiveResources): ActiveResources {
  const pending = [...activeResources()].map(([kind, count]) => [kind, count - (before.get(kind) ?? 0)] as const);
  return new Map(pending.filter(([, count]) => count > 0));
}

/**
 * Leaves out of what was pending at the end of an awaited cell the request whose answer ended it: Node counts that until the callback of the
 * answer has returned. It takes a turn of the event loop to see, in which other requests may be answered, but nothing else that is pending runs.
 */
export async function withoutAnswered(pending: ActiveResources, before: ActiveResources): Promise<ActiveResources> {
  if (pending.size === 0 || ![...pending.keys()].every(isRequest)) return pending;
  await nextTurn();
  const still = pendingWork(before);
  return new Map([...pending].filter(([kind]) => still.has(kind)).map(([kind, count]) => [kind, Math.min(count, still.get(kind)!)]));
}

/** Node's own names: FSReqCallback, CloseReq, GetAddrInfoReqWrap ... */
function isRequest(kind: string): boolean {
  return kind.includes("Req");
}

/** Names the work in a note; undefined if there is none. */
export function pendingNote(pending: ActiveResources): Note | undefined {
  if (pending.size === 0) return undefined;
  const names = [...pending].map(([kind, count]) => ({ name: NAMES[kind] ?? kind, count }));
  const parts = names.map(({ name, count }) => (count === 1 ? `1 ${name}` : `${count} × ${name}`));
  return { reason: "pending-work", text: `Still pending when the cell ended, and not measured: ${parts.join(", ")}.` };
}
