import { intact } from "./intact";
import { getterOf, readNodesGetter } from "./nodes-getters";

/**
 * Globals that Node loads when they are first read, some of them (the web's fetch classes) with megabytes of code. Since Node 22 even asking
 * for their property descriptor loads them, and so does the inspector; there is no way to see whether one was read or replaced.
 * So nothing here is looked at before it is asked for by its name.
 */
export const lazyGlobals: ReadonlySet<string> = new intact.Set([
  ...["AbortController", "AbortSignal", "DOMException", "TextDecoder", "TextEncoder", "atob", "btoa", "Blob", "File"],
  ...[
    "BroadcastChannel",
    "MessageChannel",
    "MessagePort",
    "MessageEvent",
    "CustomEvent",
    "CloseEvent",
    "ErrorEvent",
    "PromiseRejectionEvent",
  ],
  ...[
    "ByteLengthQueuingStrategy",
    "CountQueuingStrategy",
    "CompressionStream",
    "DecompressionStream",
    "TextDecoderStream",
    "TextEncoderStream",
  ],
  ...["ReadableByteStreamController", "ReadableStream", "ReadableStreamBYOBReader", "ReadableStreamBYOBRequest"],
  ...["ReadableStreamDefaultController", "ReadableStreamDefaultReader", "TransformStream", "TransformStreamDefaultController"],
  ...["WritableStream", "WritableStreamDefaultController", "WritableStreamDefaultWriter", "URLPattern"],
  ...["Performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure", "PerformanceObserver", "PerformanceObserverEntryList"],
  ...["PerformanceResourceTiming", "performance", "Crypto", "CryptoKey", "SubtleCrypto", "crypto", "Navigator", "navigator"],
  ...["FormData", "Headers", "Request", "Response", "WebSocket", "EventSource", "QuotaExceededError", "Storage", "LockManager", "Lock"],
  // There with --expose-gc only.
  "gc",
]);

/** Reading one makes a file or prints a warning. They are never looked at, and have no path. */
export const untouchableGlobals: ReadonlySet<string> = new intact.Set(["localStorage", "sessionStorage"]);

/** Globals that Node keeps behind a getter, so that their property does not show a replacement. */
export const globalsBehindGetters = ["process", "Buffer"] as const;

/** The value of a global of Node, which loads a lazy one. Undefined if this process has none, or if a notebook has put a getter there. */
export function readGlobal(name: string): unknown {
  const property = intact.getOwnPropertyDescriptor(intact.globalThis, name);
  if (property === undefined) return undefined;
  if (intact.hasOwn(property, "value")) return property.value;
  const getter = getterOf(property);
  return getter && readNodesGetter(getter, intact.globalThis);
}
