import type { HeapFinding } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { edgeTypesOf } from "./edges";
import { heapObject } from "./heap-object";
import { globalObjects } from "./roots";

/** What Node 20, 22, 24 and 26 put on `globalThis`, also under `--expose-gc` and their experimental flags. */
const BUILT_IN: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Blob Boolean
  BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException
  DataView Date DecompressionStream DisposableStack Error ErrorEvent EvalError Event EventSource EventTarget File FinalizationRegistry
  Float16Array Float32Array Float64Array FormData Function Headers Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math
  MessageChannel MessageEvent MessagePort NaN Navigator Number Object Performance PerformanceEntry PerformanceMark PerformanceMeasure
  PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming Promise Proxy QuotaExceededError RangeError
  ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController
  ReadableStreamDefaultReader ReferenceError Reflect RegExp Request Response Set SharedArrayBuffer Storage String SubtleCrypto SuppressedError
  Symbol SyntaxError Temporal TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController
  TypeError URIError URL URLPattern URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly
  WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate clearInterval clearTimeout
  console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval fetch gc global globalThis isFinite isNaN localStorage
  navigator parseFloat parseInt performance process queueMicrotask sessionStorage setImmediate setInterval setTimeout structuredClone undefined
  unescape __proto__`.split(/\s+/),
);

/**
 * What hangs on a global object and is not Node's own, the largest first; as memlab's analysis `global-variable`. A variable that a program
 * left there, by a forgotten `const` for one, lives as long as the process. Small integers are not in a snapshot.
 */
export function globalVariables(raw: RawSnapshot, limit: number, tree?: DominatorTree): readonly HeapFinding[] {
  const found = globalObjects(raw).flatMap((global) => ownVariables(raw, global));
  return found
    .map(({ name, node }): HeapFinding => ({ object: heapObject(raw, node, tree), why: `globalThis.${name}` }))
    .sort((a, b) => bytesOf(b) - bytesOf(a))
    .slice(0, limit);
}

function ownVariables(raw: RawSnapshot, global: number): { name: string; node: number }[] {
  const { property } = edgeTypesOf(raw);
  const variables: { name: string; node: number }[] = [];
  for (let edge = raw.firstEdges[global]!; edge < raw.firstEdges[global + 1]!; edge++) {
    if (raw.edgeTypes[edge] !== property) continue;
    const name = raw.strings.at(raw.edgeNames[edge]!);
    // Symbols, and the functions of accessors, which have an edge of their own.
    const isOther = /^(<symbol|(get|set) )/.test(name);
    if (!isOther && !BUILT_IN.has(name)) variables.push({ name, node: raw.edgeTargets[edge]! });
  }
  return variables;
}

function bytesOf({ object }: HeapFinding): number {
  return object.retainedBytes ?? object.shallowBytes;
}
