// Taken before any cell can replace them.
const { apply, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } = Reflect;
const Encoder = TextEncoder;
const Decoder = TextDecoder;

const read = (["encoding", "fatal", "ignoreBOM"] as const).map((name) => getOwnPropertyDescriptor(Decoder.prototype, name)?.get);

/** How a coder of text is made again: nothing for an encoder; for a decoder its encoding, whether it is fatal, and whether it keeps byte order marks. */
export type CoderArguments = readonly [] | readonly [encoding: string, fatal: boolean, ignoreBOM: boolean];

/**
 * Of a `TextEncoder` or `TextDecoder` that is as it was made; undefined for anything else, and for a decoder that was fed a text in parts: on such a one
 * Node keeps what is left of it, where only native code can read it.
 */
export function coderArguments(object: object): CoderArguments | undefined {
  const prototype = getPrototypeOf(object);
  if (prototype === Encoder.prototype) return isLike(object, makeCoder([])) ? [] : undefined;
  if (prototype !== Decoder.prototype) return undefined;
  try {
    const args = read.map((get) => apply(get!, object, []) as unknown) as unknown as CoderArguments;
    return isLike(object, makeCoder(args)) ? args : undefined;
  } catch {
    // It only inherits from a decoder.
    return undefined;
  }
}

/** A coder with these arguments. */
export function makeCoder([encoding, fatal, ignoreBOM]: CoderArguments): object {
  return encoding === undefined ? new Encoder() : new Decoder(encoding, { fatal: fatal!, ignoreBOM: ignoreBOM! });
}

/** Whether two objects have the same own properties, with the same values. */
function isLike(object: object, other: object): boolean {
  const [keys, others] = [ownKeys(object), ownKeys(other)];
  return (
    keys.length === others.length &&
    isExtensible(object) &&
    keys.every((key, index) => key === others[index] && isSameAt(key, object, other))
  );
}

function isSameAt(key: string | symbol, object: object, other: object): boolean {
  const [one, two] = [getOwnPropertyDescriptor(object, key), getOwnPropertyDescriptor(other, key)];
  const same = (field: keyof PropertyDescriptor): boolean => Object.is(one?.[field], two?.[field]);
  return (["value", "get", "set", "writable", "enumerable", "configurable"] as const).every(same);
}
