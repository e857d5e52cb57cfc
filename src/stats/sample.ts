/** At least one value, so that its statistics exist. */
export type NonEmpty<T = number> = readonly [T, ...T[]];

declare const isSorted: unique symbol;

/** Values in ascending order, as quantiles need them. Only {@link sort} makes one. */
export type Sorted = NonEmpty & { readonly [isSorted]: true };

/** Whether there is a value at all; a guard, so that statistics need no answer for an empty sample. */
export function isNonEmpty<T>(values: readonly T[]): values is NonEmpty<T> {
  return values.length > 0;
}

/** A sorted copy. */
export function sort(values: NonEmpty): Sorted {
  return [...values].sort((a, b) => a - b) as unknown as Sorted;
}
