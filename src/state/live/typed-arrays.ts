import { types } from "node:util";
import { typedArrayInside } from "../graph/inside";
import type { Natives } from "./natives";

/** V8 lists the elements before the names, and cannot list very many. */
const MAX_LISTED = 1_000_000;

/** Own properties of a typed array besides its elements. Undefined if it has so many elements that V8 cannot say. */
export function namedKeysOf(array: NodeJS.TypedArray, { sameShape }: Pick<Natives, "sameShape">): (string | symbol)[] | undefined {
  if (plainArrays().some((plain) => sameShape(plain, array))) return [];
  const { length } = typedArrayInside(array);
  return length > MAX_LISTED ? undefined : Reflect.ownKeys(array).slice(length);
}

let plain: readonly object[] | undefined;

/** Arrays of each kind whose shape says that they have elements only. */
function plainArrays(): readonly object[] {
  plain ??= makePlainArrays();
  return plain;
}

function makePlainArrays(): readonly object[] {
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
  const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;
  return [
    ...kinds.map((Kind) => new Kind(0)),
    ...kinds.map((Kind) => new Kind(new Resizable(0, { maxByteLength: 8 }))),
    ...kinds.map((Kind) => new Kind(new SharedArrayBuffer(0) as unknown as ArrayBuffer)),
    Buffer.alloc(0),
    Buffer.from(new ArrayBuffer(8)),
  ].filter((each) => types.isTypedArray(each));
}
