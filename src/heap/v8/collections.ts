import { types } from "node:util";

/** The Maps and Sets that were found, by what their tables take together. */
export interface Collections {
  /** If no place in them were free. */
  readonly fullBytes: number;
  /** At least: V8 makes room for four entries, or for twice as many as before. After entries are deleted it may be more. */
  readonly leastBytes: number;
}

/** What a table of V8's takes: a fixed part, and for each entry its slots and half a bucket (`OrderedHashMap`, load factor 2). */
const TABLE_BYTES = 40;
const MAP_ENTRY_BYTES = 28;
const SET_ENTRY_BYTES = 20;
const LEAST_ENTRIES = 4;
/** Slots of an empty table. */
const EMPTY_MAP = "<OrderedHashMap[17]>";
const EMPTY_SET = "<OrderedHashSet[13]>";

// Taken before any cell can replace them.
const { getPrototypeOf } = Object;
const { isMap, isSet } = types;
const mapSize = sizeGetter(Map.prototype);
const setSize = sizeGetter(Set.prototype);

/**
 * The Maps and Sets among the live objects of each realm, given the types that objects of each prototype have. Undefined if an empty table of this V8 is not of the
 * known size, as its print says. Runs no user code: not even a `size` of the user's.
 */
export function findCollections(
  realms: readonly (readonly object[])[],
  typesOfPrototypes: readonly (readonly [prototype: object, type: string])[],
  print: (object: object) => string,
): Collections | undefined {
  if (!print(new Map()).includes(EMPTY_MAP) || !print(new Set()).includes(EMPTY_SET)) return undefined;
  const isCollection = (type: string): boolean => type === "JS_MAP_TYPE" || type === "JS_SET_TYPE";
  const prototypes = new Set(typesOfPrototypes.flatMap(([prototype, type]) => (isCollection(type) ? [prototype] : [])));
  let fullBytes = 0;
  let leastBytes = 0;
  for (const objects of prototypes.size > 0 ? realms : []) {
    for (const object of objects) {
      if (!prototypes.has(getPrototypeOf(object) as object)) continue;
      const [entries, entryBytes] = entriesOf(object);
      if (entryBytes === 0) continue;
      fullBytes += TABLE_BYTES + entries * entryBytes;
      leastBytes += TABLE_BYTES + Math.max(LEAST_ENTRIES, nextPowerOfTwo(entries)) * entryBytes;
    }
  }
  return { fullBytes, leastBytes };
}

/** How many, and what one takes; nothing of another object, such as the prototype of a class of Maps. */
function entriesOf(object: object): readonly [entries: number, entryBytes: number] {
  if (isMap(object)) return [mapSize(object), MAP_ENTRY_BYTES];
  return isSet(object) ? [setSize(object), SET_ENTRY_BYTES] : [0, 0];
}

function nextPowerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, value)));
}

function sizeGetter(prototype: object): (collection: object) => number {
  const getter = Reflect.getOwnPropertyDescriptor(prototype, "size")?.get as (this: object) => number;
  return (collection) => Reflect.apply(getter, collection, []);
}
