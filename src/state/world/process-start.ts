import process from "node:process";
import { sourceHash, sourceText } from "./signature";

/** What the process held at a moment, for later questions: what has the notebook added or replaced since? Keeps only what was there then. */
export interface ProcessStart {
  readonly listeners: ReadonlyMap<string | symbol, readonly unknown[]>;
  readonly streams: readonly { readonly name: StreamName; readonly functions: ReadonlyMap<string | symbol, unknown> }[];
}

/** A listener of `process`. */
export interface AddedListener {
  readonly emitter: "process";
  readonly event: string | symbol;
  readonly listener: (...args: readonly unknown[]) => unknown;
  /** By `process.once`. */
  readonly once: boolean;
}

type StreamName = "process.stdout" | "process.stderr";

/** Node's own listeners of `process` and own functions of its output streams, by hashes of their sources, as JSON. */
export interface NodesFunctions {
  readonly listeners: readonly (readonly [event: string, hash: string])[];
  readonly streams: readonly { readonly name: StreamName; readonly functions: readonly (readonly [key: string, hash: string])[] }[];
}

/** What a kernel has set in its process before its notebook began. */
export interface KernelsFunctions {
  /** Whether a function is the kernel's own. */
  isOwn(fn: object): boolean;
  /** The events of `process` that the kernel listens to. */
  readonly events: readonly string[];
}

/** Looks at the listeners of `process` and at the functions of its two output streams. */
export function watchProcess(): ProcessStart {
  return {
    listeners: new Map(process.eventNames().map((event) => [event, process.rawListeners(event)])),
    streams: (["process.stdout", "process.stderr"] as const).map((name) => ({ name, functions: functionsOf(streamOf(name)) })),
  };
}

/** Those of a process that is new. */
export function nodesFunctions(): NodesFunctions {
  const { listeners, streams } = watchProcess();
  return {
    listeners: [...listeners].flatMap(([event, all]) => all.map((listener) => [String(event), sourceHash(listener as object)] as const)),
    streams: streams.map(({ name, functions }) => ({
      name,
      functions: [...functions].map(([key, fn]) => [String(key), sourceHash(fn as object)] as const),
    })),
  };
}

/**
 * What this process held before its notebook began, found out afterwards: of what it holds now, that which is Node's or the kernel's own. What is
 * there no more counts as removed or replaced.
 */
export function processBefore(nodes: NodesFunctions, kernels: KernelsFunctions): ProcessStart {
  const now = watchProcess();
  return {
    listeners: listenersBefore(now, nodes, kernels),
    streams: now.streams.map(({ name, functions }) => {
      const theirs = nodes.streams.find((stream) => stream.name === name)?.functions ?? [];
      return { name, functions: functionsBefore(functions, theirs, kernels) };
    }),
  };
}

/** The listeners that were added, in their order. */
export function listenersAddedSince({ listeners }: ProcessStart): readonly AddedListener[] {
  return process.eventNames().flatMap((event) =>
    without(process.rawListeners(event), listeners.get(event) ?? []).map((raw): AddedListener => {
      const inner = onceListener(raw);
      return { emitter: "process", event, listener: (inner ?? raw) as AddedListener["listener"], once: inner !== undefined };
    }),
  );
}

/** The events of which a listener was removed that was there at the start: the kernel's own, or Node's. */
export function listenersRemovedSince({ listeners }: ProcessStart): readonly (string | symbol)[] {
  return [...listeners].flatMap(([event, before]) => (without(before, process.rawListeners(event)).length > 0 ? [event] : []));
}

/** Functions of the output streams that the notebook has put there, such as `process.stdout.write`, by their paths. */
export function streamFunctionsReplacedSince({ streams }: ProcessStart): readonly string[] {
  return streams.flatMap(({ name, functions }) => {
    const now = functionsOf(streamOf(name));
    const keys = new Set([...functions.keys(), ...now.keys()]);
    return [...keys].filter((key) => functions.get(key) !== now.get(key)).map((key) => `${name}.${String(key)}`);
  });
}

/** Stands for something that this process had, and that nobody has any more. */
const gone = {};

function listenersBefore(
  { listeners }: ProcessStart,
  nodes: NodesFunctions,
  { isOwn, events }: KernelsFunctions,
): ProcessStart["listeners"] {
  const before = new Map<string | symbol, unknown[]>();
  const add = (event: string | symbol, listener: unknown): void => void before.set(event, [...(before.get(event) ?? []), listener]);
  for (const [event, hash] of nodes.listeners) {
    const left = without(listeners.get(event) ?? [], before.get(event) ?? []);
    add(event, left.find((listener) => sourceHash(listener as object) === hash) ?? gone);
  }
  for (const [event, all] of listeners) for (const listener of all) if (isOwn(listener as object)) add(event, listener);
  for (const event of events) if (listeners.get(event)?.some((listener) => isOwn(listener as object)) !== true) add(event, gone);
  return before;
}

function functionsBefore(
  now: ReadonlyMap<string | symbol, unknown>,
  nodes: readonly (readonly [key: string, hash: string])[],
  { isOwn }: KernelsFunctions,
): ReadonlyMap<string | symbol, unknown> {
  const hashes = new Map(nodes);
  const before = new Map<string | symbol, unknown>(nodes.map(([key]) => [key, gone]));
  for (const [key, fn] of now) {
    const isNodes = typeof key === "string" && hashes.get(key) === sourceHash(fn as object);
    if (isNodes || isOwn(fn as object)) before.set(key, fn);
  }
  return before;
}

/** Items of a list that another does not have; two of a kind count as two. */
function without(list: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = [...others];
  return list.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What Node wraps for `once`, it keeps as the `listener` of the wrapper: a bound function, or since Node 24 one whose source is known. */
function onceListener(raw: unknown): unknown {
  const own = Reflect.getOwnPropertyDescriptor(raw as object, "listener");
  const isWrapper = /^function \(\) \{ \[native code\] \}$|^function wrapper\(\.\.\.args\) \{[^}]*removeListener\(type, wrapper\)/.test(
    sourceText(raw),
  );
  return isWrapper ? own?.value : undefined;
}

function streamOf(name: StreamName): object {
  return name === "process.stdout" ? process.stdout : process.stderr;
}

function functionsOf(stream: object): ReadonlyMap<string | symbol, unknown> {
  return new Map(
    Reflect.ownKeys(stream).flatMap((key): [string | symbol, unknown][] => {
      const value: unknown = Reflect.getOwnPropertyDescriptor(stream, key)?.value;
      return typeof value === "function" ? [[key, value]] : [];
    }),
  );
}
