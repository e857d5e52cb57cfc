import { types } from "node:util";
import { coderArguments } from "./coders";
import type { Brand } from "./form";

// Taken before any cell can replace them.
const { isArray } = Array;
const {
  isBoxedPrimitive,
  isDataView,
  isDate,
  isMap,
  isNativeError,
  isPromise,
  isProxy,
  isRegExp,
  isSet,
  isSharedArrayBuffer,
  isArrayBuffer,
  isTypedArray,
  isWeakMap,
  isWeakSet,
  isArgumentsObject,
  isGeneratorObject,
  isMapIterator,
  isSetIterator,
  isModuleNamespaceObject,
  isExternal,
} = types;

/** What V8 holds an object for, or why it cannot be carried. Runs no code of the notebook. */
export function brandOf(object: object): Brand | { readonly refusal: string } {
  if (isProxy(object)) return "proxy";
  if (typeof object === "function") return "closure";
  if (isArray(object)) return "array";
  if (isMap(object)) return "map";
  if (isSet(object)) return "set";
  if (isDate(object)) return "date";
  if (isRegExp(object)) return "regexp";
  if (isNativeError(object)) return "error";
  if (isTypedArray(object)) return "typedarray";
  if (isArrayBuffer(object)) return "arraybuffer";
  if (isSharedArrayBuffer(object)) return "sharedarraybuffer";
  if (isDataView(object)) return "dataview";
  if (isPromise(object)) return "promise";
  if (isWeakMap(object)) return "weakmap";
  if (isWeakSet(object)) return "weakset";
  if (isBoxedPrimitive(object)) return "boxed";
  if (isModuleNamespaceObject(object)) return "namespace";
  if (coderArguments(object) !== undefined) return "coder";
  const refusal = refusalOf(object);
  return refusal === undefined ? "object" : { refusal };
}

function refusalOf(object: object): string | undefined {
  if (isGeneratorObject(object)) return "it is a generator, and how far it has run cannot be carried";
  if (isMapIterator(object) || isSetIterator(object)) return "it is an iterator, and how far it has run cannot be carried";
  if (isArgumentsObject(object)) return "it is the arguments of a call";
  if (isExternal(object)) return "it is a pointer of native code";
  return undefined;
}
