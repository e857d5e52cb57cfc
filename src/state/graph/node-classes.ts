import { EventEmitter } from "node:events";
import type { Inspector } from "../live/inspector";
import type { BuiltInPaths } from "./surroundings";

const { getPrototypeOf, getOwnPropertyDescriptor } = Reflect;

/** An object that a constructor of every process makes again from plain arguments. */
export interface Made {
  /** Path of the constructor. */
  readonly path: string;
  readonly args: readonly unknown[];
}

/**
 * Prototypes of every process whose heirs hold nothing but properties, unless V8 says of what kind they are: what `brandOf` recognizes is
 * described with its inside.
 */
const ALLOWED: ReadonlySet<object> = new Set(
  [
    ...[
      Object,
      Error,
      AggregateError,
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError,
      EventEmitter,
      Function,
      Array,
    ],
    ...[
      Map,
      Set,
      WeakMap,
      WeakSet,
      Date,
      RegExp,
      Promise,
      ArrayBuffer,
      SharedArrayBuffer,
      DataView,
      Number,
      String,
      Boolean,
      Symbol,
      BigInt,
    ],
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array],
    ...[BigInt64Array, BigUint64Array, getPrototypeOf(Uint8Array) as typeof Uint8Array, Buffer],
  ].map(({ prototype }) => prototype as object),
);

/** Of a generator function's own prototype; a generator itself is known by its kind. */
const GENERATORS: ReadonlySet<object> = new Set(
  [emptyGenerator, emptyAsyncGenerator].flatMap((fn) => chainOf(getPrototypeOf(fn.prototype as object))),
);

function* emptyGenerator(): Generator<undefined> {
  yield undefined;
}

async function* emptyAsyncGenerator(): AsyncGenerator<undefined> {
  await Promise.resolve();
  yield undefined;
}

function chainOf(object: object | null): object[] {
  return object === null ? [] : [object, ...chainOf(getPrototypeOf(object))];
}

const INTL = [
  "Collator",
  "DateTimeFormat",
  "DisplayNames",
  "ListFormat",
  "NumberFormat",
  "PluralRules",
  "RelativeTimeFormat",
  "Segmenter",
] as const;

const hrefOf = getOwnPropertyDescriptor(URL.prototype, "href")!.get as (this: unknown) => string;
const queryToString = URLSearchParams.prototype.toString;

/** Whether the heirs of a prototype that every process has hold nothing but what a description of their kind and properties says. */
export function isAllowedPrototype(prototype: object): boolean {
  return ALLOWED.has(prototype) || GENERATORS.has(prototype);
}

/** How an object of one of Node's own classes is made again; undefined if it is none of those that can. */
export function madeBy(object: object, builtIns: BuiltInPaths, inspector: Inspector): Made | undefined {
  const prototype = getPrototypeOf(object);
  if (prototype === null) return undefined;
  if (prototype === URL.prototype) return { path: builtIns.pathOf(URL) ?? "URL", args: [Reflect.apply(hrefOf, object, [])] };
  if (prototype === URLSearchParams.prototype)
    return isFree(object, inspector)
      ? { path: builtIns.pathOf(URLSearchParams) ?? "URLSearchParams", args: [Reflect.apply(queryToString, object, [])] }
      : undefined;
  for (const name of INTL) {
    const constructor = Intl[name];
    if (prototype === constructor.prototype) return madeByIntl(name, object as Intl.NumberFormat);
  }
  return undefined;
}

/** Not the query of a URL, which changes with it. */
function isFree(query: object, inspector: Inspector): boolean {
  const context = inspector.internalsOf(query).privates.find(({ name }) => name === "#context" || name === "#url");
  return context !== undefined && (context.value === null || context.value === undefined);
}

/** What it says of itself makes its equal, if that says the same of itself. */
function madeByIntl(name: (typeof INTL)[number], object: Intl.NumberFormat): Made | undefined {
  const constructor = Intl[name] as unknown as typeof Intl.NumberFormat;
  const options = Reflect.apply(constructor.prototype.resolvedOptions, object, []);
  const made = new constructor(options.locale, options);
  const isEqual = JSON.stringify(made.resolvedOptions()) === JSON.stringify(options);
  return isEqual ? { path: `Intl.${name}`, args: [options.locale, { ...options }] } : undefined;
}
