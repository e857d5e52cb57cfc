import type { Natives } from "./natives";

/** Whether a property is an element, as arrays and all other objects have them. */
export function isIndex(key: string | symbol): key is string {
  return typeof key === "string" && /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < 2 ** 32 - 1;
}

/**
 * Whether the first key of an object that `for` meets is this one. Elements are no part of an object's shape; they come first of all keys, and an
 * object's own keys before those that it inherits: so one whose shape begins with that key has no elements.
 */
export function startsWithKey(object: object, wanted: string | number | undefined): boolean {
  for (const key in object) return key === wanted;
  return false;
}

let samples: readonly (readonly unknown[])[] | undefined;

/** Whether an array's shape says that it has elements with ordinary attributes and a length, and nothing else. */
export function isPlainArray(array: object, { sameShape }: Pick<Natives, "sameShape">): boolean {
  samples ??= makeSamples();
  return samples.some((sample) => sameShape(sample, array));
}

/** One of each kind of elements that V8 tells apart, packed and with holes. */
function makeSamples(): (readonly unknown[])[] {
  const object = {};
  const packed: unknown[][] = [[1], [1.5], [object]];
  const parsed = JSON.parse("[1]") as unknown[];
  return [
    ...packed,
    ...packed.map((elements) => Object.assign(new Array<unknown>(2), elements)),
    ...packed.map((elements) => Array.from(elements)),
    parsed,
  ];
}
