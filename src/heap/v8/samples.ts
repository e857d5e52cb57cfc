import { types } from "node:util";
import type { Natives } from "./natives";

/** Own keys or elements of an object that is printed: V8 writes a line for each, which takes some microseconds. */
const MAX_LINES = 1000;
const FEW_LINES = 32;

// Taken before any cell can replace them.
const { isArray } = Array;
const { isTypedArray } = types;
const { ownKeys } = Reflect;
const typedArrayLength = typedArrayLengthGetter();

/**
 * Which of several objects of the same shape V8 prints with the fewest lines; an empty array made here stands in for large ones. Undefined if
 * each would take too long. Runs no user code: the objects are no proxies.
 */
export function cheapestToPrint(samples: readonly object[], sameShape: Natives["sameShape"]): object | undefined {
  let best: object | undefined;
  let fewest = MAX_LINES;
  for (const sample of samples) {
    const lines = linesOf(sample);
    if (lines > fewest) continue;
    best = sample;
    fewest = lines;
    if (lines <= FEW_LINES) break;
  }
  return best ?? standIns().find((standIn) => sameShape(standIn, samples[0]!));
}

/** V8's instance type of an object that was not printed. */
export function likelyType(object: object): string {
  if (isArray(object)) return "JS_ARRAY_TYPE";
  return isTypedArray(object) ? "JS_TYPED_ARRAY_TYPE" : "JS_OBJECT_TYPE";
}

function linesOf(object: object): number {
  if (isArray(object)) return object.length;
  return isTypedArray(object) ? typedArrayLength(object) : ownKeys(object).length;
}

/** One small array of each kind of elements that V8 tells apart, and one typed array of each kind. */
function standIns(): readonly object[] {
  const object = {};
  const sparse: unknown[] = [];
  sparse[1e8] = object;
  sparse.length = 0;
  const packed = [[1], [1.5], [object]];
  const holey = packed.map((elements) => Object.assign(new Array<unknown>(2), elements));
  return [...packed, ...holey, sparse, ...typedArrays()];
}

function typedArrays(): readonly object[] {
  const kinds = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ];
  return [...kinds.map((Kind) => new Kind(0)), Buffer.alloc(0)];
}

function typedArrayLengthGetter(): (array: NodeJS.TypedArray) => number {
  const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
  const getter = Reflect.getOwnPropertyDescriptor(prototype, "length")?.get as (this: NodeJS.TypedArray) => number;
  return (array) => Reflect.apply(getter, array, []);
}
