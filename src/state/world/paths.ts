import { intact } from "./intact";
/**
 * Names of the objects that every Node process has: `Array.prototype.map`, `get Map.prototype.size`, `node:fs.promises.readFile`,
 * `%ArrayIteratorPrototype%.next`, `Array.[[Prototype]]`, `key Event.prototype[Symbol(kType)]`.
 */

/** The step from an object to what its own property holds. `twin` counts symbols of the same description on one object, from 0. */
export function stepOf(key: string | symbol, twin = 0): string {
  if (typeof key === "string") return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${intact.stringify(key)}]`;
  const registered = intact.keyFor(key);
  if (registered !== undefined) return `[Symbol.for(${intact.stringify(registered)})]`;
  if (wellKnown.has(key)) return `[${key.description ?? ""}]`;
  return `[Symbol(${plain(key.description ?? "")})${twin === 0 ? "" : `#${twin}`}]`;
}

/** The step from an object to its prototype. */
export const prototypeStep = ".[[Prototype]]";

/** The path of what a step leads to, of an accessor's function, or of a symbol that serves as a key. */
export function join(owner: string, step: string, part?: "get" | "set" | "key"): string {
  const base = owner.slice(0, 4).includes(" ") ? `(${owner})` : owner;
  return part === undefined ? base + step : `${part} ${base}${step}`;
}

/** The name with which a path begins: a global, a hidden intrinsic, or a module with `node:`. */
export function rootOf(path: string): string {
  return /^(?:\(|(?:get|set|key) )*([^.[()]+)/.exec(path)?.[1] ?? path;
}

/** The entry of a signature for the property of a global that Node keeps behind a getter or loads late; the global itself has its bare name. */
export function globalEntry(name: string): string {
  return `globalThis.${name}`;
}

/** The name of the global in a {@link globalEntry}. */
export function globalOf(path: string): string | undefined {
  return /^globalThis\.(\w+)$/.exec(path)?.[1];
}

/** The symbols of the language, such as Symbol.iterator. Their descriptions are their paths. */
export const wellKnownSymbols: readonly symbol[] = intact.ownKeys(Symbol).flatMap((key) => {
  const value: unknown = intact.getOwnPropertyDescriptor(Symbol, key)?.value;
  return typeof value === "symbol" && value.description === `Symbol.${String(key)}` ? [value] : [];
});

const wellKnown = new intact.Set(wellKnownSymbols);

function plain(description: string): string {
  return /^[\w$.:@/ -]*$/.test(description) ? description : intact.stringify(description);
}
