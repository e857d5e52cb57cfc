import { ACCESSOR, CONFIGURABLE, ENUMERABLE, type Form, WRITABLE } from "../graph/form";
import { hiddenStackOf, isOfText } from "../graph/inside";
import type { Natives } from "../live/natives";
import { isIndex, isPlainArray } from "../live/elements";
import { namedKeysOf } from "../live/typed-arrays";
import { type Nodes, skipBrand } from "./nodes";

const { getOwnPropertyDescriptor, ownKeys } = Reflect;

/** A property as a description has it. */
export interface Slot {
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor;
}

/** The properties of a node, in order. Leaves the reader behind them, at the private fields. */
export function slotsOf(nodes: Nodes, id: number): Slot[] {
  const reader = skipBrand(nodes, id);
  const { keys, attributes } = nodes.form(id);
  return keys.map((key, index) => {
    const bits = attributes[index]!;
    const common = { enumerable: (bits & ENUMERABLE) !== 0, configurable: (bits & CONFIGURABLE) !== 0 };
    const descriptor: PropertyDescriptor =
      (bits & ACCESSOR) !== 0
        ? { get: reader.read() as () => unknown, set: reader.read() as (value: unknown) => void, ...common }
        : { value: reader.read(), writable: (bits & WRITABLE) !== 0, ...common };
    return { key: nodes.key(key), descriptor };
  });
}

/** Own keys of an object that its brand does not speak for. */
export function describedKeys(object: object, { brand, elements }: Form, natives: Natives): (string | symbol)[] {
  if (brand === "typedarray") return namedKeysOf(object as Uint8Array, natives) ?? [];
  if (brand === "array" && elements !== undefined && isPlainArray(object, natives)) return [];
  const keys = ownKeys(object);
  switch (brand) {
    case "array":
      return keys.filter((key) => key !== "length" && (elements === undefined || !isIndex(key)));
    case "error":
      return hiddenStackOf(object) === undefined ? keys : keys.filter((key) => key !== "stack");
    case "boxed":
      return keys.filter((key) => !isOfText(object, key));
    default:
      return keys;
  }
}

/** What tells two properties apart; undefined if nothing does. */
export function isSameProperty(a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean {
  if (a === undefined || a.enumerable !== b.enumerable || a.configurable !== b.configurable) return false;
  if ("get" in b || "set" in b) return a.get === b.get && a.set === b.set && !("value" in a);
  return "value" in a && Object.is(a.value, b.value) && a.writable === b.writable;
}

/** An own property's descriptor, by the function that this module found when it was loaded. */
export function ownProperty(object: object, key: string | symbol): PropertyDescriptor | undefined {
  return getOwnPropertyDescriptor(object, key);
}
