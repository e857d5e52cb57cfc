import { types } from "node:util";
import type { Inspector } from "../live/inspector";

// Taken before any cell can replace them. None of them looks at a property, or runs code of the notebook.
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const mapForEach = Map.prototype.forEach;
const setForEach = Set.prototype.forEach;
const typedArray = getPrototypeOf(Uint8Array.prototype)!;

const read = {
  dateTime: Date.prototype.getTime,
  mapSize: getter(Map.prototype, "size"),
  setSize: getter(Set.prototype, "size"),
  source: getter(RegExp.prototype, "source"),
  arrayKind: getter(typedArray, Symbol.toStringTag),
  arrayBuffer: getter(typedArray, "buffer"),
  arrayOffset: getter(typedArray, "byteOffset"),
  arrayLength: getter(typedArray, "length"),
  arrayBytes: getter(typedArray, "byteLength"),
  viewBuffer: getter(DataView.prototype, "buffer"),
  viewOffset: getter(DataView.prototype, "byteOffset"),
  viewLength: getter(DataView.prototype, "byteLength"),
  bufferLength: getter(ArrayBuffer.prototype, "byteLength"),
  bufferResizable: getter(ArrayBuffer.prototype, "resizable"),
  bufferMax: getter(ArrayBuffer.prototype, "maxByteLength"),
  sharedLength: getter(SharedArrayBuffer.prototype, "byteLength"),
  sharedGrowable: getter(SharedArrayBuffer.prototype, "growable"),
  sharedMax: getter(SharedArrayBuffer.prototype, "maxByteLength"),
  deref: WeakRef.prototype.deref,
  description: getter(Symbol.prototype, "description"),
} as const;

/** Each flag by a getter of its own: `flags` would ask the object for them. */
const FLAGS = (
  [
    ["d", "hasIndices"],
    ["g", "global"],
    ["i", "ignoreCase"],
    ["m", "multiline"],
    ["s", "dotAll"],
    ["u", "unicode"],
    ["v", "unicodeSets"],
    ["y", "sticky"],
  ] as const
).map(([letter, name]) => ({ letter, isSet: getter(RegExp.prototype, name) }));

const unbox = [Number, String, Boolean, BigInt, Symbol].map(({ prototype }) => prototype.valueOf as (this: unknown) => unknown);

/** Own `stack` of errors where V8 has it as an accessor that all of them share: Node 24 and later. */
const sharedStackGetter = getOwnPropertyDescriptor(new Error(), "stack")?.get;

/** Milliseconds since 1970; NaN for a date that is none. */
export function timeOf(date: object): number {
  return ask(read.dateTime, date) as number;
}

/** How many entries a map, or elements a set has. */
export function sizeOf(collection: object): number {
  return ask(types.isMap(collection) ? read.mapSize : read.setSize, collection) as number;
}

/** Visits the entries of a map, whatever its class makes of iterating. */
export function forEachEntry(map: object, visit: (key: unknown, value: unknown) => void): void {
  apply(mapForEach, map, [(value: unknown, key: unknown) => visit(key, value)]);
}

/** Visits the elements of a set. */
export function forEachElement(set: object, visit: (element: unknown) => void): void {
  apply(setForEach, set, [visit]);
}

/** The text between the slashes. */
export function sourceOf(regExp: object): string {
  return ask(read.source, regExp) as string;
}

/** The flags of a regular expression, in the order of the alphabet. */
export function flagsOf(regExp: object): string {
  let flags = "";
  for (const { letter, isSet } of FLAGS) if (ask(isSet, regExp) === true) flags += letter;
  return flags;
}

/** The inside of a typed array: offset in bytes, length in elements. */
export function typedArrayInside(array: object): {
  readonly kind: string;
  readonly buffer: ArrayBufferLike;
  readonly offsetBytes: number;
  readonly length: number;
  readonly bytes: number;
} {
  return {
    kind: ask(read.arrayKind, array) as string,
    buffer: ask(read.arrayBuffer, array) as ArrayBufferLike,
    offsetBytes: ask(read.arrayOffset, array) as number,
    length: ask(read.arrayLength, array) as number,
    bytes: ask(read.arrayBytes, array) as number,
  };
}

