import type { Natives } from "./natives";

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
