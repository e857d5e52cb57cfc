import process from "node:process";
import { sourceText } from "./signature";
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

/** Looks at the listeners of `process` and at the functions of its two output streams. */
export function watchProcess(): ProcessStart {
  return {
    listeners: new Map(process.eventNames().map((event) => [event, process.rawListeners(event)])),
    streams: (["process.stdout", "process.stderr"] as const).map((name) => ({ name, functions: functionsOf(streamOf(name)) })),
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