/** The inside of a DataView. Its offset and length throw a TypeError if its buffer was transferred to someone else. */
export function viewBufferOf(view: object): ArrayBufferLike {
  return ask(read.viewBuffer, view) as ArrayBufferLike;
}

/** Offset and length of a DataView, in bytes. Throws a TypeError for a view on a buffer that was transferred. */
export function viewPlaceOf(view: object): { readonly offsetBytes: number; readonly bytes: number } {
  return { offsetBytes: ask(read.viewOffset, view) as number, bytes: ask(read.viewLength, view) as number };
}

/** Length of an ArrayBuffer or SharedArrayBuffer, and the length to which it may grow, if it may. */
export function bufferInside(buffer: object): { readonly bytes: number; readonly maxBytes: number | undefined } {
  const [length, canGrow, max] = types.isSharedArrayBuffer(buffer)
    ? [read.sharedLength, read.sharedGrowable, read.sharedMax]
    : [read.bufferLength, read.bufferResizable, read.bufferMax];
  const maxBytes = ask(canGrow, buffer) === true ? (ask(max, buffer) as number) : undefined;
  return { bytes: ask(length, buffer) as number, maxBytes };
}

/** The primitive in a boxed one. */
export function primitiveIn(boxed: object): unknown {
  const kinds = [types.isNumberObject, types.isStringObject, types.isBooleanObject, types.isBigIntObject, types.isSymbolObject];
  return apply(unbox[kinds.findIndex((isKind) => isKind(boxed))]!, boxed, []);
}

/** Whether a property of a boxed primitive is a character or the length of its text. */
export function isOfText(boxed: object, key: string | symbol): boolean {
  const text = primitiveIn(boxed);
  return (
    typeof text === "string" && typeof key === "string" && (key === "length" || (/^(?:0|[1-9]\d*)$/.test(key) && Number(key) < text.length))
  );
}

/** What a weak reference refers to; undefined if that is gone. */
export function targetOf(ref: object): object | undefined {
  return ask(read.deref, ref) as object | undefined;
}

/** Of any symbol; undefined if it was made without. */
export function descriptionOf(symbol: symbol): string | undefined {
  return ask(read.description, symbol) as string | undefined;
}

/** An error's stack where V8 keeps it behind an accessor of its own; else undefined, and `stack` is a property like others, if there is one. */
export function hiddenStackOf(error: object): unknown {
  const get = sharedStackGetter && getOwnPropertyDescriptor(error, "stack")?.get;
  return get !== undefined && get === sharedStackGetter ? apply(get, error, []) : undefined;
}

/** Whether something that an object inherits from is a proxy, whose handler would run when the object is looked through with `for` or `in`. */
export function inheritsProxy(object: object): boolean {
  for (let at = getPrototypeOf(object); at !== null; at = getPrototypeOf(at)) if (types.isProxy(at)) return true;
  return false;
}

/** The entries of a WeakMap, or the elements of a WeakSet as keys of `true`. */
export function weakEntries(collection: object, inspector: Inspector): readonly { readonly key: unknown; readonly value: unknown }[] {
  const entries = inspector.internalsOf(collection).slots.get("[[Entries]]") as
    ArrayLike<{ readonly key?: unknown; readonly value: unknown }> | undefined;
  return Array.from(entries ?? [], (entry) =>
    "key" in entry ? { key: entry.key, value: entry.value } : { key: entry.value, value: true },
  );
}

type Getter = (this: unknown) => unknown;

/** Undefined where this version of Node has no such property. */
function getter(object: object, key: string | symbol): Getter | undefined {
  return getOwnPropertyDescriptor(object, key)?.get;
}

function ask(get: Getter | undefined, object: unknown): unknown {
  return get === undefined ? undefined : apply(get, object, []);
}
